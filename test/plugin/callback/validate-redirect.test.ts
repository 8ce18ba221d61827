import type { FastifyInstance } from 'fastify'
import session from '@fastify/session'
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidLogin } from '../../../plugin/index.ts'
import { CODE, SOFIA, comeBack, holdToken, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { LyingProvider } from '../../support/lying-provider.ts'
import { runs } from '../../support/slow.ts'

const posts = (provider: LyingProvider) => provider.requests.filter(({ url }) => url === '/oauth/token').length
const clears = (response: { headers: Record<string, unknown> }) => /Max-Age=0/.test(String(response.headers['set-cookie']))

t.test('SEC-C1, SEC-C28: a callback somebody made up finds no sign-in, and every wrong state is refused alike', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const near = [...state].map((character, at) => state.slice(0, at) + (character === 'A' ? 'B' : 'A') + state.slice(at + 1))
  const bodies = new Set<string>()
  // A state is looked up by its digest, so a nearly right one is as far off as any.
  for (const guess of ['A'.repeat(43), ...near]) {
    for (const jar of ['', cookie]) {
      const response = await comeBack(app, { code: CODE, state: guess }, jar)
      // The last character has two bits that mean nothing, and still is another state.
      t.equal(response.statusCode, 400)
      t.notOk(response.headers['set-cookie'])
      bodies.add(response.body)
    }
  }
  t.equal(bodies.size, 1)
  t.match([...bodies][0], 'ORCID_ERR_TRANSACTION_MISSING')
  t.equal(posts(provider), 0)
  t.equal(app.logins.length, 0)
})

t.test('SEC-C2: an attacker\'s code and state do not sign a victim\'s browser in, and stay the attacker\'s', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const victim = await leave(app, provider)
  const attacker = await leave(app, provider)
  const lured = await comeBack(app, { code: CODE, state: attacker.state }, victim.cookie)
  t.equal(lured.json().code, 'ORCID_ERR_TRANSACTION_MISSING')
  t.notOk(lured.headers['set-cookie'], 'the victim\'s own sign-in is left alone')
  t.equal(posts(provider), 0)
  t.equal((await comeBack(app, { code: CODE, state: attacker.state }, attacker.cookie)).statusCode, 303)
})

t.test('SEC-C3: a live cookie does not open for another state, nor under another name', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const [first, second] = [await leave(app, provider), await leave(app, provider)]
  const forged = first.state.slice(0, -1) + (first.state.endsWith('A') ? 'E' : 'A')
  t.equal((await comeBack(app, { code: CODE, state: forged }, first.cookie)).json().code, 'ORCID_ERR_TRANSACTION_MISSING')
  const renamed = `${second.cookie.split('=')[0]}=${first.cookie.split('=')[1]}`
  t.equal((await comeBack(app, { code: CODE, state: second.state }, renamed)).json().code, 'ORCID_ERR_TRANSACTION_INVALID')
  t.equal(posts(provider), 0)
})

t.test('SEC-C4: a code without a state is never exchanged, and the sign-in under way goes on', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const response = await comeBack(app, { code: CODE }, cookie)
  t.equal(response.json().code, 'ORCID_ERR_STATE')
  t.notOk(response.headers['set-cookie'])
  t.equal(posts(provider), 0)
  t.equal((await comeBack(app, { code: CODE, state }, cookie)).statusCode, 303)
})

t.test('SEC-C5: going back to a finished callback exchanges nothing, and a signed-in visitor can be sent on', async (t) => {
  const provider = await startLyingProvider(t)
  let isSignedIn = false
  const app = await startApp(t, provider, {
    onLogin: () => { isSignedIn = true },
    onFailure: (_request, reply, error) => {
      if (isSignedIn && error.code === 'ORCID_ERR_TRANSACTION_MISSING') return reply.redirect('/', 303)
      throw error
    }
  })
  const { state, cookie } = await leave(app, provider)
  t.equal((await comeBack(app, { code: CODE, state }, cookie)).statusCode, 303)
  t.equal((await comeBack(app, { code: CODE, state })).statusCode, 303, 'its cookie is gone, but the app knows the visitor')
  isSignedIn = false
  t.equal((await comeBack(app, { code: CODE, state })).json().code, 'ORCID_ERR_TRANSACTION_MISSING')
  t.equal(posts(provider), 1)
})

