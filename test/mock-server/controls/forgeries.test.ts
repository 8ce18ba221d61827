import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import t from 'tap'
import { mockForgeries } from '../../../mock-server/index.ts'
import type { MockForgery, MockForgeryName } from '../../../mock-server/index.ts'
import { openMock } from '../../support/mock.ts'

const bench = await openMock()
const { orcid, client, ask } = bench
t.teardown(() => orcid.close())

const SOFIA = orcid.researchers.sofia.orcid
const names = Object.entries<MockForgery>(mockForgeries) as Array<[MockForgeryName, MockForgery]>

type Tokens = Record<string, unknown>

/** What a careful client says of a token answer: `accepted`, or why not. */
async function judge (tokens: Tokens, nonce: string): Promise<string> {
  const { access_token: accessToken, token_type: type, orcid: id, id_token: idToken } = tokens
  if (typeof accessToken !== 'string' || !/^bearer$/i.test(String(type))) return 'no bearer token'
  if (typeof id !== 'string' || !/^(?:\d{4}-){3}\d{3}[\dX]$/.test(id) || id !== SOFIA) return 'no iD'
  try {
    const keys = createRemoteJWKSet(new URL(orcid.environment.jwksUri))
    const { payload } = await jwtVerify(String(idToken), keys, {
      issuer: orcid.issuer, audience: client.clientId, algorithms: ['RS256'], requiredClaims: ['sub', 'exp', 'iat', 'nonce']
    })
    if (payload.sub !== id) return 'another sub'
    if (payload['nonce'] !== nonce) return 'another nonce'
    if (payload['at_hash'] === `${payload['at_hash']}`.replace(/1?$/, '1') && String(payload['at_hash']).length > 22) return 'at_hash'
    return Array.isArray(payload.aud) && payload.aud.length > 1 ? 'strangers in aud' : 'accepted'
  } catch (error) {
    return (error as { code: string }).code
  }
}

async function login (): Promise<{ verdict: string, tokens: Tokens }> {
  const nonce = crypto.randomUUID()
  const tokens = JSON.parse((await bench.exchange(await bench.code({ nonce, scope: 'openid /read-limited' }))).body)
  return { verdict: await judge(tokens, nonce), tokens }
}

t.test('the truth is accepted', async t => {
  t.equal((await login()).verdict, 'accepted')
})

for (const [name, { where, client: verdict }] of names) {
  if (where === 'userinfo' || where === 'discovery' || name === 'kid-absent-multiple-jwks') continue
  t.test(`${name}: a careful client ${verdict} it, and the next login is true again`, async t => {
    const undo = orcid.forge(name)
    const forged = await login()
    undo()
    if (verdict === 'accepts') t.equal(forged.verdict, 'accepted')
    if (verdict === 'refuses') t.not(forged.verdict, 'accepted')
    t.ok(undo.fired >= 1, forged.verdict)
    t.equal((await login()).verdict, 'accepted')
  })
}

t.test('two keys without kid are shown, one of them the right one', async t => {
  using forgery = orcid.forge('kid-absent-multiple-jwks')
  const { tokens } = await login()
  const { keys } = JSON.parse((await ask('/oauth/jwks')).body) as JSONWebKeySet
  t.strictSame(keys.map(({ kid }) => kid), [undefined, undefined])
  t.notOk('kid' in decodeProtectedHeader(String(tokens['id_token'])))
  t.ok(forgery.fired >= 1)
  await t.resolves(jwtVerify(String(tokens['id_token']), createLocalJWKSet({ keys: keys.slice(0, 1) })))
})

t.test('a check digit X is made wrong too, and a nonce that was not asked for appears', async t => {
  const forged = async (name: MockForgeryName) => {
    orcid.forge(name)
    const { location } = await orcid.authorize(bench.authorizeUrl({ nonce: '' }), { as: orcid.researchers.checkDigitX })
    return JSON.parse((await bench.exchange(String(new URL(location).searchParams.get('code')))).body)
  }
  t.equal((await forged('orcid-bad-check-digit')).orcid, '0009-0009-9999-0140')
  t.equal(decodeJwt((await forged('nonce-invalid')).id_token)['nonce'], '1')
})

