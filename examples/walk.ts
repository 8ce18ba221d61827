// `npm run walk`: the three legs without a browser, each request and answer printed as it happens.
//
// `npm run walk -- --oauth` walks ORCID's own documented example instead: no OpenID Connect, a member's token.
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import type { FastifyOrcidRouteOptions } from 'fastify-orcid'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import { tapWire } from './wire-tap.ts'

const isPlainOAuth = process.argv.includes('--oauth')
const api = isPlainOAuth ? 'member' : 'public'
const wish: Partial<FastifyOrcidRouteOptions> = isPlainOAuth ? { openid: false, scope: '/read-limited' } : {}

const orcid = await startMockOrcid()
const app = Fastify()
const port = await freePort()
await app.register(fastifyOrcid, {
  environment: orcid.environment,
  ...orcid.client({ type: api }),
  redirectUri: `http://127.0.0.1:${port}/login/orcid/callback`,
  ...wish,
  async onLogin (_request, _reply, login) {
    console.log(`\nAuthenticated: ${login.uri}\n`)
    console.log('LEG 3: the token is used on the record.\n')
    const person = await app.orcid.record(login.tokens.accessToken, login.orcid, { api }).read('person')
    return { orcid: login.orcid, scope: login.scope, name: login.name, givenNames: person.name?.['given-names']?.value }
  }
})
await app.listen({ host: '127.0.0.1', port })
const stopTap = tapWire(`http://127.0.0.1:${port}`, (line) => {
  if (/^Browser → App: GET .*callback/.test(line)) console.log('\nLEG 2: the code is exchanged for the iD and an access token. ORCID\'s keys come first: a code is spent only once.\n')
  console.log(line)
})

try {
  console.log('LEG 1: the person signs in at ORCID and grants permission.\n')
  const visit = await orcid.signIn(`http://127.0.0.1:${port}`, { path: '/login/orcid', as: orcid.researchers.sofia })
  const read = visit.response.statusCode === 200 ? visit.response.json<{ givenNames?: string }>().givenNames : undefined
  process.exitCode = read === 'Sofia' ? 0 : 1
  console.log(process.exitCode === 0 ? '\nThe record was read: all three legs work.' : '\nThe record was not read.')
} finally {
  stopTap()
  await app.close()
  await orcid.close()
}

/** A port that nobody uses: the redirect URI must be known before the app listens. */
async function freePort (): Promise<number> {
  const probe = Fastify()
  await probe.listen({ host: '127.0.0.1', port: 0 })
  const { port } = probe.server.address() as AddressInfo
  await probe.close()
  return port
}