t.test('SEC-C6: of two arrivals the first may be cancelled; the second is signed in and the code posted once', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { asked, answer } = holdToken(provider)
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const { state, cookie } = await leave(app, provider)
  const url = `${origin}/login/orcid/callback?code=${CODE}&state=${state}`
  const cancel = new AbortController()
  const first = fetch(url, { headers: { cookie }, redirect: 'manual', signal: cancel.signal })
  await asked
  cancel.abort()
  await t.rejects(first, { name: 'AbortError' })
  const second = fetch(url, { headers: { cookie }, redirect: 'manual' })
  answer()
  t.equal((await second).status, 303)
  t.equal(posts(provider), 1)
  t.ok(app.logins.every(({ orcid }) => orcid === SOFIA))
})

t.test('SEC-C7: what a browser guesses in advance burns no code', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const url = `/login/orcid/callback?code=${CODE}&state=${state}`
  for (const purpose of ['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip']) {
    const response = await app.inject({ url, headers: { cookie, 'sec-purpose': purpose } })
    t.equal(response.statusCode, 204)
    t.notOk(response.headers['set-cookie'])
  }
  t.equal(posts(provider), 0)
  t.equal((await app.inject({ url, headers: { cookie } })).statusCode, 303)
})

t.test('SEC-C8, SEC-E9: no other method reaches the callback: HEAD burns nothing, a form body counts for nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const query = { code: CODE, state }
  for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
    const response = await app.inject({ method, url: '/login/orcid/callback', query, headers: { cookie, origin: 'https://evil.example' } })
    t.equal(response.statusCode, 405, method)
    t.equal(response.headers.allow, 'GET')
    t.notOk(response.headers['set-cookie'])
    t.notOk(response.headers['access-control-allow-origin'])
    t.notMatch(response.body, CODE, 'SEC-E9: nothing is repeated')
  }
  const form = await app.inject({ method: 'POST', url: '/login/orcid/callback', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, payload: String(new URLSearchParams(query)) })
  t.equal(form.statusCode, 405)
  t.equal(posts(provider), 0)
  t.equal((await comeBack(app, query, cookie)).statusCode, 303)
})

t.test('SEC-C9: no parameter that comes twice is believed, wherever the second one stands', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const [twice = '', code = ''] of [['code=x&code=x', 'CALLBACK_INVALID'], ['code=x&code', 'CALLBACK_INVALID'], ['error=a&error=b', 'CALLBACK_INVALID'],
    ['code=x&iss=a&iss=a', 'CALLBACK_INVALID'], ['code=x&%63ode=y', 'CALLBACK_INVALID'], ['code=x&state=', 'STATE'], ['code=x&st%61te=z', 'STATE']]) {
    const { state, cookie } = await leave(app, provider)
    for (const query of [`${twice}&state=${state}`, `state=${state}&${twice}`]) {
      t.match((await comeBack(app, query, cookie)).json(), { statusCode: 400, code: `ORCID_ERR_${code}` }, query)
    }
  }
  t.equal(posts(provider), 0)
})

t.test('SEC-C10, SEC-C15: code and error together, or an answer of another flow, end the sign-in unexchanged', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const query of ['code=x&error=access_denied', 'error=access_denied&code=', 'code=x&access_token=canary', 'code=x&id_token=canary', 'code=x&token=canary', 'response=canary', 'code=x&response=']) {
    const { state, cookie } = await leave(app, provider)
    const response = await comeBack(app, `${query}&state=${state}`, cookie)
    t.match(response.json(), { statusCode: 400, code: 'ORCID_ERR_CALLBACK_INVALID' }, query)
    t.ok(clears(response))
    t.notMatch(response.body + JSON.stringify(response.headers), 'canary')
  }
  t.equal(posts(provider), 0)
  const { state, cookie } = await leave(app, provider)
  t.equal((await comeBack(app, `code=${CODE}&session_state=x&scope=y&state=${state}`, cookie)).statusCode, 303, 'what is only unknown is ignored (RFC 6749 §4.1.2)')
})

t.test('SEC-C18: who comes back after the time, or before they left, starts again', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const now = Date.now
  t.teardown(() => { Date.now = now })
  for (const [seconds, code] of [[890, 'in'], [902, 'TRANSACTION_EXPIRED'], [86_400 * 400, 'TRANSACTION_EXPIRED'], [-50, 'in'], [-62, 'TRANSACTION_INVALID']] as const) {
    Date.now = () => now() - seconds * 1000
    const { state, cookie } = await leave(app, provider)
    Date.now = now
    const response = await comeBack(app, { code: CODE + state, state }, cookie)
    if (code === 'in') t.equal(response.statusCode, 303, `${seconds} s`)
    else t.equal(response.json().code, `ORCID_ERR_${code}`, `${seconds} s`)
    t.ok(clears(response))
  }
  t.equal(posts(provider), 2)
})