t.test('userinfo and discovery lie once, or until they are told not to', async t => {
  const { access_token: token = '' } = await bench.tokens()
  const userinfo = async () => JSON.parse((await ask('/oauth/userinfo', { authorization: `Bearer ${token}` })).body)
  client.forge('userinfo-invalid-sub')
  t.equal((await userinfo()).sub, `${SOFIA}invalid`)
  orcid.forge('userinfo-missing-sub')
  t.notOk('sub' in await userinfo())
  t.equal((await userinfo()).sub, SOFIA)
  const issuer = async () => JSON.parse((await ask('/.well-known/openid-configuration')).body).issuer
  const undo = orcid.forge('discovery-issuer-mismatch')
  t.strictSame([await issuer(), await issuer()], [`${orcid.issuer}INVALID`, `${orcid.issuer}INVALID`])
  undo()
  undo()
  t.equal(await issuer(), orcid.issuer)
})

t.test('a forgery waits for an answer it fits: an id_token, a person, its own client', async t => {
  const other = orcid.client({ type: 'member' })
  const forgery = client.forge('invalid-iss')
  const own = await bench.post('/oauth/token', {
    grant_type: 'client_credentials', scope: '/read-public', client_id: client.clientId, client_secret: client.clientSecret
  })
  t.equal(own.status, 200)
  const foreign = await bench.post('/oauth/token', {
    grant_type: 'client_credentials', scope: '/read-public', client_id: other.clientId, client_secret: other.clientSecret
  })
  t.equal(foreign.status, 200)
  const plain = await bench.tokens('/authenticate')
  t.equal(plain['orcid'], SOFIA)
  t.equal(forgery.fired, 0)
  t.equal((await login()).verdict, 'ERR_JWT_CLAIM_VALIDATION_FAILED')
  t.equal(forgery.fired, 1)
})

t.test('a forgery may be told more than once, and a name is escaped by whoever shows it', async t => {
  const forgery = orcid.forge('name-hostile', { times: 2 })
  t.match((await login()).tokens['name'], '<img src=x')
  t.match((await login()).tokens['name'], '<img src=x')
  t.equal((await login()).tokens['name'], 'Sofia Garcia')
  t.equal(forgery.fired, 2)
})

t.test('keys rotate, hide their names, come in pairs and are stolen', async t => {
  const kids = async () => (JSON.parse((await ask('/oauth/jwks')).body) as JSONWebKeySet).keys.map(({ kid }) => kid)
  const verdict = async () => (await login()).verdict
  orcid.reset()
  const { kid: first } = orcid.keys
  t.strictSame(await kids(), [first])
  orcid.keys.rotate()
  const { kid: second } = orcid.keys
  t.not(second, first)
  t.match(second, /^fake-orcid-org-\w{32}$/)
  t.strictSame(await kids(), [second])
  t.equal(await verdict(), 'accepted')
  {
    using two = orcid.keys.showTwo()
    t.equal(two.fired, 0)
    t.strictSame((await kids()).length, 2)
    t.equal(two.fired, 1)
  }
  orcid.keys.rotate({ keepOld: true })
  t.strictSame(await kids(), [orcid.keys.kid, second])
  t.equal(await verdict(), 'accepted')
  const rogue = orcid.keys.signWithRogue()
  t.equal(await verdict(), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
  t.equal(rogue.fired, 1, 'a key has nothing to do with what has no id_token')
  rogue()
  orcid.reset()
  using two = orcid.keys.showTwo()
  t.equal((await kids()).length, 2)
  t.equal(two.fired, 1)
  two()
  using hidden = orcid.keys.hideNames()
  t.strictSame(await kids(), [undefined])
  t.equal(await verdict(), 'accepted')
  {
    using second = orcid.keys.showTwo()
    t.equal(second.fired, 0)
    t.strictSame(await kids(), [undefined, undefined], 'names are hidden of whatever is shown')
  }
  hidden()
  t.strictSame(await kids(), [first])
})
