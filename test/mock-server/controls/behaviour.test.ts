import t from 'tap'
import { openMock, send } from '../../support/mock.ts'

const bench = await openMock({ control: true, behaviour: { issuerInRedirect: 'absent' } })
const { orcid } = bench
t.teardown(() => orcid.close())
const { url = '', token = '' } = orcid.control ?? {}

/** The `token_type` of a token, as the next request meets it. */
async function tokenType (): Promise<string> {
  const { clientId, clientSecret } = bench.client
  const { body } = await bench.post('/oauth/token', {
    client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials', scope: '/read-public'
  })
  return JSON.parse(body).token_type
}

async function patch (change: unknown) {
  const body = JSON.stringify(change)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': `${body.length}` }
  return await send(`${url}/behaviour`, { method: 'PATCH', headers, body })
}

const settings = async () =>
  JSON.parse((await send(`${url}/behaviour`, { method: 'GET', headers: { authorization: `Bearer ${token}` } })).body)

t.test('the next request meets a setting that has changed, the others stay, and a reset takes it back', async (t) => {
  t.teardown(() => { orcid.reset() })
  const atStart = await settings()
  t.equal(await tokenType(), 'bearer')
  orcid.changeBehaviour({ tokenType: 'Bearer' })
  t.equal(await tokenType(), 'Bearer')
  t.strictSame(await settings(), { ...atStart, tokenType: 'Bearer' })
  orcid.reset()
  t.equal(await tokenType(), 'bearer')
  t.strictSame(await settings(), atStart)
  t.equal(atStart.issuerInRedirect, 'absent', 'what was chosen at the start is what a reset goes back to')
})

t.test('a wrong setting is refused by name, and nothing changes', async (t) => {
  t.teardown(() => { orcid.reset() })
  const change = { tokenType: 'Bearer', codeReplay: 'often' }
  t.throws(() => { orcid.changeBehaviour(change as never) },
    { code: 'MOCK_ORCID_ERR_OPTIONS', message: /behaviour: codeReplay must be one of/ })
  t.throws(() => { orcid.changeBehaviour({ tokentype: 'Bearer' } as never) }, { message: /tokentype.*Did you mean "?tokenType/i })
  t.equal(await tokenType(), 'bearer')
})

t.test('the same over HTTP, where a text sets them all', async (t) => {
  t.teardown(() => { orcid.reset() })
  t.match(await patch({ tokenType: 'Bearer' }), { status: 200, body: /"tokenType":"Bearer"/ })
  t.equal(await tokenType(), 'Bearer')
  t.match(await patch('legacy'), { status: 200 })
  const old = await openMock({ behaviour: 'legacy', control: true })
  t.teardown(() => old.orcid.close())
  const { url: oldUrl = '', token: oldToken = '' } = old.orcid.control ?? {}
  const { body } = await send(`${oldUrl}/behaviour`, { method: 'GET', headers: { authorization: `Bearer ${oldToken}` } })
  t.strictSame(await settings(), JSON.parse(body))
  t.match(await patch({ tokenType: 'basic' }), { status: 400, body: /behaviour: tokenType must be one of/ })
  t.match(await patch('modern'), { status: 400, body: /Send a JSON object/ })
})
