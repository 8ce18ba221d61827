import t from 'tap'
import type { MockTokenPlan } from '../../../mock-server/index.ts'
import { openMock } from '../../support/mock.ts'

const mock = await openMock({ control: true, clients: [{ clientId: 'APP-LOCKEDLOCKEDLOCK', status: 'locked' }] })
const { orcid, client } = mock
t.teardown(() => orcid.close())

const readClaims = (idToken = '') => JSON.parse(Buffer.from(String(idToken.split('.')[1]), 'base64url').toString())

t.test('a token without a walk is what the exchange would have answered', async (t) => {
  t.teardown(() => { orcid.reset() })
  orcid.clock.freeze()
  const scope = 'openid /activities/update'
  const walked = await mock.tokens(scope)
  const given = await orcid.token({ as: 'sofia', client, scope })
  t.strictSame(Object.keys(given), Object.keys(walked))
  const fresh = { access_token: '', refresh_token: '', id_token: '' }
  t.strictSame({ ...given, ...fresh }, { ...walked, ...fresh })
  const [one, other] = [walked['id_token'], given.id_token].map(readClaims)
  t.strictSame(Object.keys(other), Object.keys(one).filter((name) => name !== 'nonce'))
  for (const name of ['aud', 'sub', 'iss', 'exp', 'auth_time', 'amr']) t.equal(other[name], one[name], name)
})

t.test('it works: it reads, refreshes, is revoked, and is a consent', async (t) => {
  t.teardown(() => { orcid.reset() })
  const { sofia } = orcid.researchers
  const { access_token: token, refresh_token: refreshToken } = await client.token({ as: sofia, scope: ['/read-limited'] })
  const read = async () => (await mock.ask(`/api/v3.0/${sofia.orcid}/works`,
    { accept: 'application/json', authorization: `Bearer ${token}` })).status
  t.equal(await read(), 200)
  const { visit } = await orcid.authorize(mock.authorizeUrl({ scope: '/read-limited' }), { as: sofia })
  t.equal(visit.hops.length, 4, 'ORCID does not ask again')
  const { clientId, clientSecret } = client
  const credentials = { client_id: clientId, client_secret: clientSecret }
  const refreshed = await mock.post('/oauth/token', { ...credentials, grant_type: 'refresh_token', refresh_token: refreshToken })
  t.match(JSON.parse(refreshed.body), { orcid: sofia.orcid, scope: '/read-limited' })
  t.equal(await read(), 401)
})

t.test('without a person it is the client\'s own', async (t) => {
  t.teardown(() => { orcid.reset() })
  const own = await client.token()
  t.match(own, { scope: '/read-public', orcid: null, expires_in: 631138518 })
  t.notOk('name' in own)
  t.notOk('id_token' in own)
  const headers = { authorization: `Bearer ${own.access_token}`, accept: 'application/json' }
  t.equal((await mock.ask('/pub/v3.0/0000-0001-2345-6789/works', headers)).status, 200)
})

t.test('it is in the journal, masked, and leaves faults, forgeries and findings to the app', async (t) => {
  t.teardown(() => { orcid.reset() })
  client.fail('token', 503)
  client.forge('orcid-null')
  const { access_token: token, orcid: iD } = await client.token({ as: 'sofia', scope: '/read-limited openid' })
  t.equal(iD, '0000-0001-2345-6789')
  t.equal(client.journal.count({ endpoint: 'token' }), 0)
  t.match(client.journal.entries(), [{ method: 'POST', url: '/control/token', status: 200, client: client.clientId }])
  t.match(client.journal.entries()[0]?.request.body, '{"as":"0000-0001-2345-6789","scope":"/read-limited openid"}')
  t.match(client.journal.entries()[0]?.answer.body, token)
  t.notMatch(String(client.journal), token)
  client.assertClean()
  t.equal((await mock.exchange(await mock.code())).status, 503)
})

t.test('what is wrong is refused as a whole, each mistake by name', async (t) => {
  t.teardown(() => { orcid.reset() })
  const common = orcid.client()
  const wrong: Array<[plan: unknown, what: string]> = [
    [undefined, 'must have required properties client'],
    [{ client, who: 'sofia' }, 'who is not known'],
    [{ client, scope: 1 }, 'scope must be string or array'],
    [{ client: 'APP-X', as: 'sophia', scope: 'x' },
      'No client is called APP-X: make one with client(); Nobody has the ORCID iD or the name sophia; did you mean sofia?'],
    [{ client: common, as: 'locked', scope: '/read-limited openId nonsense' },
      'the record of locked is not active; scope /read-limited is not for a public client here, expected openid, ' +
      '/authenticate; scope openId is not known (did you mean openid?); scope nonsense is not known, expected openid, /authenticate'],
    [{ client: common, scope: 'openid' }, 'scope openid is not for a public client here, expected /read-public'],
    [{ client: 'APP-LOCKEDLOCKEDLOCK', as: 'sofia', scope: ' ' }, 'the client is locked; scope must name one'],
    [{ client, as: {} }, 'Nobody has the ORCID iD or the name undefined: add the person with addResearcher()']
  ]
  for (const [plan, what] of wrong) {
    await t.rejects(orcid.token(plan as MockTokenPlan), { code: 'MOCK_ORCID_ERR_OPTIONS', message: `Wrong options for token: ${what}.` })
  }
  t.equal(orcid.journal.count(), 0)
})

t.test('the same over the control API', async (t) => {
  t.teardown(() => { orcid.reset() })
  const { url, token } = orcid.control ?? { url: '', token: '' }
  const ask = async (body: object) => await fetch(`${url}/token`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body)
  })
  const given = await ask({ as: 'sofia', client: client.clientId, scope: 'openid' })
  t.equal(given.status, 200)
  t.match(await given.json(), { orcid: '0000-0001-2345-6789', name: 'Sofia Garcia', id_token: /^ey/, scope: 'openid' })
  t.equal((await ask({ as: 'sofia' })).status, 400)
})
