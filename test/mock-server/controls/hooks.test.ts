import t from 'tap'
import { openMock, send } from '../../support/mock.ts'

const { orcid } = await openMock()
// What is refused here is refused on purpose.
t.teardown(async () => { orcid.findings(); await orcid.close() })
const { issuer, researchers: { sofia } } = orcid

t.test('an answer without a content type reaches the client and the journal as the endpoint made it', async (t) => {
  for (const accept of ['text/html', 'text/csv']) {
    const { status, headers, body } = await send(`${issuer}/pub/v3.0/${sofia.orcid}/record`, { headers: { accept } })
    t.equal(status, 406)
    t.notOk('content-type' in headers)
    t.match(JSON.parse(body), { 'response-code': 406, 'error-code': 9001 })
    const exchange = orcid.journal.entries({ endpoint: 'record' }).at(-1)
    t.match(exchange, { status: 406, answer: { bodyBytes: Buffer.byteLength(body) } })
  }
})

t.test('what has no body, whatever the method, is no error of the mock', async (t) => {
  const paths = ['/oauth/authorize', '/oauth/token', '/oauth/jwks', '/.well-known/openid-configuration', '/oauth/userinfo',
    '/oauth/revoke', `/pub/v3.0/${sofia.orcid}/record`, `/api/v3.0/${sofia.orcid}/works`, `/${sofia.orcid}`, '/', '/signin']
  for (const path of paths) {
    for (const accept of ['text/html', 'application/json', 'text/csv']) {
      for (const method of ['HEAD', 'OPTIONS', 'DELETE', 'PUT', 'GET', 'POST']) {
        const { status, body } = await send(issuer + path, { method, headers: { accept } })
        t.ok(status < 500, `${method} ${path} ${accept}: ${status}`)
        t.notMatch(body, /ERR_[A-Z_]+|Received an instance|must be of type/, `${method} ${path} ${accept}`)
        if (method === 'HEAD') t.equal(body, '')
      }
    }
  }
})