t.test('SEC-C30: what was granted is reported, and less than required is refused with its tokens dropped', async (t) => {
  const provider = await startLyingProvider(t)
  provider.token = () => provider.good({ scope: 'openid' })
  const lenient = await startApp(t, provider, { scope: '/read-limited' })
  t.equal((await logIn(lenient, provider)).statusCode, 303)
  t.strictSame(lenient.logins[0]?.scope, ['openid'])
  const strict = await startApp(t, provider, { scope: '/read-limited', requiredScope: '/read-limited' })
  const response = await logIn(strict, provider)
  t.match(response.json(), { statusCode: 403, code: 'ORCID_ERR_SCOPE_MISSING' })
  t.ok(clears(response))
  t.equal(strict.logins.length, 0)
  provider.token = () => provider.good({ scope: '/read-limited-not openid' })
  t.equal((await logIn(strict, provider)).json().code, 'ORCID_ERR_SCOPE_MISSING', 'a longer word is another scope')
})

t.test('SEC-C11, SEC-C24: nothing that comes back starts another sign-in, so no visitor goes in circles', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const query of ['', '?', '?error=server_error', '?code=', '?state=', '#error=x', '?error=login_required&prompt=none', '?state[]=x', '?error=temporarily_unavailable']) {
    const { cookie, state } = await leave(app, provider)
    for (const url of [`/login/orcid/callback${query}`, `/login/orcid/callback${query}&state=${state}`]) {
      const response = await app.inject({ url, headers: { cookie } })
      t.ok(response.statusCode >= 400 && response.statusCode < 500, url)
      t.notOk(response.headers.location)
      t.notOk(response.headers['refresh'])
      t.notMatch(response.body, /http-equiv|<script/i)
    }
  }
  t.equal(provider.requests.length, 0)
})

t.test('SEC-C12: too long or unprintable is refused before anything is decrypted or sent', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const bad = ['%00', '%0a', '%7f', '%F0%9F%98%80', '%ed%a0%80', '%C3%A4', '%zz%E2%80%A8', 'x'.repeat(2049), '']
  for (const code of bad) t.equal((await comeBack(app, `code=${code}&state=${state}`, cookie)).json().code, 'ORCID_ERR_CALLBACK_INVALID', code.slice(0, 20))
  for (const [name = '', value] of [['error', 'x'.repeat(1025)], ['error', '%22'], ['iss', 'x'.repeat(1025)], ['error_description', 'x'.repeat(4097)]]) {
    t.equal((await comeBack(app, `code=x&${name}=${value}&state=${state}`, cookie)).json().code, 'ORCID_ERR_CALLBACK_INVALID', name)
  }
  for (const long of ['A'.repeat(42), 'A'.repeat(44), 'A'.repeat(12_000), `${state}%0a`, ` ${state}`, `${state}=`]) {
    t.equal((await comeBack(app, `code=x&state=${long}`, cookie)).json().code, 'ORCID_ERR_STATE')
  }
  t.equal(posts(provider), 0)
})

t.test('SEC-C13: names of Object.prototype in the query are parameters like any other', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'then', '__proto__[code]', 'constructor.prototype.code']
  const query = `${names.map((name) => `${name}=x`).join('&')}&code=${CODE}&state=${state}`
  t.equal((await comeBack(app, query, cookie)).statusCode, 303)
  t.equal((await comeBack(app, '__proto__[state]=x&constructor=y')).json().code, 'ORCID_ERR_STATE')
  t.notOk('code' in {})
})

t.test('SEC-C14: an answer that names another registry is refused before its code is sent anywhere', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const iss of ['https://evil.example', 'https://orcid.org', `${provider.issuer}/`, provider.issuer.toUpperCase(), `${provider.issuer}#`, ` ${provider.issuer}`, '']) {
    const { state, cookie } = await leave(app, provider)
    const response = await comeBack(app, { code: CODE, state, iss }, cookie)
    t.equal(response.json().code, 'ORCID_ERR_ISSUER_MISMATCH', iss)
    t.ok(clears(response))
  }
  t.equal(posts(provider), 0)
})

t.test('SEC-C16: an error is believed only with the state of a sign-in of this browser', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const [state, code] of [['', 'STATE'], ['&state=', 'STATE'], [`&state=${'A'.repeat(43)}`, 'TRANSACTION_MISSING']]) {
    const response = await comeBack(app, `error=access_denied&error_description=Call+555-canary&error_uri=https://evil.example${state}`)
    t.equal(response.json().code, `ORCID_ERR_${code}`)
    t.notMatch(response.body + JSON.stringify(response.headers), /canary|evil/)
  }
})

