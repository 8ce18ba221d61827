import { createHash } from 'node:crypto'
import t from 'tap'
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose'
import { registerClient } from '../../../../mock-server/orcid/registry/clients.ts'
import { credentials, ISSUER, NOW, openInjectedMock, REDIRECT_URI, SOFIA } from '../../../support/mock.ts'

const fake = await openInjectedMock()
const { app, registry, get, post } = fake
const client = fake.client()
const member = fake.client('member')

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const GENERIC = 'One of the provided parameters is invalid, or, the provided token/code is invalid or expired'
const FAILED = '{"error_description":"Client authentication failed","error":"invalid_client"}'

const basic = (id: string, secret: string) =>
  ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` })

async function exchange (code: string, changes: Record<string, string> = {}, by = client) {
  return await post('/oauth/token', {
    ...credentials(by), grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...changes
  })
}

function refusal (answer: { json: () => Record<string, string> }, error: string): string | undefined {
  const body = answer.json()
  return body['error'] === error ? body['error_description'] : JSON.stringify(body)
}

async function claimsOf (idToken: string): Promise<Record<string, unknown>> {
  const keys = createLocalJWKSet((await get('/oauth/jwks')).json())
  const { payload } = await compactVerify(idToken, keys, { algorithms: ['RS256'] })
  return JSON.parse(Buffer.from(payload).toString())
}

t.test('a code becomes the documented object, in the documented order', async (t) => {
  const { statusCode, headers, body } = await exchange(await fake.code(client, { scope: '/authenticate' }))
  t.equal(statusCode, 200)
  t.match(headers, {
    'content-type': 'application/json;charset=UTF-8',
    'cache-control': /no-store/,
    pragma: 'no-cache',
    'x-fake-orcid': '1',
    oauth_authorization_code_exchange: 'ON'
  })
  t.equal(headers['access-control-allow-origin'], undefined)
  const { access_token: accessToken, refresh_token: refreshToken } = JSON.parse(body)
  t.match(accessToken, UUID)
  t.match(refreshToken, UUID)
  t.equal(body, `{"access_token":"${accessToken}","token_type":"bearer","refresh_token":"${refreshToken}",` +
    `"expires_in":631138518,"scope":"/authenticate","name":"Sofia Garcia","orcid":"${SOFIA}"}`)
})

t.test('the name is the credit name if there is one, and empty if it is not public', async (t) => {
  const nameOf = async (orcid: string) => (await fake.tokens(client, '/authenticate', orcid))['name']
  t.equal(await nameOf('0009-0009-9999-006X'), 'J. M. Núñez')
  t.equal(await nameOf('0009-0009-9999-0035'), 'Dewi')
  t.equal(await nameOf('0009-0009-9999-0019'), '')
  t.equal(await nameOf('0009-0009-9999-0027'), '')
})

t.test('an id_token comes last and carries ORCID\'s claims, in its order and types', async (t) => {
  const answer = await exchange(await fake.code(client, { nonce: 'a/b' }))
  const tokens = answer.json<Record<string, string>>()
  t.equal(Object.keys(tokens).at(-1), 'id_token')
  const idToken = tokens['id_token'] as string
  t.equal(Buffer.from(idToken.split('.')[0] as string, 'base64url').toString(),
    `{"kid":"${decodeProtectedHeader(idToken).kid}","alg":"RS256"}`)
  t.match(decodeProtectedHeader(idToken).kid, /^fake-orcid-/)
  t.match(Buffer.from(idToken.split('.')[1] as string, 'base64url').toString(), '"iss":"http:\\/\\/127.0.0.1:9797"')

  const claims = await claimsOf(idToken)
  const seconds = NOW / 1000
  const hash = createHash('sha256').update(tokens['access_token'] as string).digest()
  t.strictSame(Object.keys(claims), ['at_hash', 'aud', 'sub', 'auth_time', 'iss', 'exp', 'given_name', 'iat', 'nonce',
    'family_name', 'jti'])
  t.match(claims['jti'], UUID)
  t.strictSame({ ...claims, jti: '' }, {
    at_hash: hash.subarray(0, 16).toString('base64url'),
    aud: client.clientId,
    sub: SOFIA,
    auth_time: seconds,
    iss: ISSUER,
    exp: seconds + 86400,
    given_name: 'Sofia',
    iat: seconds,
    nonce: 'a/b',
    family_name: 'Garcia',
    jti: ''
  })
})

t.test('names are claimed only when public, and amr only for members', async (t) => {
  const claims = async (orcid: string, by = client) =>
    await claimsOf((await fake.tokens(by, 'openid', orcid))['id_token'] as string)
  const always = ['at_hash', 'aud', 'sub', 'auth_time', 'iss', 'exp', 'iat', 'jti']
  t.strictSame(Object.keys(await claims('0009-0009-9999-0019')), always)
  t.notOk('family_name' in await claims('0009-0009-9999-0035'))
  t.match(await claims('0009-0009-9999-006X', member), { name: 'J. M. Núñez', amr: 'mfa' })
  t.match(await claims(SOFIA, member), { amr: 'pwd' })
})

t.test('only a form is taken, by any method', async (t) => {
  const ask = async (contentType: string | undefined, method: 'GET' | 'POST' = 'POST', url = '/oauth/token') =>
    await app.inject({ method, url, headers: contentType === undefined ? {} : { 'content-type': contentType } })
  for (const [type, shown] of [['application/json', 'application/json'], [undefined, 'null'], ['x<y', 'x&lt;y'],
    ['application/x-www-form-urlencodedx', 'application/x-www-form-urlencodedx']] as const) {
    for (const answer of [await ask(type), await ask(type, 'GET'), await ask(type, 'POST', '/oauth/revoke')]) {
      t.equal(answer.statusCode, 415)
      t.match(answer.headers, {
        'content-type': 'text/html;charset=utf-8',
        'content-language': 'en',
        accept: 'application/x-www-form-urlencoded',
        'x-fake-orcid': '1'
      })
      t.match(answer.body, `Content-Type &#39;${shown}&#39; is not supported.`)
      if (type === undefined) break
    }
  }
  const query = new URLSearchParams({ ...credentials(client), grant_type: 'authorization_code', code: 'nope00' })
  const answer = await ask('application/x-www-form-urlencoded;charset=UTF-8', 'GET', `/oauth/token?${query}`)
  t.equal(refusal(answer, 'invalid_grant'), 'Invalid authorization code: nope00', 'parameters may stand in the query')
})

