import t from 'tap'
import { startMockOrcid } from '../../../mock-server/index.ts'

t.test('what is wrong with the addresses and with who may turn the mock is told at once', async (t) => {
  const wrong = {
    issuer: 'https://orcid.test', hosts: ['a b'], controlToken: '0123456789abcdef', controlFromAnywhere: true, as: 'sandbox', tls: false
  } as const
  const { message } = await startMockOrcid(wrong).catch((error: Error) => error) as Error
  t.equal(message, 'Wrong options: hosts.0 must be a host name, with or without a port, such as orcid:9797. ' +
    'controlToken needs control: true. controlFromAnywhere needs control: true. ' +
    'as needs tls: leave tls out, or give a certificate. as sets the issuer: leave issuer out. ' +
    'issuer is https, which nobody serves. Let the mock serve it with tls, or --tls; if a proxy does, say so with ' +
    'behindProxy, or --behind-proxy.')
  await using orcid = await startMockOrcid({ controlFromAnywhere: false, tls: false })
  t.equal(orcid.control, null)
})