t.test('SEC-C17: whoever says no is told so, and can try again at once', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const response = await comeBack(app, { error: 'access_denied', state }, cookie)
  t.match(response.json(), { statusCode: 403, code: 'ORCID_ERR_ACCESS_DENIED' })
  t.ok(clears(response))
  t.equal((await logIn(app, provider)).statusCode, 303)
})

t.test('SEC-C19, SEC-N1, SEC-N3, SEC-T18: a sign-in of one registry ends at no other, though client and secret are the same', async (t) => {
  const registries = [await startLyingProvider(t), await startLyingProvider(t), await startLyingProvider(t)] as const
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  for (const [i, provider] of registries.entries()) {
    await app.register(fastifyOrcid, {
      ...provider.options,
      name: `registry${i}`,
      loginPath: `/${i}`,
      redirectUri: `https://app.example/${i}/callback`,
      onLogin: (_request: unknown, _reply: unknown, { issuer, orcid }: OrcidLogin) => ({ issuer, orcid })
    } as unknown as FastifyOrcidOptions)
  }
  for (const [from, provider] of registries.entries()) {
    for (const to of registries.keys()) {
      const { state, cookie } = await leave(app, provider, `/${from}`)
      const asked = registries.map(posts)
      const response = await app.inject({ url: `/${to}/callback`, query: { code: `${CODE}${state}`, state }, headers: { cookie } })
      if (from === to) t.strictSame(response.json(), { issuer: provider.issuer, orcid: SOFIA }, 'SEC-N3: the account is the issuer and the iD')
      else t.equal(response.json().code, 'ORCID_ERR_TRANSACTION_MISSING', `${from} → ${to}`)
      if (from !== to) t.strictSame(registries.map(posts), asked)
    }
  }
})

t.test('SEC-N2, SEC-O7: two registrations sign one browser in side by side', async (t) => {
  const provider = await startLyingProvider(t)
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  for (const name of ['a', 'b']) {
    await app.register(fastifyOrcid, { ...provider.options, name, loginPath: `/${name}`, redirectUri: `https://app.example/${name}/callback`, onLogin: () => name } as unknown as FastifyOrcidOptions)
  }
  const a = await leave(app, provider, '/a')
  const nonce = provider.nonce
  const b = await leave(app, provider, '/b', a.cookie)
  const jar = `${a.cookie}; ${b.cookie}`
  t.equal((await app.inject({ url: '/b/callback', query: { code: 'codeB', state: b.state }, headers: { cookie: jar } })).body, 'b')
  provider.nonce = nonce
  t.equal((await app.inject({ url: '/a/callback', query: { code: 'codeA', state: a.state }, headers: { cookie: jar } })).body, 'a')
})

t.test('SEC-C20, SEC-F58: a stolen code does not sign the thief in: it was made for another sign-in', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const victim = await leave(app, provider)
  const nonceOfVictim = provider.nonce
  const thief = await leave(app, provider)
  provider.token = () => provider.good({}, { nonce: nonceOfVictim })
  const response = await comeBack(app, { code: CODE, state: thief.state }, thief.cookie)
  t.match(response.json(), { statusCode: 400, code: 'ORCID_ERR_NONCE_MISMATCH' })
  t.ok(clears(response))
  t.equal(app.logins.length, 0)
  t.equal((await comeBack(app, { code: CODE, state: victim.state }, victim.cookie)).json().code, 'ORCID_ERR_TRANSACTION_SPENT', 'and is not posted again')
  t.equal(posts(provider), 1)
})

t.test('SEC-C21, SEC-C29: a login leaves the callback\'s URL behind, and no answer there loads anything', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const done = await logIn(app, provider)
  t.equal(done.statusCode, 303)
  t.equal(done.body, '')
  for (const response of [done, await comeBack(app, 'code=x'), await app.inject({ url: '/login/orcid/callback', headers: { accept: 'text/html' } })]) {
    t.match(response.headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-security-policy': /^default-src 'none'/ })
    // The one line of script takes the query out of the address bar.
    const body = response.body.replace("<script>history.replaceState(null, '', location.pathname)</script>", '')
    t.notMatch(body, /<script|<img|<link|<iframe|src=|@import/i)
  }
})