t.test('the front refuses in its own order, before it looks at the client', async (t) => {
  const id = client.clientId
  const cases: Array<[string, number, string]> = [
    ['', 400, '{"error":"unsupported_grant_type","error_description":"grant_type is missing"}'],
    ['grant_type=', 401, '{"error":"invalid_request","error_description":"client_id is required"}'],
    ['grant_type=authorization_code&client_id=%20', 401,
      '{"error":"invalid_request","error_description":"client_id is required"}'],
    [`grant_type=refresh_token&client_id=${id}`, 401,
      '{"error":"invalid_request","error_description":"client_secret is required"}'],
    [`grant_type=refresh_token&client_id=${id}&client_secret=x`, 401,
      '{"error":"invalid_request","error_description":"refresh_token is required"}'],
    ['code=a&code=b', 400, '{"error":"invalid_request","error_description":"Duplicated parameter: code"}']
  ]
  for (const [form, status, body] of cases) {
    const answer = await post('/oauth/token', form)
    t.equal(answer.statusCode, status, form)
    t.equal(answer.body, body, form)
  }
  t.match((await post('/oauth/token?code=a', 'code=a')).body, 'Duplicated parameter: code')
})

t.test('a client proves itself in the body or by Basic, and a header makes the body count for nothing', async (t) => {
  const odd = registerClient(registry.clients, { clientSecret: 'a:b+%/é& =' })
  const grant = 'grant_type=client_credentials&scope=%2Fread-public'
  const form = (fields: Record<string, string>) => `${grant}&${new URLSearchParams(fields)}`
  const encode = (text: string) => String(new URLSearchParams({ x: text })).slice(2)
  const { clientId, clientSecret } = client
  for (const answer of [
    await post('/oauth/token', form(credentials(odd))),
    await post('/oauth/token', grant, basic(odd.clientId, encode(odd.clientSecret))),
    await post('/oauth/token', form({ client_id: 'x', client_secret: 'y' }), basic(clientId, clientSecret)),
    await post('/oauth/token', form(credentials(client)), { authorization: ' ' })
  ]) t.equal(answer.statusCode, 200)
  for (const [fields, headers] of [
    [{ ...credentials(client), client_secret: 'wrong' }, {}],
    [{ ...credentials(client), client_id: 'APP-0000000000000000' }, {}],
    [{ ...credentials(client), client_id: '__proto__' }, {}],
    [credentials(client), { authorization: 'Bearer 0b5a5b3e-0000-4000-8000-000000000000' }],
    [credentials(client), { authorization: 'Basic' }],
    [credentials(client), { authorization: 'Basic bm9jb2xvbg==' }],
    [credentials(client), basic(clientId, 'wrong')],
    [credentials(client), basic('nobody', clientSecret)]
  ] as Array<[Record<string, string>, Record<string, string>]>) {
    const answer = await post('/oauth/token', form(fields), headers)
    t.equal(answer.statusCode, 401)
    t.equal(answer.body, FAILED)
    t.equal(answer.headers['www-authenticate'], undefined)
  }
})

