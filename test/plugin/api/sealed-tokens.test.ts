import { inspect } from 'node:util'
import t from 'tap'
import { createOrcid } from '../../../plugin/index.ts'
import type { OrcidLogin, OrcidRefreshedTokens, OrcidTokenOwner } from '../../../plugin/index.ts'
import { SOFIA, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'

const FIRST = 'a first secret, of 32 characters and more'
const SECOND = 'another secret, of 32 characters and more'
const MARCO = '0000-0002-1825-0097'

interface SignedIn { provider: LyingProvider, app: App, login: OrcidLogin, refreshed: OrcidRefreshedTokens }

async function signIn (t: { teardown: (close: () => unknown) => void }): Promise<SignedIn> {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { secret: FIRST })
  await logIn(app, provider)
  return { provider, app, login: app.logins[0] as OrcidLogin, refreshed: await app.orcid.refresh('a-refresh-token') }
}

/** A job of the same client, with secrets of its own. */
function job ({ provider }: SignedIn, changes: object = {}) {
  const { redirectUri, ...options } = provider.options
  return createOrcid({ ...options, ...changes })
}

/** Why a text gave no tokens. */
function reasonFor (open: () => unknown): string {
  try {
    open()
    return 'it opened'
  } catch (error) {
    const { code, cause } = error as { code: string, cause: { reason: string } }
    return `${code}: ${cause.reason}`
  }
}

t.test('tokens go into a database column as one text, and come back for the person they belong to', async (t) => {
  const there = await signIn(t)
  const { app: { orcid }, login, refreshed } = there
  const stored = { orcid: SOFIA, tokens: refreshed }
  for (const [owner, tokens] of [[login, login.tokens], [refreshed, refreshed], [stored, refreshed]] as const) {
    const text = orcid.sealTokens(owner)
    t.match(text, /^[\w-]+$/)
    t.ok(text.length < 400, `${text.length} characters`)
    const { accessToken, refreshToken, expiresAt } = tokens
    const opened = orcid.openTokens(text, { orcid: SOFIA })
    t.strictSame(opened.reveal(), { accessToken, refreshToken, expiresAt, idToken: null })
    for (const secret of [accessToken, refreshToken ?? '-', SOFIA]) {
      t.notOk(Buffer.from(text, 'base64url').includes(secret), 'the text hides what it holds')
    }
    for (const shown of [JSON.stringify(opened), inspect(opened, { depth: 9 })]) t.notMatch(shown, accessToken)
    await orcid.record(opened, SOFIA).read('person')
    t.equal(there.provider.requests.at(-1)?.headers['authorization'], `Bearer ${accessToken}`)
  }
  t.not(orcid.sealTokens(login), orcid.sealTokens(login), 'equal tokens are not seen to be equal')
})

t.test('tokens without an expiry or an id_token are kept, too', async (t) => {
  const { app: { orcid }, provider } = await signIn(t)
  const missing = { expires_in: undefined, refresh_token: undefined, id_token: undefined }
  provider.token = async () => await provider.good(missing)
  const refreshed = await orcid.refresh('a-refresh-token')
  t.strictSame(orcid.openTokens(orcid.sealTokens(refreshed), { orcid: SOFIA }).reveal(),
    { accessToken: refreshed.accessToken, refreshToken: 'a-refresh-token', expiresAt: null, idToken: null })
})

t.test('secrets rotate: the first one seals, all of them open', async (t) => {
  const there = await signIn(t)
  const text = there.app.orcid.sealTokens(there.login)
  const both = job(there, { secret: [SECOND, FIRST] })
  t.equal(both.openTokens(text, { orcid: SOFIA }).accessToken, there.login.tokens.accessToken)
  const again = both.sealTokens({ orcid: SOFIA, tokens: both.openTokens(text, { orcid: SOFIA }) })
  const second = job(there, { secret: SECOND })
  t.equal(second.openTokens(again, { orcid: SOFIA }).accessToken, there.login.tokens.accessToken)
  t.equal(reasonFor(() => second.openTokens(text, { orcid: SOFIA })),
    'ORCID_ERR_SEALED_TOKENS: the secret that sealed the text is no longer in option `secret`')
})

