import t from 'tap'
import { credentials, ISSUER, openInjectedMock, SOFIA } from '../../../support/mock.ts'

const fake = await openInjectedMock()
const { get, post } = fake
const client = fake.client()
const member = fake.client('member')

const LIN = '0009-0009-9999-0019'

const tokenOf = async (by: typeof client, scope: string, orcid = SOFIA): Promise<string> =>
  (await fake.tokens(by, scope, orcid))['access_token'] as string

t.test('userinfo tells who somebody is, in five members', async (t) => {
  const ask = async (orcid: string) =>
    (await get('/oauth/userinfo', { authorization: `Bearer ${await tokenOf(client, 'openid', orcid)}` })).body
  t.equal(await ask(SOFIA), `{"id":"${ISSUER}/${SOFIA}","sub":"${SOFIA}","name":null,"family_name":"Garcia",` +
    '"given_name":"Sofia"}')
  t.equal(await ask(LIN), `{"id":"${ISSUER}/${LIN}","sub":"${LIN}","name":null,"family_name":null,"given_name":null}`)
  t.match(JSON.parse(await ask('0009-0009-9999-006X')), { name: 'J. M. Núñez' })
})

t.test('userinfo takes the token as a header of any make, or posted', async (t) => {
  const token = await tokenOf(client, '/authenticate')
  for (const authorization of [token, `bearer ${token}`, `Bearer Bearer ${token}`]) {
    t.equal((await get('/oauth/userinfo', { authorization })).statusCode, 200)
  }
  t.equal((await post('/oauth/userinfo', { access_token: token }, { authorization: 'Bearer x' })).statusCode, 200)
  t.equal((await post(`/oauth/userinfo?access_token=${token}`, '')).statusCode, 200)
  t.equal((await get(`/oauth/userinfo?access_token=${token}`)).statusCode, 403)
  const posted = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  t.equal((await post('/oauth/userinfo', '{}', posted)).statusCode, 200)
})

t.test('every failure of userinfo is the same 403, hyphen included', async (t) => {
  const limited = await tokenOf(member, '/read-limited')
  const own = (await post('/oauth/token', {
    ...credentials(client), grant_type: 'client_credentials', scope: '/read-public'
  })).json()['access_token']
  for (const authorization of ['', 'Bearer nonsense', `Bearer ${limited}`, `Bearer ${own}`]) {
    const { statusCode, headers, body } = await get('/oauth/userinfo', { authorization })
    t.equal(statusCode, 403)
    t.equal(body, '{"error":"access_denied","error-description":"access_token is invalid"}')
    t.equal(headers['content-type'], 'application/json;charset=UTF-8')
    t.equal(headers['www-authenticate'], undefined)
  }
})