t.test('a grant that ORCID does not have is refused, after the client', async (t) => {
  const ask = async (secret: string) =>
    await post('/oauth/token', { ...credentials(client), client_secret: secret, grant_type: 'password' })
  t.equal((await ask('wrong')).body, FAILED)
  const answer = await ask(client.clientSecret)
  t.equal(answer.statusCode, 400)
  t.equal(refusal(answer, 'unsupported_grant_type'), 'Unsupported grant type: password')
})

t.test('a code that is unknown, missing or too old is refused', async (t) => {
  const unknown = await exchange('Diko4F')
  t.equal(unknown.statusCode, 400)
  t.equal(unknown.body, '{"error_description":"Invalid authorization code: Diko4F","error":"invalid_grant"}')
  t.equal(refusal(await exchange(''), 'invalid_request'), 'An authorization code must be supplied.')
  const inTime = await fake.code(client)
  fake.wait(599)
  t.equal((await exchange(inTime)).statusCode, 200)
  const late = await fake.code(client)
  fake.wait(600)
  const answer = await exchange(late)
  t.equal(answer.statusCode, 400)
  t.equal(refusal(answer, 'invalid_grant'), GENERIC)
})

t.test('a code is bound to its client and its redirect URI, and a wrong exchange spends it', async (t) => {
  const mismatches = [{ redirect_uri: `${REDIRECT_URI}/` }, credentials(fake.client())]
  for (const changes of mismatches) {
    const code = await fake.code(client)
    const answer = await exchange(code, changes)
    t.equal(answer.statusCode, 400)
    t.equal(refusal(answer, 'invalid_grant'), GENERIC)
    t.equal(refusal(await exchange(code), 'invalid_grant'), `Invalid authorization code: ${code}`)
  }
  t.equal((await exchange(await fake.code(client), { redirect_uri: '' })).statusCode, 200, 'it may be left out')
})

t.test('a code works once, and a replay revokes what the first exchange brought', async (t) => {
  const code = await fake.code(client)
  const { access_token: accessToken } = (await exchange(code)).json()
  const userinfo = async () => await get('/oauth/userinfo', { authorization: `Bearer ${accessToken}` })
  const stranger = await exchange(code, credentials(fake.client()))
  t.equal(refusal(stranger, 'invalid_grant'), `Invalid authorization code: ${code}`)
  t.equal((await userinfo()).statusCode, 200, 'another client cannot revoke them')
  t.equal(refusal(await exchange(code), 'invalid_grant'), `Invalid authorization code: ${code}`)
  t.equal((await userinfo()).statusCode, 403)
  t.equal(refusal(await exchange(code), 'invalid_grant'), `Invalid authorization code: ${code}`)
})

t.test('parameters that ORCID\'s front drops change nothing', async (t) => {
  const dropped = { code_verifier: 'x'.repeat(43), scope: '/nonsense', nonce: 'n', state: 's', resource: 'https://x' }
  t.equal((await exchange(await fake.code(client, { code_challenge: 'y'.repeat(43) }), dropped)).statusCode, 200)
})

