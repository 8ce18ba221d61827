import { createHash } from 'node:crypto'
import t from 'tap'
import { withAnswer } from '../../../../mock-server/orcid/authorize/redirect-uri.ts'
import { registerClient } from '../../../../mock-server/orcid/registry/clients.ts'
import { resetRegistry } from '../../../../mock-server/orcid/registry/registry.ts'
import { credentials, ISSUER, openInjectedMock, REDIRECT_URI, SOFIA } from '../../../support/mock.ts'

const fake = await openInjectedMock()
const { registry, get, post, authorizePath } = fake
const client = fake.client()
const member = fake.client('member')

function answerIn (location: unknown): Record<string, string> {
  return Object.fromEntries(new URL(String(location)).searchParams)
}

t.test('a request that names no trustworthy address is answered with a page, never with a redirect', async (t) => {
  const cases: Array<[string, Record<string, string>, RegExp]> = [
    ['no response type', { response_type: '' }, /invalid_request: - Missing parameter: response_type/],
    ['no client', { client_id: '' }, /invalid_request: - Missing parameter: client_id is missing/],
    ['an unknown client', { client_id: 'APP-0000000000000000' }, /invalid_request: - Invalid parameter: client_id/],
    ['no redirect URI', { redirect_uri: '' }, /invalid_request: - Missing parameter: redirect_uri is missing/],
    ['an unregistered redirect URI', { redirect_uri: 'https://evil.example/cb' },
      /redirect_uri - &quot;https:\/\/evil\.example\/cb&quot; does not match registered client /],
    ['markup as redirect URI', { redirect_uri: '"><script>' }, /&quot;&quot;&gt;&lt;script&gt;&quot; does not match/],
    ['an unsupported response type', { response_type: 'code id_token' }, /unsupported_response_type: - Unsupported response/],
    ['no scope', { scope: '' }, /oauth_error: - Please specify the desired scopes/],
    ['only scopes that ORCID drops', { scope: 'profile email' }, /Please specify the desired scopes/]
  ]
  for (const [name, changes, text] of cases) {
    for (const send of [get, (path: string) => post(path, { decision: 'allow' })]) {
      const answer = await send(authorizePath(client, changes))
      t.equal(answer.statusCode, 400, name)
      t.equal(answer.headers.location, undefined, name)
      t.match(answer.body, text, name)
    }
  }
  const twice = await get(authorizePath(client) + '&state=other')
  t.equal(twice.statusCode, 400)
  t.match(twice.body, /invalid_request: - Duplicated parameter: state/)
  t.equal((await get('/oauth/authorize')).statusCode, 400)
})

t.test('every page says that it is a fake, runs no script, and cannot be framed or kept', async (t) => {
  const cookie = await fake.cookie()
  const pages = [
    await get('/oauth/authorize'), await get('/signin'), await get(authorizePath(client), { cookie }),
    await get('/signout'), await get('/nowhere')
  ]
  for (const { headers, body } of pages) {
    t.match(body, /<title>Fake ORCID: /)
    t.match(body, /<html lang="en">/)
    t.notMatch(body.replace(/<link rel="icon" href="data:[^"]*">/, ''), /<script|<link|src=|url\(/)
    const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    t.match(headers['content-security-policy'], `'sha256-${hash}'`, 'the policy lets its own style through')
    t.match(headers, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': /^default-src 'none'; style-src 'sha256-[\w+/=]+'; .*frame-ancestors 'none'$/,
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-fake-orcid': '1'
    })
  }
})

t.test('a scope that the client may not ask for is told to the client, with its state', async (t) => {
  for (const scope of ['/read-limited', '/read-public', 'openid /nonsense', 'OPENID']) {
    const { statusCode, headers } = await get(authorizePath(client, { scope, state: 'a b&c' }))
    t.equal(statusCode, 302)
    const refused = scope.split(' ').at(-1)
    t.strictSame(answerIn(headers.location), {
      error: 'invalid_scope', error_description: `Invalid scope: ${refused}`, state: 'a b&c'
    })
  }
  const { headers } = await get(authorizePath(client, { scope: '/nonsense', state: '' }))
  t.equal(headers.location, `${REDIRECT_URI}?error=invalid_scope&error_description=Invalid%20scope%3A%20%2Fnonsense`)
})