t.test('SEC-C23: with a session plugin, the session that was there before the login is not the one after it', async (t) => {
  const provider = await startLyingProvider(t)
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(cookie)
  await app.register(session, { secret: 'a secret of at least thirty-two characters', cookie: { secure: false } })
  await app.register(fastifyOrcid, {
    ...provider.options,
    async onLogin (request, _reply, login) {
      await request.session.regenerate()
      Object.assign(request.session, { orcid: login.orcid })
    }
  } as FastifyOrcidOptions)
  app.get('/me', async (request) => ({ orcid: (request.session as { orcid?: string }).orcid ?? null }))
  app.get('/plant', async (request) => Object.assign(request.session, { planted: true }) && 'planted')
  const planted = String((await app.inject('/plant')).headers['set-cookie']).split(';')[0]
  const { state, cookie: sealed } = await leave(app, provider)
  const response = await comeBack(app, { code: CODE, state }, `${planted}; ${sealed}`)
  t.equal(response.statusCode, 303)
  const fresh = [response.headers['set-cookie']].flat().map((line) => String(line).split(';')[0]).find((line) => line?.startsWith('sessionId='))
  t.ok(fresh && fresh !== planted)
  t.strictSame((await app.inject({ url: '/me', headers: { cookie: String(fresh) } })).json(), { orcid: SOFIA })
  t.strictSame((await app.inject({ url: '/me', headers: { cookie: String(planted) } })).json(), { orcid: null })
})

t.test('SEC-C25: a path written in a strange way is the callback or is not found, and nothing in between', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const path of ['//login/orcid/callback', '/%6cogin/orcid/callback', '/login/orcid/callback/', '/login/orcid/callback;x', '/login/./orcid/callback', '/login/orcid/callback%00', '/LOGIN/orcid/callback', '/login%2forcid/callback']) {
    const { state, cookie } = await leave(app, provider)
    const { statusCode } = await app.inject({ url: `${path}?code=${CODE}${state}&state=${state}`, headers: { cookie } })
    t.ok(statusCode === 303 || statusCode === 404, `${path}: ${statusCode}`)
  }
})

t.test('SEC-C26: another site cannot end a sign-in under way', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  for (const query of ['state=garbage', `state=${'B'.repeat(43)}`, `state=${'B'.repeat(43)}&error=access_denied`, `state=${state}&state=${state}`, '']) {
    t.notOk((await comeBack(app, query, cookie)).headers['set-cookie'], query)
  }
  t.equal((await comeBack(app, { code: CODE, state }, cookie)).statusCode, 303)
})

t.test('SEC-C27: made-up callbacks by the thousand cost no request and leave nothing behind', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (let i = 0; i < runs(2000); i++) {
    const state = `${i}`.padStart(43, 'A')
    const { statusCode } = await comeBack(app, `code=${i}&state=${state}`)
    if (statusCode !== 400) t.fail(`${statusCode}`)
  }
  t.equal(provider.requests.length, 0)
  t.equal((await logIn(app, provider)).statusCode, 303, 'a good login is served as ever')
})

t.test('SEC-C31: two people with one name are two accounts, and there is nothing to look one up by but the iD', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const orcid of [SOFIA, '0000-0002-1825-0097']) {
    provider.token = () => provider.good({ orcid, name: 'Sofia Garcia', email: 'sofia@mock.example' }, { sub: orcid, email: 'sofia@mock.example', email_verified: true })
    t.equal((await logIn(app, provider)).statusCode, 303)
  }
  t.strictSame(app.logins.map(({ orcid, issuer }) => `${issuer} ${orcid}`), [`${provider.issuer} ${SOFIA}`, `${provider.issuer} 0000-0002-1825-0097`])
  t.notOk(Object.keys(app.logins[0] ?? {}).some((name) => /mail/i.test(name)))
  t.notOk(Object.keys(app.orcid).some((name) => /find|mail|lookup|link/i.test(name)))
})

t.test('SEC-C32: no line break in any parameter reaches a header, a cookie or a page', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const plain = Object.keys((await comeBack(app, 'code=x&state=bad')).headers).sort()
  for (const breaker of ['%0d%0aSet-Cookie:canary=b', '%0acanary', '%00canary', '%E2%80%A8canary', '%c2%85canary', '%0d%0a%0d%0a<p>canary']) {
    const { state, cookie } = await leave(app, provider)
    for (const query of [`code=x&state=${state}${breaker}`, `code=x${breaker}&state=${state}`, `code=x&state=${state}&iss=x${breaker}`, `error=x${breaker}&state=${state}`]) {
      for (const jar of ['', cookie]) {
        const response = await comeBack(app, query, jar)
        t.equal(response.statusCode, 400)
        t.notMatch(response.body + JSON.stringify(response.headers), 'canary')
        if (jar === '') t.strictSame(Object.keys(response.headers).sort(), plain)
      }
    }
  }
})