t.test('a refresh brings a new token with the same scopes or fewer, and ends the old one', async (t) => {
  const code = await fake.code(member, { scope: 'openid /read-limited' })
  const first = (await exchange(code, {}, member)).json<Record<string, string>>()
  const refresh = async (token: unknown, changes: Record<string, string> = {}, by = member) => await post('/oauth/token', {
    ...credentials(by), grant_type: 'refresh_token', refresh_token: String(token), ...changes
  })
  t.equal(refusal(await refresh(first['refresh_token'], {}, client), 'invalid_grant'), GENERIC)
  t.equal(refusal(await refresh(first['refresh_token'], { scope: 'openid /person/update' }), 'invalid_scope'),
    'The given scope \'/person/update\' is not allowed for the parent token')
  const second = (await refresh(first['refresh_token'])).json<Record<string, string>>()
  t.strictSame(Object.keys(second), ['access_token', 'token_type', 'refresh_token', 'expires_in', 'scope', 'name', 'orcid'])
  t.equal(second['scope'], '/read-limited openid')
  t.equal(refusal(await refresh(first['refresh_token']), 'invalid_grant'), GENERIC)
  t.notOk(registry.grants.tokens.has(first['access_token'] as string))
  const third = (await refresh(second['refresh_token'], { scope: 'openid' })).json<Record<string, string>>()
  t.equal(third['scope'], 'openid')
  t.match(refusal(await exchange(code, {}, member), 'invalid_grant'), 'Invalid', 'a replay ends refreshed tokens too')
  t.equal(refusal(await refresh(third['refresh_token']), 'invalid_grant'), GENERIC)
})

t.test('a token ends after twenty years', async (t) => {
  const other = await openInjectedMock()
  const own = other.client()
  const { access_token: accessToken, refresh_token: refreshToken = '' } = await other.tokens(own, 'openid')
  const userinfo = async () => await other.get('/oauth/userinfo', { authorization: `Bearer ${accessToken}` })
  other.wait(631138517)
  t.equal((await userinfo()).statusCode, 200)
  other.wait(1)
  t.equal((await userinfo()).statusCode, 403)
  const form = { ...credentials(own), grant_type: 'refresh_token', refresh_token: refreshToken }
  t.equal(refusal(await other.post('/oauth/token', form), 'invalid_grant'), GENERIC)
})

t.test('a client gets tokens of its own for what needs no person', async (t) => {
  const ask = async (scope: string, by = client) =>
    await post('/oauth/token', { ...credentials(by), grant_type: 'client_credentials', scope })
  const { body } = await ask('/read-public')
  const { access_token: accessToken, refresh_token: refreshToken } = JSON.parse(body)
  t.equal(body, `{"access_token":"${accessToken}","token_type":"bearer","refresh_token":"${refreshToken}",` +
    '"expires_in":631138518,"scope":"/read-public","orcid":null}')
  for (const scope of ['/webhook', '/authenticate', '']) {
    const answer = await ask(scope)
    t.equal(answer.statusCode, 400)
    t.equal(refusal(answer, 'invalid_scope'), `Invalid scope: ${scope}`)
  }
  t.equal((await ask('/webhook', fake.client('premium'))).statusCode, 200)
  t.equal((await ask('/group-id-record/update', member)).statusCode, 200)
})

t.test('the member API\'s host passes on what it finds nothing wrong with', async (t) => {
  const form = { ...credentials(member), grant_type: 'client_credentials', scope: '/read-public' }
  t.match((await post('/api/oauth/token', form)).json(), { token_type: 'bearer', scope: '/read-public' })
})

t.test('revoking either half ends both and leaves the rest alone', async (t) => {
  for (const half of ['access_token', 'refresh_token']) {
    const tokens = await fake.tokens(client, 'openid')
    const kept = await fake.tokens(client, 'openid')
    const revoke = async (by = client) => await post('/oauth/revoke', { ...credentials(by), token: tokens[half] as string })
    t.equal((await revoke(member)).statusCode, 200, 'another client\'s is left alone')
    t.ok(registry.grants.tokens.has(tokens['access_token'] as string))
    const answer = await revoke()
    t.equal(answer.statusCode, 200)
    t.equal(answer.body, '')
    t.equal(answer.headers['oauth_token_validation'], 'ON')
    t.notOk(registry.grants.tokens.has(tokens['access_token'] as string))
    t.notOk(registry.grants.refreshTokens.has(tokens['refresh_token'] as string))
    t.ok(registry.grants.tokens.has(kept['access_token'] as string))
    t.equal((await revoke()).statusCode, 200, 'again is fine')
  }
})

