import t from 'tap'
import { CAPACITY } from '../../../../mock-server/orcid/registry/bounded-map.ts'
import { scopeDescriptions } from '../../../../mock-server/orcid/authorize/consent.ts'
import type { Researcher } from '../../../../mock-server/orcid/registry/researchers.ts'
import { grantableScopes } from '../../../../mock-server/orcid/registry/scopes.ts'
import { openMock } from '../../../support/mock.ts'
import { openInjectedMock, SOFIA } from '../../../support/mock.ts'

const MANY = Object.fromEntries(Array.from({ length: 30 }, (_, place) => [
  `person${place}`, { givenNames: 'Number', familyName: `Of ${place}` }
]))

t.test('a page is in English, whatever `lang` and the browser ask for', async (t) => {
  const { get } = await openInjectedMock()
  const { body } = await get('/signin?lang=ar', { 'accept-language': 'es' })
  t.match(body, '<html lang="en">')
  t.match(body, '<h1>Sign in</h1>')
  t.notMatch(body, /<footer|hreflang/)
})

t.test('an error page has ORCID\'s own words, and a finding quotes them', async (t) => {
  const { orcid, ask, authorizeUrl } = await openMock()
  t.teardown(() => orcid.close())
  const { pathname, search } = authorizeUrl({ redirect_uri: 'https://x.example/', lang: 'es' })
  t.match((await ask(pathname + search)).body, 'Error: <bdi>invalid_request: Missing parameter: redirect_uri - &quot;')
  t.match(orcid.findings().at(-1), {
    rule: 'redirect-uri-unregistered', orcidDoes: /It said: invalid_request: Missing parameter: redirect_uri - "https:\/\/x\.example\/" does not match/
  })
})

t.test('an error page has a box for the developer that says what was sent, what would do and what to change', async (t) => {
  const { orcid, ask, authorizeUrl, client } = await openMock()
  t.teardown(() => orcid.close())
  const bare = orcid.client()
  const read = async (changes: Record<string, string>, more = '') => {
    const { pathname, search } = authorizeUrl(changes)
    const { body } = await ask(pathname + search + more)
    const [, box = ''] = /<section class="developer taped" [^]*?<dl>([^]*?)<\/dl>/.exec(body) ?? []
    t.notMatch(body.split('<section', 1)[0], /For the developer/, 'below what ORCID says')
    return box.replace(/<[^>]*>/g, ' ').replaceAll('&amp;', '&').replace(/\s+/g, ' ').trim()
  }
  t.equal(await read({ client_id: 'APP-NOBODY' }), 'Sent client_id=APP-NOBODY Expected A client that this fake knows: ' +
    `${client.clientId} , ${bare.clientId} . ` +
    'Fix Is this client registered at this registry, or at that of another environment? ' +
    'Give the app the credentials that client() returns or the terminal prints, or start the fake with a client of this id.')
  t.match(await read({ client_id: '' }), /^Sent client_id= Expected A client/)
  t.match(await read({ redirect_uri: 'https://x.example/<b>' }), RegExp('^Sent redirect_uri=https://x.example/&lt;b&gt; Expected ' +
    'Scheme, host and port as registered, and a path that begins so: https://app.example.org/callback. Fix Register the redirect URI'))
  t.match(await read({ redirect_uri: '' }), /^Sent redirect_uri= Expected/)
  t.match(await read({ client_id: bare.clientId, redirect_uri: 'https://x.example/' }), /so: none is registered, and the first one on loopback/)
  const state = 'unguessable-and-long'
  t.match(await read({ state }, '&client_id=APP-2'), /^Sent .*state=ungu….* Expected client_id, response_type, scope and redirect_uri, each once\. Fix Send client_id,/)
  t.match(await read({ scope: '', state }), /^Sent client_id=APP.*&response_type=code&.*&state=ungu….* Expected client_id/)
  for (let count = 0; count < 5; count++) orcid.client()
  t.match(await read({ client_id: 'APP-NOBODY' }), / and 2 more\. Fix/)
  orcid.reset()
})

t.test('an error page of a fake without clients says so', async (t) => {
  const { get } = await openInjectedMock()
  t.match((await get('/oauth/authorize?response_type=code&client_id=X')).body, 'A client that this fake knows: none yet.')
})

t.test('somebody who cannot sign in reads why, and can choose somebody else', async (t) => {
  const { post, registry } = await openInjectedMock()
  const reasons = {
    locked: 'The account is locked.',
    deactivated: 'The account is deactivated.',
    unclaimed: 'The record has not been claimed yet.',
    deprecated: 'The record is deprecated. Sign in with <bdi class="orcid">'
  }
  for (const [name, reason] of Object.entries(reasons)) {
    const { orcid, primaryRecord } = registry.people.get(name) as Researcher
    const { statusCode, body } = await post('/signin?client_id=C&lang=es', { orcid })
    t.equal(statusCode, 400)
    t.match(body, `role="alert">${reason}`)
    if (primaryRecord !== null) t.match(body, `<bdi class="orcid">${primaryRecord}</bdi> instead.`)
    t.match(body, '/signin?client_id=C&amp;lang=es">Choose somebody else</a>', '`lang` is carried along')
  }
})