t.test('redirect URIs are matched as ORCID matches them', async (t) => {
  const admitted = async (registered: string[], requested: string): Promise<boolean> => {
    const one = registerClient(registry.clients, { redirectUris: registered })
    return (await get(authorizePath(one, { redirect_uri: requested }))).statusCode === 302
  }
  const R = ['https://h.example/cb']
  for (const uri of ['https://h.example/cb', 'https://h.example/cb/x', 'https://h.example/cbx', 'https://h.example/a/../cb',
    'https://h.example/./cb', 'https://h.example/cb?x=1', 'https://h.example/cb#f']) {
    t.ok(await admitted(R, uri), uri)
  }
  for (const uri of ['http://h.example/cb', 'https://h.example:443/cb', 'https://H.example/cb', 'https://u@h.example/cb',
    'https://a.h.example/cb', 'https://h.example/', 'https://h.example/cb/../x', 'https://h.example/cb/%2e%2E/x',
    'https://h.example/cb/..\\x', 'https://h.example\\@evil.example/cb', 'https://evil.example\\.h.example/cb',
    'https://h.example@evil.example/cb', '/cb', 'javascript:alert(1)', 'https://h.example/cb\r\nx: y',
    'https://h.exämple/cb', 'https://[::1/cb', 'https:/h.example/cb']) {
    t.notOk(await admitted(R, uri), uri)
  }
  t.ok(await admitted(['https://h.example'], 'https://h.example/any/where'), 'a host admits every path')
  t.ok(await admitted(['https://a.example/', 'https://h.example/'], 'https://h.example/x'), 'any of several')
  t.ok(await admitted(['http://[::1]:80/'], 'http://[::1]:80/cb'), 'IPv6')
  t.notOk(await admitted(['https://['], 'https://h.example/cb'), 'a registered URI that is none admits nothing')
})

t.test('a client without redirect URIs adopts the first loopback one and holds it strictly', async (t) => {
  const one = registerClient(registry.clients)
  const ask = (redirectUri: string) => get(authorizePath(one, { redirect_uri: redirectUri }))
  const foreign = await ask('https://app.example.org/cb')
  t.match(foreign.body, /does not match registered client/)
  t.equal((await ask('http://evil.example\\.localhost/cb')).statusCode, 400, 'a browser would go to evil.example')
  t.equal((await ask('http://127.0.0.1:3000/cb')).statusCode, 302)
  t.equal((await ask('http://127.0.0.1:3000/cb?again')).statusCode, 302)
  t.equal((await ask('http://127.0.0.1:3001/cb')).statusCode, 400)
  t.equal((await ask('http://localhost:3000/cb')).statusCode, 400)
})

t.test('an answer joins the query a redirect URI has, before its fragment', async (t) => {
  t.equal(withAnswer('https://h/cb', { code: 'a', state: null }), 'https://h/cb?code=a')
  t.equal(withAnswer('https://h/cb?x=1#f#g', { code: 'a', state: 'ü=' }), 'https://h/cb?x=1&code=a&state=%C3%BC%3D#f#g')
})

t.test('whoever is not signed in goes to the sign-in page and comes back with the same request', async (t) => {
  const path = authorizePath(client, { lang: 'es' })
  const away = await get(path)
  t.equal(away.statusCode, 302)
  const signIn = path.replace('/oauth/authorize', '/signin')
  t.equal(away.headers.location, ISSUER + signIn)

  const page = await get(signIn)
  t.equal(page.statusCode, 200)
  for (const { orcid } of registry.researchers.values()) {
    t.match(page.body, `<button class="wide" name="orcid" value="${orcid}">`)
  }
  t.match(page.body, 'Max &amp; &lt;b&gt;Moritz&lt;/b&gt; O&#39;Example')
  t.match(page.body, `<form method="post" action="${(ISSUER + signIn).replaceAll('&', '&amp;')}">`)

  const back = await post(signIn, { orcid: SOFIA })
  t.equal(back.statusCode, 303)
  t.equal(back.headers.location, ISSUER + path)
  t.match(back.headers['set-cookie'], /^fake_orcid_session_9797=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/)

  const late = await post(path, { decision: 'allow' })
  t.equal(late.statusCode, 303, 'a decision by nobody is asked for again')
  t.equal(late.headers.location, ISSUER + signIn)
})

t.test('the sign-in page takes a suggestion from the client and says when an iD is nobody\'s', async (t) => {
  t.match((await get('/signin?orcid=0009-0009-9999-0019')).body, /<input [^>]*value="0009-0009-9999-0019"/)
  t.match((await get('/signin?email=a%40orcid.example')).body, /<input [^>]*value="a@orcid\.example"/)
  t.match((await get('/signin?email=a%40orcid.example&orcid=x')).body, /<input [^>]*value="x"/, 'an iD comes first')
  t.match((await get('/signin')).body, /<input [^>]*value=""/)
  for (const form of [{ orcid: '0000-0002-1825-0097' }, 'orcid=%22%3E%3Cb%3E', `orcid=${SOFIA}&orcid=${SOFIA}`, '']) {
    const { statusCode, headers, body } = await post('/signin', form)
    t.equal(statusCode, 400)
    t.equal(headers['set-cookie'], undefined)
    t.match(body, /role="alert">Nobody here has this ORCID iD or e-mail address\./)
    t.match(body, /aria-invalid="true" aria-describedby="alarm"/)
    t.notMatch(body, '"><b>')
  }
  t.equal((await post('/signin', '{"orcid":1}', { 'content-type': 'application/json' })).statusCode, 400)
})