t.test('a revocation that is not one is refused', async (t) => {
  const { clientId, clientSecret } = client
  const cases: Array<[Record<string, string>, number, string]> = [
    [{}, 400, 'Please provide the token to be param'],
    [{ token: 'x' }, 400, 'Please provide client_id or Authorization header'],
    [{ token: 'x', client_id: clientId }, 400, 'client_secret is required'],
    [{ token: 'x', client_id: clientId, client_secret: 'wrong' }, 401, 'Client authentication failed']
  ]
  for (const [form, status, description] of cases) {
    const answer = await post('/oauth/revoke', form)
    t.equal(answer.statusCode, status)
    t.equal(answer.json()['error_description'], description)
  }
  t.match((await post('/oauth/revoke', 'token=x&token=y')).json(), { error: 'invalid_request' })
  t.equal((await post('/oauth/revoke', { token: 'x' }, basic(clientId, clientSecret))).statusCode, 200)
})

t.test('the discovery document is that of orcid.org, byte for byte', async (t) => {
  const { registry: original, get: ask } = await openInjectedMock()
  original.issuer = 'https://orcid.org'
  const { body: document } = await ask('/.well-known/openid-configuration', { host: 'orcid.org' })
  t.equal(Buffer.byteLength(document), 826)
  t.equal(document, `{
  "token_endpoint_auth_signing_alg_values_supported" : [ "RS256" ],
  "id_token_signing_alg_values_supported" : [ "RS256" ],
  "userinfo_endpoint" : "https://orcid.org/oauth/userinfo",
  "authorization_endpoint" : "https://orcid.org/oauth/authorize",
  "token_endpoint" : "https://orcid.org/oauth/token",
  "jwks_uri" : "https://orcid.org/oauth/jwks",
  "claims_supported" : [ "family_name", "given_name", "name", "auth_time", "iss", "sub" ],
  "scopes_supported" : [ "openid" ],
  "subject_types_supported" : [ "public" ],
  "response_types_supported" : [ "code", "id_token", "id_token token" ],
  "claims_parameter_supported" : false,
  "token_endpoint_auth_methods_supported" : [ "client_secret_post" ],
  "grant_types_supported" : [ "authorization_code", "implicit", "refresh_token" ],
  "issuer" : "https://orcid.org"
}`)
  const { headers, body } = await get('/.well-known/openid-configuration')
  t.equal(headers['content-type'], 'application/json;charset=UTF-8')
  t.equal(body, document.replaceAll('https://orcid.org', ISSUER))
})

t.test('the keys are one RSA key without alg, and without its private half', async (t) => {
  const { body } = await get('/oauth/jwks')
  t.match(body, /^\{"keys":\[\{"kty":"RSA","e":"AQAB","use":"sig","kid":"fake-orcid-[\w-]+","n":"[\w-]{342}"\}\]\}$/)
})

t.test('scripts on any site may read discovery, keys and userinfo, and nothing else', async (t) => {
  const origin = 'https://spa.example'
  for (const path of ['/.well-known/openid-configuration', '/oauth/jwks', '/oauth/userinfo']) {
    const { headers } = await get(path, { origin })
    t.match(headers, { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' })
    const bare = (await get(path)).headers
    t.notOk('access-control-allow-origin' in bare)
    t.equal(bare['access-control-allow-credentials'], 'true')
    const preflight = await app.inject({
      method: 'OPTIONS', url: path, headers: { origin, 'access-control-request-method': 'POST' }
    })
    t.equal(preflight.statusCode, 200)
    t.match(preflight.headers, {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': /^X-Requested-With,Origin,Content-Type,Accept,Authorization/
    })
  }
  const { headers } = await post('/oauth/token', '', { origin })
  t.notOk('access-control-allow-origin' in headers)
})

t.test('what breaks inside the mock is not dressed up as ORCID\'s answer', async (t) => {
  const broken = await openInjectedMock()
  const own = broken.client()
  Object(broken.registry.clock).now = () => { throw new Error('the clock has stopped') }
  const answer = await broken.post('/oauth/token', {
    ...credentials(own), grant_type: 'client_credentials', scope: '/read-public'
  })
  t.equal(answer.statusCode, 500)
  t.match(answer.json(), { message: 'the clock has stopped' })
})