t.test('signing in without a client\'s request leads back to the sign-in page, which says who is signed in', async (t) => {
  const { get, post } = await openInjectedMock()
  t.notMatch((await get('/signin')).body, 'You are signed in as')
  const { statusCode, headers } = await post('/signin', { orcid: SOFIA })
  t.equal(statusCode, 303)
  t.match(headers.location, /\/signin\?$/)
  const session = String(headers['set-cookie']).split(';', 1)[0] as string
  t.match((await get('/signin', { cookie: session })).body, /You are signed in as <b><bdi>Sofia Garcia/)
})

t.test('the consent page describes every scope that can be granted', async (t) => {
  t.strictSame(Object.keys(scopeDescriptions).sort(), [...grantableScopes('premium')].sort())
})

t.test('the consent page shows the scopes of OpenID Connect where ORCID grants them by name', async (t) => {
  const { get, client, cookie, authorizePath } = await openInjectedMock({}, { oidcScopes: 'echoed' })
  const page = await get(authorizePath(client(), { scope: 'openid profile' }), { cookie: await cookie() })
  t.equal(page.statusCode, 200)
  t.match(page.body, /Nothing: ORCID grants this scope by its name alone <small><code>profile</)
})

t.test('ordinary people come first on the sign-in page, and special cases lie in a fold that says what they are', async (t) => {
  const ada = { givenNames: 'Ada', familyName: 'Lovelace' }
  const zoe = { givenNames: 'Zoe', note: 'signs with a <b>' }
  const { get } = await openInjectedMock({ ada, zoe })
  const peopleIn = (markup: string) => [...markup.matchAll(/<strong><bdi>(.*?)<\/bdi>/g)].map(([, name]) => name)
  const read = async (find: string) => {
    const { body } = await get(`/signin?find=${find}`)
    const [before = '', fold = ''] = body.split('<details')
    return { ordinary: peopleIn(before), special: peopleIn(fold), fold }
  }
  const all = await read('')
  t.strictSame(all.ordinary, ['Sofia Garcia', 'Amara Okafor', 'Mateo Rossi', 'Ada Lovelace'])
  t.equal(all.special.length, 19)
  t.match(all.fold, /^><summary id="special">Special cases: 19<\/summary>/, 'the fold is closed')
  t.match(all.fold, /<strong><bdi>Zoe<\/bdi><\/strong>\s+<span class="line">signs with a &lt;b&gt;<\/span>/)
  t.equal([...all.fold.matchAll(/<span class="line">[^<]+<\/span>/g)].length, 19, 'each with half a sentence')
  const found = await read('zoe')
  t.strictSame([found.ordinary, found.special], [[], ['Zoe']])
  t.match(found.fold, /^ open>/, 'what a search finds lies open')
  t.strictSame((await read('sofia')).special, [], 'no fold without special cases')
})

t.test('a page brings its icon', async (t) => {
  const { get } = await openInjectedMock()
  const { headers, body } = await get('/signin')
  const [, icon = ''] = /<link rel="icon" href="data:image\/svg\+xml,([^"]+)">/.exec(body) ?? []
  t.match(decodeURIComponent(icon), /^<svg .*<\/svg>$/)
  t.match(headers['content-security-policy'], /; img-src data:;/)
})

t.test('when there are many people they can be searched by name, iD, nickname and e-mail address', async (t) => {
  const few = await openInjectedMock()
  t.notMatch((await few.get('/signin')).body, /role="search"/)
  const { get, registry } = await openInjectedMock(MANY)
  const everybody = await get('/signin?client_id=C&state=%22S')
  t.match(everybody.body, '<input type="hidden" name="state" value="&quot;S">', 'the request that waits is carried along')
  t.match(everybody.body, 'role="search"')
  t.match(everybody.body, `42 of ${registry.researchers.size} researchers are shown.`, '24 ordinary ones, and 18 special cases')
  for (const text of ['of 17', SOFIA, 'sofia', 'SOFIA', 'person17']) {
    const { body } = await get(`/signin?${new URLSearchParams({ find: text })}`)
    t.match(body, `1 of ${registry.researchers.size} researchers are shown.`, text)
  }
  t.match((await get('/signin?find=%22%3Cb')).body, 'No researcher matches.')
})

/** A bench at which a person allows what is asked for, and says what is to go wrong. */
async function openConsent () {
  const bench = await openMock()
  const { headers } = await bench.post('/signin', { orcid: SOFIA })
  const cookie = String(headers['set-cookie']).split(';', 1)[0] as string
  const allow = async (fault: string, changes: Record<string, string> = {}): Promise<URL> => {
    const { pathname, search } = bench.authorizeUrl(changes)
    const { headers } = await bench.post(pathname + search, { decision: 'allow', fault }, { cookie })
    return new URL(String(headers.location))
  }
  const allowCode = async (fault: string, changes = {}): Promise<string> =>
    (await allow(fault, changes)).searchParams.get('code') as string
  const last = (): unknown => bench.client.journal.entries().at(-1)
  return { ...bench, allow, allowCode, last }
}

