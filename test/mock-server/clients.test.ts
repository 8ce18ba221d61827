// Clients that nobody here wrote sign people in; compat/ has more of them, in other languages.
import { createRequire } from 'node:module'
import * as arctic from 'arctic'
import * as oauth from 'oauth4webapi'
import * as oidc from 'openid-client'
import t from 'tap'
import type { Test } from 'tap'
import type { MockOrcidBehaviour } from '../../mock-server/options/behaviour.ts'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockOrcidOptions } from '../../mock-server/index.ts'

const redirectUri = 'https://app.example.org/callback'
const SOFIA = '0000-0001-2345-6789'
const BODY_ERROR = 'OAUTH_RESPONSE_BODY_ERROR'

async function open (t: Test, behaviour: MockOrcidOptions['behaviour'] = {}) {
  const orcid = await startMockOrcid({ behaviour })
  t.teardown(async () => {
    // Some of these are refused on purpose.
    orcid.findings()
    await orcid.close()
  })
  return { orcid, ...orcid.client({ redirectUris: [redirectUri], type: 'member' }) }
}

async function configure (orcid: MockOrcid, clientId: string,
  authentication: oidc.ClientAuth): Promise<oidc.Configuration> {
  const options = { execute: [oidc.allowInsecureRequests] }
  return await oidc.discovery(new URL(orcid.issuer), clientId, undefined, authentication, options)
}

interface Plan {
  readonly answer?: 'allow' | 'deny'
  readonly pkce?: boolean
}

/** A whole login by openid-client, as far as its answer. */
async function signInByOpenid (orcid: MockOrcid, config: oidc.Configuration,
  { answer = 'allow', pkce = false }: Plan = {}) {
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
  const verifier = oidc.randomPKCECodeVerifier()
  const challenge = pkce
    ? { code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
    : {}
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope: 'openid', state: expectedState, nonce: expectedNonce, ...challenge
  })
  const { location } = await orcid.authorize(url, { as: orcid.researchers.sofia, answer })
  const checks = { expectedState, expectedNonce, ...(pkce && { pkceCodeVerifier: verifier }) }
  return await oidc.authorizationCodeGrant(config, new URL(location), checks)
}

t.test('openid-client finds its way by discovery, verifies the id_token and lives on with what it got', async (t) => {
  const { orcid, clientId, clientSecret } = await open(t)
  for (const authentication of [oidc.ClientSecretPost(clientSecret), oidc.ClientSecretBasic(clientSecret)]) {
    const config = await configure(orcid, clientId, authentication)
    const tokens = await signInByOpenid(orcid, config)
    t.match(tokens, { orcid: SOFIA, name: 'Sofia Garcia', token_type: 'bearer', expires_in: 631138518 })
    t.match(tokens.claims(), { sub: SOFIA, aud: clientId, amr: 'pwd' })
    t.match(await oidc.fetchUserInfo(config, tokens.access_token, SOFIA), { id: `${orcid.issuer}/${SOFIA}` })
    const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
    t.not(fresh.access_token, tokens.access_token)
    await t.rejects(oidc.fetchUserInfo(config, tokens.access_token, SOFIA), { cause: { status: 403 } })
  }
  const config = await configure(orcid, clientId, oidc.ClientSecretPost(clientSecret))
  const own = await oidc.clientCredentialsGrant(config, { scope: '/read-public' })
  t.equal(own['orcid'], null)
  const refused = orcid.findings().filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
  t.strictSame(refused, ['userinfo-refused'], 'nothing but what was to be refused')
})

t.test('openid-client is told what went wrong in words that it understands', async (t) => {
  const { orcid, clientId, clientSecret } = await open(t)
  const config = await configure(orcid, clientId, oidc.ClientSecretPost(clientSecret))
  await t.rejects(signInByOpenid(orcid, config, { answer: 'deny' }), {
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR', error: 'access_denied', error_description: 'User denied access'
  })
  const stranger = await configure(orcid, clientId, oidc.ClientSecretPost('wrong'))
  await t.rejects(signInByOpenid(orcid, stranger), {
    code: BODY_ERROR, status: 401, error: 'invalid_client', error_description: 'Client authentication failed'
  })
  await t.rejects(oidc.refreshTokenGrant(config, 'x'), { code: BODY_ERROR, error: 'invalid_grant' })
  await t.rejects(oidc.clientCredentialsGrant(config, { scope: '/webhook' }), { code: BODY_ERROR, error: 'invalid_scope' })
})

const SETTINGS: ReadonlyArray<readonly [MockOrcidBehaviour | 'legacy', boolean]> = [
  ['legacy', true],
  [{ tokenType: 'Bearer', codeFormat: 'opaque', issuerInRedirect: 'present' }, true],
  [{ audience: 'array', amr: 'array', atHash: 'absent', idTokenNames: 'absent', idTokenLifetime: '10 minutes' }, true],
  [{ privateName: 'null', refreshedToken: 'lives' }, true],
  // It sends a verifier that ORCID's front loses: nobody knows what then happens at the real one.
  [{ pkce: 'broken' }, false]
]