t.test('SEALED-TOKENS: a text that was cut off, changed, swapped or hidden gives no tokens, and an error that says why', async (t) => {
  const there = await signIn(t)
  const { app: { orcid }, login } = there
  const text = orcid.sealTokens(login)
  const open = (sealed: unknown, iD = SOFIA) => reasonFor(() => orcid.openTokens(sealed as string, { orcid: iD }))
  t.equal(open(text, MARCO), 'ORCID_ERR_SEALED_TOKENS: the tokens belong to another ORCID iD', 'rows were swapped')
  const changed = `${text.slice(0, 60)}${text[60] === 'A' ? 'B' : 'A'}${text.slice(61)}`
  t.equal(open(changed), 'ORCID_ERR_SEALED_TOKENS: the text was changed, or a database column has cut it off')
  const { accessToken } = login.tokens
  for (const other of [text.slice(0, 20), `${text}=`, ` ${text}`, '', '[redacted]', null, undefined, { text }, accessToken]) {
    t.match(open(other), /^ORCID_ERR_SEALED_TOKENS: the text is not what/)
  }
  t.match(open(text.slice(0, 252)), /a database column has cut it off$/)
  const environment = { ...there.provider.options.environment as object, issuer: 'https://orcid.org' }
  const elsewhere = job(there, { secret: FIRST, environment })
  t.equal(reasonFor(() => elsewhere.openTokens(text, { orcid: SOFIA })),
    'ORCID_ERR_SEALED_TOKENS: the tokens belong to another registry, such as the sandbox')
  t.match(reasonFor(() => orcid.openTokens(text, { orcid: 'sofia' })), /^ORCID_ERR_VALIDATION: not an ORCID iD/)
  t.match(reasonFor(() => orcid.openTokens(text, {} as { orcid: string })), /^ORCID_ERR_VALIDATION: not an ORCID iD/)
})

t.test('SEALED-TOKENS: what seals the cookie of a sign-in opens no tokens', async (t) => {
  const { app, provider, login } = await signIn(t)
  const cookie = String((await app.inject('/login/orcid')).headers['set-cookie']).split(/[=;]/)[1] ?? ''
  t.match(reasonFor(() => app.orcid.openTokens(cookie, { orcid: SOFIA })), /no longer in option `secret`/)
  t.ok(provider.requests.length > 0 && app.orcid.sealTokens(login) !== '', 'the same registration does both')
})

t.test('without a secret of the app\'s own nothing is sealed, because the client secret may be replaced', async (t) => {
  const there = await signIn(t)
  const { sealTokens, openTokens } = job(there)
  t.throws(() => sealTokens(there.login), { code: 'ORCID_ERR_OPTIONS', message: /^sealTokens\(\) needs option `secret`/ })
  t.throws(() => openTokens('', { orcid: SOFIA }), { code: 'ORCID_ERR_OPTIONS', message: /^openTokens\(\) needs option `secret`/ })
})

t.test('P6: what is no login, or was hidden before it came here, is refused by name', async (t) => {
  const { app: { orcid }, login } = await signIn(t)
  const seal = (owner: unknown) => reasonFor(() => orcid.sealTokens(owner as OrcidTokenOwner))
  const hidden: unknown = JSON.parse(JSON.stringify(login))
  const revealed = login.tokens.reveal()
  const halves = [{}, { orcid: SOFIA }, { ...login, tokens: null }]
  for (const wrong of [undefined, null, 'text', ...halves, revealed, hidden]) {
    t.equal(seal(wrong), 'ORCID_ERR_VALIDATION: expected a login, or the tokens of a refresh')
  }
  t.match(seal({ tokens: login.tokens }), /ORCID_ERR_VALIDATION: not an ORCID iD/)
  t.match(seal(login.tokens), /ORCID_ERR_VALIDATION: not an ORCID iD/, 'the tokens of a login do not name their person')
})
