import { inspect } from 'node:util'
import t from 'tap'
import type { OrcidLogin, OrcidRefreshedTokens, OrcidRevealedTokens } from '../../plugin/index.ts'
import { SOFIA, logIn, startApp, startLyingProvider } from '../support/lying-provider.ts'
import type { App, LyingProvider } from '../support/lying-provider.ts'

const SECRETS = ['f5af9f51-07e6-4332-8f1a-c0c11c1e3728', 'f725f747-3a65-49f6-a231-3e8944ce464d', 'eyJ']
const REDACTED = '[redacted]'

interface SignedIn { provider: LyingProvider, app: App, login: OrcidLogin, refreshed: OrcidRefreshedTokens }

/** Somebody who signed in, and tokens that were refreshed. */
async function signIn (t: { teardown: (close: () => unknown) => void }): Promise<SignedIn> {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  await logIn(app, provider)
  const refreshed = await app.orcid.refresh('a-refresh-token')
  provider.requests.length = 0
  return { provider, app, login: app.logins[0] as OrcidLogin, refreshed }
}

t.test('P6: tokens are taken out by reveal(), stored as JSON, and put back in', async (t) => {
  const { provider, app: { orcid }, login, refreshed } = await signIn(t)
  const revealed = login.tokens.reveal()
  const { accessToken, refreshToken, expiresAt, idToken } = login.tokens
  t.strictSame(revealed, { accessToken, refreshToken, expiresAt, idToken })
  t.strictSame(refreshed.reveal(), { ...revealed, expiresAt: refreshed.expiresAt, idToken: null, orcid: SOFIA, scope: ['openid'] })
  const stored = JSON.parse(JSON.stringify(revealed)) as OrcidRevealedTokens
  for (const tokens of [login.tokens, refreshed, revealed, stored, { accessToken, refreshToken }]) {
    provider.requests.length = 0
    await orcid.record(tokens, SOFIA).read('person')
    await orcid.userinfo(tokens)
    await orcid.refresh(tokens)
    await orcid.revoke(tokens)
    const [read, userinfo, refresh, revoke] = provider.requests
    t.strictSame([read, userinfo].map((request) => request?.headers['authorization']), Array(2).fill(`Bearer ${accessToken}`))
    t.strictSame([refresh?.form['refresh_token'], revoke?.form['token']], [refreshToken, accessToken])
  }
})

t.test('P6: what a store keeps of hidden tokens is refused by name, before anything is sent', async (t) => {
  const { provider, app: { orcid }, login } = await signIn(t)
  const stored = JSON.parse(JSON.stringify(login.tokens)) as OrcidRevealedTokens
  t.match(stored, { accessToken: REDACTED, refreshToken: REDACTED, idToken: REDACTED })
  for (const text of [REDACTED, '[Redacted]', 'undefined', 'null', String(login.tokens)]) {
    const wrong = { code: 'ORCID_ERR_VALIDATION', cause: { statusCode: 0, reason: `the token is the text ${text}: store what login.tokens.reveal() returns` } }
    t.throws(() => orcid.record(text, SOFIA), wrong)
    t.throws(() => orcid.record({ accessToken: text }, SOFIA), wrong)
    await t.rejects(orcid.userinfo(text), wrong)
    await t.rejects(orcid.refresh(text), wrong)
    await t.rejects(orcid.refresh({ refreshToken: text }), wrong)
    await t.rejects(orcid.revoke(text), wrong)
  }
  t.throws(() => orcid.record('', SOFIA), { code: 'ORCID_ERR_TOKEN_INVALID', message: 'Nothing was sent to ORCID: the token is an empty text.' })
  for (const spread of [{ ...login.tokens }, undefined, 7]) {
    const message = /^Nothing was sent to ORCID: there is no token: expected login\.tokens, what its reveal\(\) returns/
    t.throws(() => orcid.record(spread as string, SOFIA), { code: 'ORCID_ERR_VALIDATION', message, publicMessage: 'ORCID does not accept this data.' })
  }
  await t.rejects(orcid.refresh({ accessToken: 'x', refreshToken: null }), { code: 'ORCID_ERR_TOKEN_INVALID' })
  t.equal(provider.requests.length, 0)
})

t.test('P6: a spread, JSON and a look have no token, and a refresh shows whose it is', async (t) => {
  const { login, refreshed } = await signIn(t)
  const shown = [login, refreshed].flatMap((one) => [JSON.stringify(one), inspect(one, { depth: 9 }), `${one}`])
  const copies = [{ ...login.tokens }, structuredClone(login.tokens), Object.entries(login.tokens)]
  shown.push(JSON.stringify(copies))
  for (const secret of SECRETS) t.notMatch(shown.join(), secret)
  t.match(JSON.parse(JSON.stringify(refreshed)), { orcid: SOFIA, scope: ['openid'], accessToken: REDACTED, idToken: null })
  t.match(inspect(refreshed), SOFIA)
})

t.test('SEC-G10: D10, no look into the object has a token, not even one that shows what is hidden', async (t) => {
  const { login, refreshed } = await signIn(t)
  const plain = { showHidden: true, customInspect: false }
  for (const options of [plain, { ...plain, depth: 9, showProxy: true }]) {
    const seen = inspect(login, options) + inspect(refreshed, options) + inspect(login.tokens, options)
    for (const secret of SECRETS) t.notMatch(seen, secret)
  }
  t.strictSame(Reflect.ownKeys(login.tokens), [])
  t.ok(Object.isFrozen(login.tokens) && Object.isFrozen(refreshed))
})

interface Row { accessToken: string, refreshToken: string | null }

/** Never called: the compiler is the test. */
export function theTypeRefusesASpread (login: OrcidLogin, refreshed: OrcidRefreshedTokens,
  insert: (row: Row) => void): Row[] {
  // @ts-expect-error P6: a spread has no token
  insert({ ...login.tokens })
  // @ts-expect-error P6: not even one of them
  const part: Pick<Row, 'accessToken'> = { ...login.tokens, refreshToken: null }
  // @ts-expect-error P6: nor has one of a refresh
  const row: Row = { ...refreshed }
  // @ts-expect-error P6: hidden tokens are not what is stored
  const stored: OrcidRevealedTokens = login.tokens
  insert(login.tokens.reveal())
  insert({ ...refreshed.reveal() })
  const { accessToken, refreshToken } = login.tokens
  return [row, stored, { accessToken, refreshToken }, { ...part, refreshToken }]
}