t.test('openid-client signs in whatever the settings, unless they break PKCE', async (t) => {
  for (const [behaviour, isFine] of SETTINGS) {
    const { orcid, clientId, clientSecret } = await open(t, behaviour)
    const config = await configure(orcid, clientId, oidc.ClientSecretPost(clientSecret))
    const login = signInByOpenid(orcid, config, { pkce: true })
    if (isFine) t.equal((await login).claims()?.sub, SOFIA, JSON.stringify(behaviour))
    else await t.rejects(login, { code: BODY_ERROR, error: 'invalid_grant' })
  }
})

t.test('oauth4webapi takes every answer by itself: code, id_token, userinfo, refresh, revocation', async (t) => {
  const { orcid, clientId, clientSecret } = await open(t)
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(orcid.issuer)
  const found = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const server = { ...found, revocation_endpoint: orcid.environment.revocationEndpoint }
  const client = { client_id: clientId }
  const authentication = oauth.ClientSecretPost(clientSecret)
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = String(new URLSearchParams({
    client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri, state, nonce
  }))
  const { location } = await orcid.authorize(url, { as: orcid.researchers.sofia })
  const parameters = oauth.validateAuthResponse(server, client, new URL(location), state)
  const response = await oauth.authorizationCodeGrantRequest(server, client, authentication, parameters, redirectUri,
    oauth.nopkce, insecure)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce, requireIdToken: true
  })
  await oauth.validateApplicationLevelSignature(server, response, insecure)
  t.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, SOFIA)
  const userinfo = await oauth.userInfoRequest(server, client, tokens.access_token, insecure)
  t.match(await oauth.processUserInfoResponse(server, client, SOFIA, userinfo), { given_name: 'Sofia' })
  const refreshed = await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token ?? '',
    insecure)
  const fresh = await oauth.processRefreshTokenResponse(server, client, refreshed)
  const revoked = await oauth.revocationRequest(server, client, authentication, fresh.access_token, insecure)
  await oauth.processRevocationResponse(revoked)
  await t.rejects(oauth.processUserInfoResponse(server, client, SOFIA,
    await oauth.userInfoRequest(server, client, fresh.access_token, insecure)))
})

t.test('Arctic, which always authenticates with Basic, signs in with a verifier that nobody looks at', async (t) => {
  const { orcid, clientId, clientSecret } = await open(t)
  const client = new arctic.OAuth2Client(clientId, clientSecret, redirectUri)
  const { authorizationEndpoint, tokenEndpoint, revocationEndpoint } = orcid.environment
  const [state, verifier] = [arctic.generateState(), arctic.generateCodeVerifier()]
  const url = client.createAuthorizationURLWithPKCE(authorizationEndpoint, state, arctic.CodeChallengeMethod.S256,
    verifier, ['openid'])
  const { location } = await orcid.authorize(url, { as: orcid.researchers.creditName })
  const code = new URL(location).searchParams.get('code') ?? ''
  const tokens = await client.validateAuthorizationCode(tokenEndpoint, code, verifier)
  t.match(arctic.decodeIdToken(tokens.idToken()), { name: 'J. M. Núñez', amr: 'mfa' })
  await t.rejects(client.validateAuthorizationCode(tokenEndpoint, code, verifier), { code: 'invalid_grant' })
  await t.rejects(client.refreshAccessToken(tokenEndpoint, tokens.refreshToken(), []), { code: 'invalid_grant' },
    'the replay has ended the first tokens')
  await client.revokeToken(revocationEndpoint, tokens.accessToken())
})

interface PassportStrategy {
  authenticate: (request: object, options?: object) => void
  redirect: (url: string) => void
  success: (user: unknown) => void
  fail: (challenge: unknown) => void
  error: (error: Error) => void
}

type Verify = (accessToken: string, refreshToken: string, answer: Readonly<Record<string, string>>, profile: object,
  done: (error: null, user: object) => void) => void

type PassportStrategyClass = new (options: object, verify: Verify) => PassportStrategy

t.test('passport-orcid, which knows ORCID by its real name, signs in while the mock stands in for it', async (t) => {
  const { orcid, clientId, clientSecret } = await open(t)
  const { undo } = await orcid.intercept()
  t.teardown(undo)
  const Strategy = createRequire(import.meta.url)('passport-orcid') as PassportStrategyClass
  const strategy = new Strategy({ clientID: clientId, clientSecret, callbackURL: redirectUri },
    (_access, _refresh, { orcid, name }, _profile, done) => { done(null, { orcid, name }) })
  const ask = async (request: object): Promise<unknown> => await new Promise((resolve, reject) => {
    strategy.redirect = resolve
    strategy.success = resolve
    strategy.fail = reject
    strategy.error = reject
    strategy.authenticate(request, { state: 'cGFzc3BvcnQtb3JjaWQtc3RhdGU' })
  })
  const url = new URL(String(await ask({ query: {} })))
  t.equal(url.origin + url.pathname, 'https://orcid.org/oauth/authorize')
  const { location } = await orcid.authorize(url, { as: orcid.researchers.sofia })
  const answer = await ask({ query: Object.fromEntries(new URL(location).searchParams) })
  t.strictSame(answer, { orcid: SOFIA, name: 'Sofia Garcia' })
  const denied = await orcid.authorize(url, { as: orcid.researchers.noFamilyName, answer: 'deny' })
  await t.rejects(ask({ query: Object.fromEntries(new URL(denied.location).searchParams) }))
})
