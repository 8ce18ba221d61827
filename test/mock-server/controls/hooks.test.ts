import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import { mockOrcid } from '../../../mock-server/index.ts'
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

t.test('what a hook of the app around the mock refuses is answered as ORCID\'s container answers', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async () => { throw Object.assign(new Error('Not today.'), { statusCode: 403 }) })
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  const { statusCode, body } = await app.inject('/orcid/oauth/jwks')
  t.equal(statusCode, 403)
  t.match(body, '<p><b>Message</b> Not today.</p>')
})

const MAX_FILES = 25

t.test(`a token request with a fault armed passes at most ${MAX_FILES} files`, async (t) => {
  const program = fileURLToPath(new URL('../../support/count-files.js', import.meta.url))
  // The counters are those of one process, and a coverage run needs its own.
  const { NODE_V8_COVERAGE: _, ...env } = process.env
  const faults = ['503', 'redirect', 'delay', 'malformed', 'duplicate-keys', 'truncated', 'reset-before-headers']
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...faults], { env })
  const passed = Object.entries<string[]>(JSON.parse(stdout))
  t.equal(passed.length, faults.length)
  for (const [fault, files] of passed) {
    t.ok(files.includes('controls/hooks.js'), fault)
    t.ok(files.length <= MAX_FILES, `${fault}: ${files.length} files`, { files })
  }
})