t.test('consent asks for every scope and names client, person and address', async (t) => {
  const cookie = await fake.cookie()
  const scope = 'openid /read-limited /activities/update /funding/update'
  const { statusCode, body } = await get(authorizePath(member, { scope }), { cookie })
  t.equal(statusCode, 200)
  t.match(body, 'The &lt;Journal&gt; &amp; &quot;Co&quot;')
  t.match(body, 'Sofia Garcia')
  t.match(body, `<code>${REDIRECT_URI}</code>`)
  for (const one of scope.split(' ')) t.match(body, `<input type="checkbox" name="scope" value="${one}" checked>`)
  t.match(body, '<button class="go" name="decision" value="allow">')
  t.match(body, 'name="decision" value="deny"')
})

t.test('allowing brings a code and the state, once per decision', async (t) => {
  const cookie = await fake.cookie()
  const seen = new Set<string>()
  for (const state of ['', 'S', 'ä+ &%']) {
    const { statusCode, headers } = await post(authorizePath(client, { state }), { decision: 'allow' }, { cookie })
    t.equal(statusCode, 302)
    const { code = '', ...rest } = answerIn(headers.location)
    t.match(code, /^[0-9A-Za-z]{6}$/)
    t.strictSame(rest, state === '' ? {} : { state })
    seen.add(code)
  }
  t.equal(seen.size, 3)
})

t.test('denying tells the client so', async (t) => {
  const cookie = await fake.cookie()
  const deny = (state: string, form: string) => post(authorizePath(client, { state }), form, { cookie })
  const { statusCode, headers } = await deny('S', 'decision=deny')
  t.equal(statusCode, 302)
  t.equal(headers.location, `${REDIRECT_URI}?error=access_denied&error_description=User%20denied%20access&state=S`)
  t.strictSame(answerIn((await deny('', 'decision=deny')).headers.location),
    { error: 'access_denied', error_description: 'User denied access' })
  for (const form of ['decision=allow&scope=', 'decision=allow&scope=%2Fread-limited']) {
    t.match((await deny('S', form)).headers.location, /error=access_denied/, 'no scope that was asked for is left')
  }
})

t.test('a form without a decision, or with two, is asked again', async (t) => {
  const cookie = await fake.cookie()
  for (const form of ['', 'decision=maybe', 'decision=allow&decision=deny']) {
    const { statusCode, body } = await post(authorizePath(client), form, { cookie })
    t.equal(statusCode, 400)
    t.match(body, 'Choose one of the two buttons.')
  }
})

t.test('a person may grant fewer scopes than were asked for', async (t) => {
  const cookie = await fake.cookie()
  const path = authorizePath(member, { scope: 'openid /activities/update /read-limited' })
  const granted = async (form: string): Promise<readonly string[] | undefined> => {
    const { code = '' } = answerIn((await post(path, form, { cookie })).headers.location)
    return registry.grants.codes.get(code)?.scopes
  }
  t.strictSame(await granted('decision=allow'), ['/read-limited', 'openid', '/activities/update'])
  t.strictSame(await granted('decision=allow&scope=openid&scope=%2Fperson%2Fupdate'), ['openid'])
})

t.test('consent is skipped while the same grant stands', async (t) => {
  const one = fake.client('member')
  const cookie = await fake.cookie()
  const visit = (scope: string, prompt = '') => get(authorizePath(one, { scope, prompt }), { cookie })
  const { access_token: token = '' } = await fake.tokens(one, 'openid /read-limited')
  const skipped = await visit('/read-limited openid')
  t.equal(skipped.statusCode, 302)
  t.match(answerIn(skipped.headers.location), { code: /^\w{6}$/, state: 'S' })
  t.equal((await visit('openid')).statusCode, 200, 'fewer scopes are another grant')
  t.equal((await visit('openid /read-limited', 'confirm')).statusCode, 302, 'prompt=confirm is not known any more')
  t.equal((await visit('openid /read-limited', 'none')).statusCode, 302)
  await post('/oauth/revoke', { token, ...credentials(one) })
  t.equal((await visit('openid /read-limited')).statusCode, 200, 'the grant ended with its last token')
})