t.test('a person makes the client\'s next login go wrong, once', async (t) => {
  const { orcid, allowCode, exchange, last } = await openConsent()
  t.teardown(() => orcid.close())
  const failing = await allowCode('fail token 503')
  t.equal((await exchange(failing)).status, 503)
  t.equal((await exchange(failing)).status, 200, 'once')
  const lied = await allowCode('forge id_token nonce-invalid')
  t.equal((await exchange(lied)).status, 200)
  t.match(last(), { fault: null, forgery: 'nonce-invalid' })
  const nothing = [await allowCode(''), await allowCode('fail token nonsense'), await allowCode('fail jwks 503')]
  for (const code of nothing) {
    t.equal((await exchange(code)).status, 200)
    t.match(last(), { fault: null, forgery: null })
  }
  orcid.findings()
})

t.test('a fault of userinfo or of the record waits for the client\'s own request', async (t) => {
  const { orcid, allow, allowCode, ask, exchange } = await openConsent()
  t.teardown(() => orcid.close())
  const tokensOf = async (code: string) => JSON.parse((await exchange(code)).body) as Record<string, string>
  const userinfo = async ({ access_token: token }: Record<string, string>) =>
    (await ask('/oauth/userinfo', { authorization: `Bearer ${token}` })).status
  const record = async ({ access_token: token }: Record<string, string>) =>
    (await ask(`/api/v3.0/${SOFIA}/works`, { authorization: `Bearer ${token}`, accept: 'application/json' })).status
  const asked = { scope: 'openid /read-limited' }
  const mine = await tokensOf(await allowCode('fail record 500', asked))
  t.equal((await ask(`/pub/v3.0/${SOFIA}/works`, { accept: 'application/json' })).status, 200, 'another reader')
  t.strictSame([await record(mine), await record(mine)], [500, 200])
  const other = await tokensOf(await allowCode('fail userinfo 500', { ...asked, prompt: 'login' }))
  t.strictSame([await userinfo(other), await userinfo(other)], [500, 200])
  const implicit = new URLSearchParams((await allow('fail userinfo 503', { response_type: 'token' })).hash.slice(1))
  t.equal(await userinfo(Object.fromEntries(implicit)), 503, 'a token that came without a code')
})

t.test('a token that was refreshed is the client\'s, too', async (t) => {
  const { orcid, client, allowCode, ask, exchange, post } = await openConsent()
  t.teardown(() => orcid.close())
  const tokens = JSON.parse((await exchange(await allowCode('fail userinfo 500'))).body)
  const refreshed = JSON.parse((await post('/oauth/token', {
    client_id: client.clientId,
    client_secret: client.clientSecret,
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token
  })).body)
  t.equal((await ask('/oauth/userinfo', { authorization: `Bearer ${refreshed.access_token}` })).status, 500)
})

t.test('of more than twenty choices that wait, the oldest is dropped', async (t) => {
  const { orcid, allowCode, exchange, ask } = await openConsent()
  t.teardown(() => orcid.close())
  const codes: string[] = []
  for (let login = 0; login < 21; login++) codes.push(await allowCode('fail token 503'))
  t.match((await ask('/')).body, /acts on token, once, client <code class="id">/)
  const statuses = []
  for (const code of codes) statuses.push((await exchange(code)).status)
  t.strictSame(statuses, [...Array(20).fill(503), 200])
  const last = await allowCode('fail token 503')
  t.equal((await exchange(last)).status, 503, 'a choice that has acted does not wait')
})

t.test('the registration page takes what the client suggests, and says which field it does not take', async (t) => {
  const { get, post, registry } = await openInjectedMock()
  const suggested = 'given_names=Ana&family_names=Kova%C4%8D&email=ana%40x.example'
  for (const value of ['Ana', 'Kovač', 'ana@x.example']) {
    t.match((await get(`/register?${suggested}`)).body, `value="${value}"`)
  }
  const ana = { given_names: 'Ana', email: 'ana@x.example' }
  t.match((await post('/register', { ...ana, given_names: '' })).body, /name="given_names"[^>]* aria-invalid="true"/)
  t.match((await post('/register', { ...ana, email: 'ana' })).body, /name="email"[^>]* aria-invalid="true"/)
  const registered = await post('/register', ana)
  t.equal(registered.statusCode, 303)
  t.match(registered.headers.location, /\/signin\?$/, 'no client waits')
  t.match([...registry.researchers.values()].at(-1), { familyName: null }, 'one name is enough')
  t.match((await get('/signin?find=ANA%40x')).body, '>0009-0009-9000-0007</bdi></span></span></button>', 'a newcomer has no nickname')
  t.equal((await post('/register', { ...ana, email: 'ANA@X.example' })).statusCode, 400, 'in any case of letters')
  const again = await post('/register', ana)
  t.equal(again.statusCode, 400)
  t.match(again.body, 'Somebody has registered with this e-mail address.')
  for (let place = 0; place < CAPACITY; place++) registry.newcomers.add(`full ${place}`)
  t.match((await post('/register', { ...ana, email: 'b@x.example' })).body, 'Nobody else can register')
})