t.test('prompt and max_age force a sign-in only with openid, and the sign-in satisfies them', async (t) => {
  const cookie = await fake.cookie()
  const visit = async (changes: Record<string, string>) => {
    const { headers, statusCode } = await get(authorizePath(client, changes), { cookie })
    return headers.location === undefined ? statusCode : new URL(String(headers.location)).pathname
  }
  t.equal(await visit({ prompt: 'login' }), '/signin')
  t.equal(await visit({ prompt: 'login', scope: '/authenticate' }), 200)
  t.equal(await visit({ max_age: '0' }), '/signin')
  t.equal(await visit({ max_age: 'never' }), 200)
  fake.wait(61)
  t.equal(await visit({ max_age: '61' }), 200)
  t.equal(await visit({ max_age: '60' }), '/signin')
  t.equal(await visit({ max_age: '60', scope: '/authenticate' }), 200)
  const signIn = authorizePath(client, { prompt: 'login', max_age: '60' }).replace('/oauth/authorize', '/signin')
  const back = await post(signIn, { orcid: SOFIA })
  t.equal(back.headers.location, ISSUER + authorizePath(client))
})

t.test('prompt=none shows nobody a sign-in page', async (t) => {
  const { statusCode, headers } = await get(authorizePath(client, { prompt: 'none' }))
  t.equal(statusCode, 302)
  t.equal(headers.location, `${REDIRECT_URI}#login_required`)
  const cookie = await fake.cookie()
  t.equal((await get(authorizePath(client, { prompt: 'none' }), { cookie })).statusCode, 200)
})

t.test('signing out ends the session and takes the cookie back', async (t) => {
  const cookie = await fake.cookie()
  const other = 'theme=dark; '
  t.equal((await get(authorizePath(client), { cookie: other + cookie })).statusCode, 200)
  const { headers, body } = await get('/signout', { cookie: other + cookie })
  t.match(headers['set-cookie'], /^fake_orcid_session_9797=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/)
  t.match(body, 'Nobody is signed in')
  t.equal((await get(authorizePath(client), { cookie })).statusCode, 302)
})

t.test('a HEAD request burns nothing', async (t) => {
  const { statusCode } = await fake.app.inject({ method: 'HEAD', url: authorizePath(client) })
  t.equal(statusCode, 404)
})

t.test('whoever has no iD registers, goes on with the request, and is forgotten by a reset', async (t) => {
  const one = await openInjectedMock()
  const own = one.client()
  const path = one.authorizePath(own, { show_login: 'false' })
  const first = await one.get(path)
  t.equal(first.headers.location, ISSUER + path.replace('/oauth/authorize', '/register'))
  const register = (form: Record<string, string>) => one.post(path.replace('/oauth/authorize', '/register'), form)
  const form = { given_names: 'Ana', family_names: 'Kovač', email: 'Ana@a.example' }
  const registered = await register(form)
  t.equal(registered.headers.location, ISSUER + one.authorizePath(own))
  const cookie = String(registered.headers['set-cookie']).split(';', 1)[0] ?? ''
  const answer = await one.post(one.authorizePath(own), 'decision=allow', { cookie })
  const { code = '' } = answerIn(answer.headers.location)
  const tokens = await one.post('/oauth/token', { ...credentials(own), grant_type: 'authorization_code', code })
  t.match(tokens.json(), { name: 'Ana Kovač', orcid: '0009-0009-9000-0007' })
  for (const changes of [{}, { given_names: ' ' }, { email: 'nobody' }]) {
    const refused = await register({ ...form, ...changes })
    t.equal(refused.statusCode, 400)
    t.equal(refused.headers['set-cookie'], undefined)
  }
  const orcid = tokens.json()['orcid']
  t.equal((await one.post('/signin', { orcid: 'ana@A.example' })).statusCode, 303, 'an e-mail address in any case')
  t.equal((await one.get(`/v3.0/${orcid}/person`, { accept: 'application/json' })).statusCode, 200)
  resetRegistry(one.registry)
  t.equal((await one.post('/signin', { orcid })).statusCode, 400)
})

t.test('accounts that cannot be signed in to say why', async (t) => {
  for (const [name, reason] of [['locked', /locked/], ['deactivated', /deactivated/], ['unclaimed', /not been claimed/],
    ['deprecated', /deprecated\. Sign in with <bdi class="orcid">0009-/]] as const) {
    const { statusCode, headers, body } = await post('/signin', { orcid: registry.people.get(name)?.orcid ?? '' })
    t.equal(statusCode, 400)
    t.match(body, reason)
    t.equal(headers['set-cookie'], undefined)
  }
})
