import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { mock } from 'node:test'
import { Script } from 'node:vm'
import Fastify from 'fastify'
import t from 'tap'
import { createExchange } from '../../mock-server/controls/journal/exchange.ts'
import type { MockFinding } from '../../mock-server/controls/findings/findings.ts'
import type { ExchangeFacts, MockExchange } from '../../mock-server/controls/journal/exchange.ts'
import { createControls } from '../../mock-server/controls/controls.ts'
import { mockOrcid } from '../../mock-server/index.ts'
import { drawBlocks } from '../../mock-server/inspector/blocks.ts'
import { sortExchanges } from '../../mock-server/inspector/logins.ts'
import type { Login } from '../../mock-server/inspector/logins.ts'
import { readingOf } from '../../mock-server/inspector/reading.ts'
import { isSeen, rowsOf } from '../../mock-server/inspector/rows.ts'
import { standingOf } from '../../mock-server/inspector/state.ts'
import { readFilter } from '../../mock-server/inspector/view.ts'
import { MOST_WATCHERS, openWatch } from '../../mock-server/inspector/events.ts'
import { wordsOf } from '../../mock-server/inspector/words.ts'
import { createRegistry } from '../../mock-server/orcid/registry/registry.ts'
import { openBench, REDIRECT_URI, send } from '../support/bench.ts'

const ALL = readFilter(new URLSearchParams())

/** What a page says, without its markup. */
function textOf (markup: string): string {
  return markup.replace(/<(style|script)>.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', '\'').replaceAll('&quot;', '"').replaceAll('&amp;', '&').replace(/\s+/g, ' ')
}

/** The arrows of a page: from whom, to whom, what, and how it is drawn. */
function arrowsIn (markup: string): string[] {
  return [...markup.matchAll(/<span class="say (\w+)[^"]*"><span class="ends">(.*?): <\/span><b>(.*?)<\/b>/g)]
    .map(([, kind, ends, says]) =>
      `${String(ends)} ${String(says).replace(/<.*?>/g, '')}${kind === 'implied' ? ' (implied)' : ''}`)
}

interface Event { parts: Record<string, string>, order: string[] }

interface Listener {
  readonly incoming: IncomingMessage
  /** The next event. */
  readonly next: () => Promise<Event>
  /** When it is told that there is nothing more, or cut off. */
  readonly ended: () => Promise<void>
  readonly leave: () => void
}

/** A page that watches. */
async function listen (url: string, headers: Record<string, string> = {}): Promise<Listener> {
  const outgoing = httpRequest(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false }).end()
  outgoing.on('error', () => {})
  const [incoming] = await once(outgoing, 'response') as [IncomingMessage]
  incoming.on('error', () => {})
  const events = incoming.setEncoding('utf8')[Symbol.asyncIterator]()
  let rest = ''
  const next = async (): Promise<Event> => {
    for (;;) {
      const [, before, after] = /^(.*?)\n\n(.*)$/s.exec(rest) ?? []
      if (before === undefined) rest += String((await events.next()).value)
      else {
        rest = String(after)
        if (before.startsWith('data: ')) return JSON.parse(before.slice(6))
      }
    }
  }
  const ended = async (): Promise<void> => {
    for (let isOver = false; !isOver;) {
      isOver = await events.next().then(({ done }) => done === true, () => true)
    }
  }
  return { incoming, next, ended, leave: () => { outgoing.destroy() } }
}

const NO_MESSAGE = { headers: [], body: '', bodyBytes: 0 }

interface Sketch extends Partial<Omit<ExchangeFacts, 'request' | 'answer'>> {
  url?: string
  form?: Record<string, string>
  headers?: Array<[string, string]>
  location?: string
  json?: unknown
}

/** An exchange of a few strokes. */
function sketch ({ url = '/', form, headers = [], location, json, ...facts }: Sketch): Omit<ExchangeFacts, 'number'> {
  const type: Array<[string, string]> = form === undefined ? [] : [['content-type', 'application/x-www-form-urlencoded']]
  const body = form === undefined ? '' : String(new URLSearchParams(form))
  return {
    endpoint: null,
    client: null,
    method: form === undefined ? 'GET' : 'POST',
    status: 200,
    fault: null,
    forgery: null,
    at: new Date(0),
    durationMs: 1,
    request: { ...NO_MESSAGE, url, headers: [...headers, ...type], body },
    answer: {
      ...NO_MESSAGE,
      headers: location === undefined ? [] : [['location', location]],
      body: json === undefined ? '' : JSON.stringify(json)
    },
    ...facts
  }
}

function exchanges (...sketches: Sketch[]): MockExchange[] {
  return sketches.map((one, index) => createExchange({ number: index + 1, ...sketch(one) }))
}

function only ({ logins: [login] }: { logins: readonly Login[] }): Login {
  return login as Login
}

const CALLBACK = 'http://127.0.0.1:3000/callback'
const QUERY = `client_id=APP-1&redirect_uri=${encodeURIComponent(CALLBACK)}&state=S&scope=openid`
const question = (more = ''): Sketch => ({ endpoint: 'authorize', url: `/oauth/authorize?${QUERY}${more}` })
const answered = (answer: string, more = ''): Sketch => ({
  ...question(more), method: 'POST', form: { decision: 'allow' }, status: 302, location: `${CALLBACK}${answer}`
})
const exchanged = (code: string, more: Sketch = {}): Sketch => ({
  endpoint: 'token', url: '/oauth/token', form: { grant_type: 'authorization_code', code, client_secret: 'hunter2hunter2' }, ...more
})

t.test('a mock that nobody has used shows what a login will look like, whom it knows, and what time it is', async t => {
  const { orcid, ask, client } = await openBench()
  t.teardown(() => orcid.close())
  const { status, headers, body } = await ask('/')
  t.equal(status, 200)
  t.match(headers, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-fake-orcid': '1' })
  t.match(textOf(body), /Fake ORCID.* Inspector .*As of \d\d:\d\d:\d\d UTC\. Reload to see more\. 0 logins/)
  t.match(textOf(body), 'No login yet')
  t.match(arrowsIn(body)[0], 'Browser to App asks to sign in (implied)')
  for (const text of ['Running, the system\'s time.', 'Nothing will go wrong.', 'Sofia Garcia', '0000-0001-2345-6789',
    client.clientId, REDIRECT_URI, 'Clients: 1', 'Nothing that ORCID would refuse']) t.ok(textOf(body).includes(text), text)
  t.notOk(body.includes(client.clientSecret))
  t.equal((await send(orcid.issuer, { method: 'HEAD' })).status, 200)
  t.equal(orcid.journal.count(), 0, 'looking at it is not written down')
})

t.test('the page runs its own script and nothing else, and asks nobody else for anything', async t => {
  const { orcid, ask } = await openBench()
  t.teardown(() => orcid.close())
  const { headers, body } = await ask('/')
  const policy = String(headers['content-security-policy'])
  const scripts = [...body.matchAll(/<script>(.*?)<\/script>/gs)].map(([, source]) => String(source))
  const styles = [...body.matchAll(/<style>(.*?)<\/style>/gs)].map(([, source]) => String(source))
  t.strictSame([scripts.length, styles.length], [1, 2])
  for (const source of [...scripts, ...styles]) {
    t.ok(policy.includes(`'sha256-${createHash('sha256').update(source).digest('base64')}'`))
  }
  t.match(policy, /^default-src 'none'; style-src [^;]+; script-src 'sha256-[^ ]+'; connect-src 'self'; .*frame-ancestors 'none'$/)
  t.doesNotThrow(() => new Script(String(scripts[0])))
  t.notMatch(body, /<(?:link|img|iframe|object|embed|base)\b|\son\w+=|\sstyle=|url\(|@import/)
  t.notMatch((await ask('/signin')).headers['content-security-policy'], 'script-src')
})

t.test('a login draws itself: three legs, who speaks with whom, and what is only implied', async t => {
  const { orcid, ask, post, client, tokens } = await openBench()
  t.teardown(() => orcid.close())
  const { access_token: token = '', id_token: idToken = '', refresh_token: refresh = '' } = await tokens('openid')
  const bearer = { authorization: `Bearer ${token}`, accept: 'application/json' }
  await ask('/oauth/jwks')
  await ask('/oauth/userinfo', bearer)
  await ask('/pub/v3.0/0000-0001-2345-6789/works', bearer)
  const credentials = { client_id: client.clientId, client_secret: client.clientSecret }
  await post('/oauth/revoke', { ...credentials, token })
  const { body } = await ask('/')
  t.strictSame(arrowsIn(body), [
    'Browser to App asks to sign in (implied)',
    'App to Browser sends it to ORCID with a question (implied)',
    'Browser to ORCID brings the app&#39;s question',
    'ORCID to Browser wants to know who it is',
    'Browser to ORCID opens the sign-in page',
    'ORCID to Browser shows the page',
    'Browser to ORCID signs in',
    'ORCID to Browser sends it on to the question',
    'Browser to ORCID brings the app&#39;s question',
    'ORCID to Browser asks the person to allow it',
    'Browser to ORCID allows it',
    'ORCID to Browser sends it back with a code',
    'Browser to App brings a code (implied)',
    'App to ORCID exchanges the code',
    'ORCID to App names 0000-0001-2345-6789 and gives an access token',
    'App to ORCID fetches the keys',
    'ORCID to App gives its public keys',
    'App to ORCID asks who it is',
    'ORCID to App says who it is',
    'App to ORCID reads works',
    'ORCID to App gives it',
    'App to ORCID gives the token back',
    'ORCID to App ends the token'
  ])
  const text = textOf(body)
  t.match(text, /Login 1 to A test client \. ORCID said: Sofia Garcia, 0000-0001-2345-6789 /)
  t.match(text, /Leg 1 The person allows it .* Leg 2 The code becomes an iD and a token .* Leg 3 The token is used/)
  t.match(text, /What the id_token says .* auth_time \d+ When the person signed in\. \d{4}-\d\d-\d\d /)
  t.match(text, 'GET /pub/v3.0/…/works')
  t.match(text, 'The app has it: it exchanged the code.')
  const [authorize, allowed] = [orcid.journal.entries()[0], orcid.journal.entries()[4]]
  const query = new URLSearchParams(authorize?.request.url.split('?')[1])
  const secrets = [token, idToken, refresh, client.clientSecret, query.get('state'), query.get('nonce'),
    new URL(String(allowed?.answer.headers.find(([name]) => name === 'location')?.[1])).searchParams.get('code')]
  for (const secret of secrets) t.notOk(body.includes(String(secret)), `${String(secret).slice(0, 4)}… is masked`)
  t.equal(orcid.findings().length, 0)
})

t.test('what is wrong is marked where it happened, and what will go wrong stands beside', async t => {
  const bench = await openBench()
  const { orcid, client } = bench
  t.teardown(() => orcid.close())
  orcid.fail('token', '503', { client })
  await bench.exchange(await bench.code({ nonce: '' }))
  orcid.forge('invalid-aud')
  await bench.tokens()
  client.fail('record', 'delay', { times: 3 })
  orcid.fail('jwks', '503', { times: Infinity })
  await bench.ask('/oauth/jwks')
  orcid.forge('missing-iss')
  await bench.exchange('stolen')
  const { body } = await bench.ask('/')
  const text = textOf(body)
  t.match(text, 'warning: nonce-missing at no. 1')
  t.match(body, /<li id="message-1">.*?<span class="badge warning">warning: nonce-missing<\/span>.*?<li id="message-2">/s)
  t.match(text, /ORCID frowns: nonce-missing What ORCID does: .* What to change: .* https:\/\/www\.rfc-editor\.org/)
  t.match(text, /ORCID refuses: grant-refused/)
  t.match(text, /fault: 503/)
  t.match(text, /the exchange failed: /)
  t.match(text, /ORCID lied: invalid-aud/)
  t.match(text, /gives an access token, and lies/)
  t.match(text, /forged: invalid-aud/)
  t.match(text, new RegExp(`delay strikes record, 3 times, client ${client.clientId}`))
  t.match(text, /503 strikes jwks, until it is taken back, 1 so far/)
  t.match(text, /missing-iss forges id_token, once No iss \./)
  t.match(text, /Outside a login .* exchanges the code/)
})

t.test('the clock is shown as it goes: ahead, behind, or stopped', async t => {
  const { orcid, ask } = await openBench()
  t.teardown(() => orcid.close())
  const says = async () => /Running[^.]*\.|Stopped[^.]*\./.exec(textOf((await ask('/')).body))?.[0]
  orcid.clock.advance(7200)
  t.equal(await says(), 'Running, 2 hours ahead.')
  orcid.clock.advance(-7200 - 86_400 * 3)
  t.equal(await says(), 'Running, 3 days behind.')
  orcid.clock.reset()
  orcid.clock.advance(-61)
  t.equal(await says(), 'Running, 1 minute behind.')
  orcid.clock.set('2030-01-01')
  orcid.clock.freeze()
  const { body } = await ask('/')
  t.match(body, '<time class="clock" datetime="2030-01-01T00:00:00')
  t.notMatch(body, '<time class="clock" datetime="2030-01-01T00:00:00.000Z" data-ahead')
  t.match(await says(), /^Stopped, \d+ days ahead\.$/)
  orcid.clock.run()
  t.match(await says(), /^Running, /)
  const controls = createControls(createRegistry({}, ''))
  controls.registry.clock.turn(Date.now() + 5000)
  t.match(textOf(String(drawBlocks(controls, ALL).parts.get('beside'))), 'Running, 5 seconds ahead.')
})

t.test('markup in names, states and addresses stays text', async t => {
  const attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
  const bench = await openBench({ researchers: { eve: { givenNames: attack, familyName: attack } } })
  const { orcid } = bench
  t.teardown(() => orcid.close())
  orcid.client({ name: attack, redirectUris: ['https://app.example.org/'], status: 'locked' })
  await bench.ask(bench.authorizeUrl({ state: attack, scope: attack }).href.slice(orcid.issuer.length), { referer: `https://x/${attack}` })
  await bench.ask(`/oauth/authorize?client_id=${encodeURIComponent(attack)}`)
  await bench.ask(`/${encodeURI(attack)}`)
  await bench.exchange(attack, { client_id: attack })
  for (const path of ['/', `/?client=${encodeURIComponent(attack)}&leg=${encodeURIComponent(attack)}`]) {
    const { body } = await bench.ask(path)
    t.notMatch(body, /<img|<script>alert/)
    t.match(body, '&lt;img src=x')
  }
  t.match(textOf((await bench.ask('/')).body), 'public, locked')
})

t.test('a filter narrows what is shown, and one that makes no sense shows everything', async t => {
  const bench = await openBench()
  const { orcid, client } = bench
  t.teardown(() => orcid.close())
  const other = orcid.client({ name: 'The other', redirectUris: [REDIRECT_URI] })
  await bench.tokens()
  await bench.code({ client_id: other.clientId })
  await bench.ask('/oauth/jwks')
  await bench.ask('/nowhere')
  const last = orcid.journal.count()
  const shown = async (query: string) => (await bench.ask(`/${query}`)).body
  const logins = (body: string) => [...textOf(body).matchAll(/Login (\d) to/g)].map(([, place]) => place).join()
  t.equal(logins(await shown('')), '2,1', 'the youngest is on top')
  t.equal(logins(await shown(`?client=${other.clientId}`)), '2')
  t.match(await shown(`?client=${other.clientId}`), `<option value="${other.clientId}" selected>The other (${other.clientId})`)
  t.match(await shown('?client=APP-X'), '<option value="APP-X" selected>APP-X</option>')
  t.equal(logins(await shown('?leg=2')), '2,1')
  t.notMatch(arrowsIn(await shown('?leg=2')), /sign in/)
  t.match(textOf(await shown('?leg=3')), /Outside a login .* asks GET/, 'an address that ORCID does not have')
  t.equal(logins(await shown('?leg=3')), '')
  t.equal(logins(await shown('?leg=4&after=x')), '2,1')
  const [second] = orcid.journal.entries({ client: other })
  const later = await shown(`?after=${Number(second?.number) - 1}&client=${other.clientId}&leg=1`)
  t.equal(logins(later), '2')
  t.match(later, `href="?client=${other.clientId}&amp;leg=1&amp;after=${last}"`, 'a clean sheet')
  t.match(later, `href="?client=${other.clientId}&amp;leg=1"`, 'everything again')
  t.match(later, `<input type="hidden" name="after" value="${Number(second?.number) - 1}">`)
  const clean = await shown(`?after=${last}`)
  t.match(textOf(clean), 'No login yet')
  t.notMatch(clean, 'clean sheet')
  t.equal(logins(await shown('?after=999999')), '2,1', 'the number of another mock, which had this address before')
  t.notMatch(await shown(''), 'name="after"')
  t.match(await shown(''), `<option value="${client.clientId}">A test client (${client.clientId})`)
})

t.test('of many logins a page has twenty, the youngest of them unfolded, and leads to the older ones', async t => {
  const controls = createControls(createRegistry({}, ''))
  const write = (one: Sketch): void => { controls.journal.add(sketch(one)) }
  for (let login = 1; login <= 45; login++) write(question(`&nonce=${login}`))
  write({ url: '/nowhere' })
  const look = (query: string) => {
    const { parts, order } = drawBlocks(controls, readFilter(new URLSearchParams(query)))
    return { order, part: (id: string) => String(parts.get(id)), text: textOf([...parts.values()].join('')) }
  }
  const first = look('')
  t.strictSame(first.order, [...Array.from({ length: 20 }, (_, place) => `login-${45 - place}`), 'apart'])
  t.strictSame(first.order.filter((id) => / open>/.test(first.part(id).split('<summary>')[0] as string)),
    ['login-45', 'login-44', 'login-43', 'login-42', 'login-41', 'apart'])
  t.match(first.text, '45 logins, 46 exchanges, 0 findings')
  t.match(first.part('pager'), '<a id="pager-older" href="?until=25">Show 25 older logins</a>')
  t.notMatch(first.part('pager'), 'youngest')
  const second = look('until=25&after=3')
  t.strictSame(second.order.at(0), 'login-25', 'and what belongs to no login came later')
  t.equal(second.order.length, 20)
  t.match(second.part('pager'), 'href="?after=3&amp;until=5">Show 2 older logins')
  t.match(second.part('pager'), 'href="?after=3">Back to the')
  t.match(look('until=5').text, '45 logins, 46 exchanges')
  t.notMatch(look('until=5').part('pager'), 'older')
  t.strictSame(look('until=0').order, [], 'nothing is left, and it does not look as if nothing had been')
  t.match(look('until=0').part('pager'), 'Back to the')
  t.match(second.part('filter'), 'href="?after=46">Begin', 'a clean sheet is the youngest page')
})

t.test('of a login that goes on for ever the last messages are drawn, and a finding leads to those that are not', async t => {
  const controls = createControls(createRegistry({}, ''))
  const write = (one: Sketch): void => { controls.journal.add(sketch(one)) }
  const reading: Sketch = { endpoint: 'record', url: '/v3.0/iD/works', headers: [['authorization', 'Bearer A1']] }
  for (const one of [question(), answered('?code=c'), exchanged('c', { json: { access_token: 'A1', orcid: 'iD' } })]) write(one)
  for (let request = 0; request < 120; request++) write(reading)
  for (const exchange of [2, 120]) {
    controls.findings.keep({
      rule: 'grant-refused', severity: 'error', client: null, sent: String(exchange), orcidDoes: '', fix: '', source: '', exchange
    })
  }
  const parts = drawBlocks(controls, ALL).parts
  t.match(textOf(String(parts.get('login-1'))), 'ORCID 26 earlier messages are not drawn. Leg 3')
  t.match(parts.get('beside'), '<a href="?until=2#message-2">at no. 2</a>')
  t.match(parts.get('beside'), '<a href="#message-120">at no. 120</a>')
  t.match(parts.get('login-1'), '<li id="message-120">')
  t.equal(parts.get('news'), 'Login 1 to a client that is not registered: ORCID said: iD. 2 findings.')
})

t.test('what a person has armed is marked where they did it, and news are of the login that went on last', async t => {
  const controls = createControls(createRegistry({}, ''))
  const write = (one: Sketch): void => { controls.journal.add(sketch(one)) }
  write(question())
  write(question('&nonce=other'))
  t.equal(drawBlocks(controls, ALL).parts.get('news'), 'Login 2 to a client that is not registered: asked to allow it. 0 findings.')
  write({ ...answered('?code=c'), form: { decision: 'allow', mishap: 'fail token 503' } })
  const { parts } = drawBlocks(controls, ALL)
  t.equal(parts.get('news'), 'Login 1 to a client that is not registered: sent back with a code. 0 findings.')
  t.match(textOf(String(parts.get('login-1'))), /armed here: fail token 503/)
  t.match(textOf(String(parts.get('login-1'))), 'mishap fail token 503 What is to go wrong in this login')
  t.notMatch(parts.get('login-2'), 'armed here')
})

t.test('it answers to this machine only', async t => {
  const { orcid, ask } = await openBench()
  t.teardown(() => orcid.close())
  t.equal((await ask('/', { host: 'evil.example' })).status, 421)
  t.equal((await ask('/', { host: 'localhost:9797' })).status, 200)
  const app = Fastify()
  await app.register(mockOrcid, { issuer: 'http://orcid.test:3000/orcid', prefix: '/orcid' })
  const refused = await app.inject({ url: '/orcid/', headers: { host: 'orcid.test:3000' } })
  t.equal(refused.statusCode, 421, 'the issuer may be a name of other machines')
  t.match(refused.body, 'loopback')
  t.equal((await app.inject({ url: '/orcid/', remoteAddress: '192.0.2.1' })).statusCode, 421)
  t.equal((await app.inject({ url: '/orcid/', remoteAddress: '::ffff:127.0.0.1' })).statusCode, 200)
  for (const site of ['cross-site', 'same-site', 'none']) {
    const headers = { accept: 'text/event-stream', 'sec-fetch-site': site }
    t.equal((await ask('/', headers)).status, 403, site)
  }
})

t.test('under a prefix it is at the root of the mock, and without one the root is the app\'s', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  await app.inject('/orcid/oauth/jwks')
  for (const url of ['/orcid', '/orcid/']) {
    const { statusCode, body } = await app.inject(url)
    t.equal(statusCode, 200)
    t.match(arrowsIn(body), ['App to ORCID fetches the keys'])
  }
  t.equal((await app.inject('/')).statusCode, 404)
  const rooted = Fastify()
  rooted.get('/', async () => 'home')
  await rooted.register(mockOrcid, { issuer: 'http://127.0.0.1:3000' })
  t.equal((await rooted.inject('/')).body, 'home')
  const { orcid } = await openBench({ issuer: 'http://127.0.0.1:1/fake/orcid', control: true })
  t.teardown(() => orcid.close())
  const path = String(orcid.control?.url).replace('/control', '')
  t.match((await send(path)).body, 'Inspector')
  t.match((await send(`${path}/`)).body, 'Inspector')
})

t.test('a page that watches is told what changes and nothing twice', async t => {
  const bench = await openBench()
  const { orcid } = bench
  t.teardown(() => orcid.close())
  const page = await listen(orcid.issuer, { 'sec-fetch-site': 'same-origin' })
  t.match(page.incoming.headers, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  const first = await page.next()
  t.strictSame(first.order, ['nothing'])
  t.strictSame(Object.keys(first.parts), ['summary', 'filter', 'beside', 'pager', 'news', 'nothing'])
  await bench.tokens()
  let second = await page.next()
  while (!second.parts['login-1']?.includes('exchanges the code')) second = await page.next()
  t.strictSame(second.order, ['login-1'])
  const narrow = await listen(`${orcid.issuer}/?leg=2`)
  t.notMatch(arrowsIn(String((await narrow.next()).parts['login-1'])), /sign/)
  orcid.client({ name: 'Somebody new' })
  const third = await page.next()
  t.match(third.parts['beside'], 'Somebody new')
  t.notOk('login-1' in third.parts, 'what has not changed is not sent again')
  narrow.leave()
  page.leave()
})

t.test('as long as nothing changes nothing is sent', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const controls = createControls(createRegistry({}, ''))
  const { join } = openWatch(controls)
  const written: string[] = []
  const response = Object.assign(new EventEmitter(), { writeHead () {}, write (text: string) { written.push(text) } })
  join(response as unknown as ServerResponse, ALL)
  t.equal(written.length, 2)
  mock.timers.tick(1000)
  t.equal(written.length, 2)
  controls.journal.add(sketch(exchanged('c', { status: 0 })))
  mock.timers.tick(1000)
  t.equal(written.length, 3)
  t.match(written[2], 'no status')
  controls.registry.clock.freeze()
  controls.registry.clock.turn(0)
  const [newcomer] = controls.registry.researchers.values()
  if (newcomer !== undefined) controls.registry.researchers.set('new', { ...newcomer, orcid: '0009-0000-0000-0001' })
  mock.timers.tick(1000)
  t.match(written[3], 'Stopped')
  t.match(written[3], '0009-0000-0000-0001')
  response.emit('close')
  controls.registry.clock.run()
  mock.timers.tick(1000)
  t.equal(written.length, 4, 'nobody watches any more')
})

t.test('so many pages may watch and no more, and one that leaves makes room', async t => {
  const { orcid } = await openBench()
  t.teardown(() => orcid.close())
  const pages = await Promise.all(Array.from({ length: MOST_WATCHERS }, () => listen(orcid.issuer)))
  const refused = await send(orcid.issuer, { headers: { accept: 'text/event-stream' } })
  t.equal(refused.status, 503)
  t.match(refused.body, 'Too many pages')
  for (const { leave } of pages) leave()
  let status = 503
  while (status === 503) {
    const { incoming, leave } = await listen(orcid.issuer)
    status = Number(incoming.statusCode)
    leave()
  }
  t.equal(status, 200)
})

t.test('a mock that closes sends everybody away, mounted or not', async t => {
  const { orcid } = await openBench()
  const page = await listen(orcid.issuer)
  await page.next()
  await Promise.all([page.ended(), orcid.close()])

  const app = Fastify()
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const watching = await listen(`${address}/orcid/`)
  await watching.next()
  await Promise.all([watching.ended(), app.close()])
  t.pass('close did not wait for the page')
})

t.test('looking at the inspector is not looking at the findings', async t => {
  const controls = createControls(createRegistry({}, ''))
  const finding: MockFinding = {
    rule: 'grant-refused', severity: 'error', client: null, sent: '', orcidDoes: '', fix: '', source: '', exchange: 0
  }
  controls.findings.keep(finding)
  drawBlocks(controls, ALL)
  const warned = once(process, 'warning') as Promise<[Error]>
  controls.findings.warnOfUnseen()
  t.match((await warned)[0].message, 'grant-refused')
})

t.test('exchanges find their login by state, code and token, and the rest stays outside', async t => {
  const token = { access_token: 'A1', refresh_token: 'R1', orcid: 'iD' }
  const { logins, apart } = sortExchanges(exchanges(
    { endpoint: 'discovery', url: '/.well-known/openid-configuration' },
    { endpoint: 'jwks', url: '/oauth/jwks' },
    question(),
    question('&nonce=other'),
    answered('?code=one&state=S'),
    answered('?code=two&state=S', '&nonce=other'),
    exchanged('two', { json: token }),
    exchanged('one', { status: 400, json: { error: 'invalid_grant' } }),
    exchanged('three', { status: 400 }),
    { endpoint: 'jwks', url: '/oauth/jwks' },
    { endpoint: 'token', url: '/oauth/token', form: { grant_type: 'refresh_token', refresh_token: 'R1' }, json: { access_token: 'A2' } },
    { endpoint: 'record', url: '/v3.0/iD/works', headers: [['authorization', 'Bearer A2']] },
    { endpoint: 'userinfo', url: '/oauth/userinfo', headers: [['authorization', 'Bearer A1']] },
    { endpoint: 'revoke', url: '/oauth/revoke', form: { token: 'R1' } },
    { endpoint: 'revoke', url: '/oauth/revoke', form: {} },
    { endpoint: 'token', url: '/oauth/token', form: { grant_type: 'client_credentials' }, json: { access_token: 1 } },
    { endpoint: 'record', url: '/v3.0/iD/works', headers: [['authorization', 'Bearer nobody']] },
    { endpoint: 'authorize', url: '/signout' },
    question(),
    answered('#access_token=A3&state=S'),
    { endpoint: 'userinfo', url: '/oauth/userinfo', headers: [['authorization', 'Bearer A3']] }
  ))
  const numbers = logins.map(({ readings }) => readings.map(({ exchange: { number } }) => number))
  t.strictSame(numbers, [[3, 5, 8], [4, 6, 7, 10, 11, 12, 13, 14], [19, 20, 21]])
  t.strictSame(apart.map(({ exchange: { number } }) => number), [1, 2, 9, 15, 16, 17, 18])
})

t.test('keys that are fetched while a code is exchanged belong to that login, if it can be no other', async t => {
  const jwks = { endpoint: 'jwks', url: '/oauth/jwks' } as const
  const numbers = (...sketches: Parameters<typeof exchanges>) => {
    const { logins, apart } = sortExchanges(exchanges(...sketches))
    return [...logins.map(({ readings }) => readings), apart]
      .map((readings) => readings.map(({ exchange: { number } }) => number))
  }
  const [first, second] = [answered('?code=one&state=S'), answered('?code=two&state=S', '&nonce=other')]
  t.strictSame(numbers(question(), first, jwks, exchanged('one')), [[1, 2, 3, 4], []])
  t.strictSame(numbers(question(), jwks, first), [[1, 3], [2]], 'before there is a code')
  t.strictSame(numbers(first, question('&nonce=other'), jwks), [[1], [2], [3]], 'two are under way')
  t.strictSame(numbers(first, exchanged('one'), second, exchanged('two', { status: 503 }), jwks),
    [[1, 2, 5], [3, 4], []], 'an exchange that failed waits for nothing')
  t.strictSame(numbers(answered('?error=access_denied&state=S'), jwks), [[1], [2]], 'there is nothing to exchange')
})

t.test('a login tells how far it has come', async t => {
  const cases: Array<[string, ...Sketch[]]> = [
    ['open asked who it is', { ...question(), status: 302, location: `/signin?${QUERY}` }],
    ['open asked who it is', question(), { endpoint: 'authorize', url: `/signin?${QUERY}`, form: {}, status: 400 }],
    ['open asked to allow it', question()],
    ['bad stopped at an error page', { ...question(), status: 400 }],
    ['bad stopped at an error page', question(), { ...question(), method: 'POST', form: {}, status: 503 }],
    ['open sent back with a code', question(), answered('?code=c')],
    ['open sent back with tokens', question(), answered('#access_token=a')],
    ['bad sent back with the error access_denied', question(), answered('?error=access_denied')],
    ['bad sent back with the error login_required', question(), answered('#login_required')],
    ['good ORCID said: Sofia, iD', question(), answered('?code=c'), exchanged('c', { json: { name: 'Sofia', orcid: 'iD' } })],
    ['good ORCID said: iD', question(), answered('?code=c'), exchanged('c', { json: { name: '', orcid: 'iD' } }),
      { endpoint: 'jwks', url: '/oauth/jwks' }],
    ['bad ORCID lied: orcid-null', question(), answered('?code=c'), exchanged('c', { forgery: 'orcid-null' })],
    ['bad the exchange failed: invalid_grant', question(), answered('?code=c'),
      exchanged('c', { status: 400, json: { error: 'invalid_grant' } })],
    ['bad the exchange failed: 502', question(), answered('?code=c'), exchanged('c', { status: 502 })],
    ['bad the exchange failed: no answer', question(), answered('?code=c'), exchanged('c', { status: 0 })]
  ]
  for (const [expected, ...sketches] of cases) {
    const { tone, text } = standingOf(only(sortExchanges(exchanges(...sketches))))
    t.equal(`${tone} ${text}`, expected)
  }
})

t.test('every exchange is put into words', async t => {
  const record = (method: string, path: string): Sketch => ({ endpoint: 'record', method, url: `/api/v3.0/0000-0001-2345-6789${path}` })
  const cases: Array<[string, Sketch]> = [
    ['brings the app\'s question: offers an ORCID iD', { ...question(), status: 302, location: `/register?${QUERY}` }],
    ['brings the app\'s question: shows an error page', { ...question(), status: 400 }],
    ['decides: asks the person to allow it', { ...question(), method: 'POST', form: {} }],
    ['denies it: sends it back with the error access_denied',
      { ...answered('?error=access_denied'), form: { decision: 'deny' } }],
    ['allows it: sends it back with tokens', answered('#id_token=a')],
    ['opens the registration page: shows the page', { url: `/register?${QUERY}` }],
    ['registers: sends it on to the question',
      { url: `/register?${QUERY}`, form: {}, status: 303, location: '/oauth/authorize?x' }],
    ['signs out: shows the page', { url: '/signout' }],
    ['refreshes the token: gives an access token', exchanged('', { form: { grant_type: 'refresh_token' }, json: [1] })],
    ['asks for a token of its own: gives an access token', exchanged('', { form: { grant_type: 'client_credentials' } })],
    ['asks for a token: refuses: unsupported_grant_type',
      exchanged('', { form: { grant_type: 'x' }, status: 400, json: { error: 'unsupported_grant_type' } })],
    ['asks for a token: refuses', exchanged('', { form: {}, status: 415 })],
    ['exchanges the code: fails', exchanged('c', { status: 503 })],
    ['exchanges the code: gives no answer', exchanged('c', { status: 0 })],
    ['exchanges the code: names iD and gives an access token, and lies', exchanged('c', { json: { orcid: 'iD' }, forgery: 'rogue-key' })],
    ['looks up the addresses: gives its addresses', { endpoint: 'discovery', url: '/.well-known/openid-configuration' }],
    ['reads the record: gives it', record('GET', '')],
    ['adds work: keeps it', record('POST', '/work')],
    ['changes work/7: keeps it', record('PUT', '/work/7')],
    ['removes work/7: removes it', record('DELETE', '/work/7')],
    ['asks for works: answers it', record('OPTIONS', '/works')],
    ['reads works: refuses: 9017', { ...record('GET', '/works'), status: 401, json: { 'error-code': 9017 } }],
    ['reads the record: gives it', { endpoint: 'record', url: '/elsewhere' }],
    ['asks GET: answers', { url: '/nowhere' }],
    ['opens the public record: shows it', { url: '/orcid/0000-0001-2345-678X?lang=es' }],
    ['opens the public record: sends it on to the data', { url: '/0000-0001-2345-6789', status: 302, location: '/pub/v3.0/0000-0001-2345-6789/record' }]
  ]
  for (const [expected, one] of cases) {
    const [exchange] = exchanges(one)
    const { asks, answers, meaning } = wordsOf(readingOf(exchange as MockExchange))
    t.equal(`${asks}: ${answers}`, expected)
    t.match(meaning, /\.$/)
  }
  const meaningOf = (one: Sketch) => wordsOf(readingOf(exchanges(one)[0] as MockExchange)).meaning
  t.match(meaningOf(answered('?code=c')), 'it is no token but a code')
  t.match(meaningOf(answered('#access_token=c')), 'fragment')
  t.match(meaningOf(answered('?error=x')), 'a denial is an answer')
})

t.test('what is implied says how it is known, and what is not known', async t => {
  const implied = (...sketches: Sketch[]) =>
    rowsOf(only(sortExchanges(exchanges(...sketches)))).filter((row) => !isSeen(row))
  const from = { ...question(), headers: [['Referer', 'http://127.0.0.1:3000/?q=1']] as Array<[string, string]> }
  t.match(implied(from), [{ leg: 1, evidence: /from http:\/\/127\.0\.0\.1:3000\/\./ }, { says: /question/ }])
  t.match(implied(question()), [{ evidence: /does not say from which page/ }, {}])
  t.match(implied(question(), answered('?code=c')), [{}, {}, { leg: 2, wire: 'GET /callback', evidence: /is not known/ }])
  t.match(implied(question(), answered('?code=c'), exchanged('c')), [{}, {}, { leg: 2, evidence: /exchanged the code/ }])
  t.match(implied(question(), answered('?error=access_denied')), [{}, {}, { leg: 1, says: /access_denied/ }])
  t.strictSame(implied({ endpoint: 'authorize', url: `/signin?${QUERY}` }), [], 'a login that was begun before the journal begins')
  const home = implied(question(), { ...answered('?x'), location: 'http://127.0.0.1:3000/callback?a=1&code=c' })
  t.match(home.at(-1), { says: 'brings a code' })
})

t.test('a message that is long, cut, or no JSON is shown as far as it goes', async t => {
  const controls = createControls(createRegistry({}, ''))
  const draw = () => textOf([...drawBlocks(controls, ALL).parts.values()].join(''))
  controls.journal.add(sketch({ endpoint: 'record', url: '/v3.0/iD/works', json: { a: 'x'.repeat(9_000), list: [], none: null } }))
  t.match(draw(), /… \(\d+ more characters\)/)
  t.match(draw(), 'none null')
  controls.journal.add(sketch(exchanged('c', { json: { id_token: 'a.%.c', exp: 1, iat: 'soon' } })))
  controls.journal.add(sketch(exchanged('c', { json: { id_token: 'nonsense' } })))
  t.match(draw(), 'exp 1 When it ends. 1970-01-01 00:00:01 UTC.')
  t.notMatch(draw(), 'What the id_token says')
  controls.findings.keep({
    rule: 'grant-refused', severity: 'error', client: null, sent: '', orcidDoes: 'Refuses.', fix: 'Fix.', source: 'A book', exchange: 2
  })
  t.match(draw(), 'ORCID refuses: grant-refused')
  t.match(draw(), 'A book')
})

t.test('thousands of clients do not fill the page', async t => {
  const { orcid, ask } = await openBench()
  t.teardown(() => orcid.close())
  const [oldest] = Array.from({ length: 60 }, () => orcid.client())
  const { body } = await ask('/')
  t.match(textOf(body), /Clients: 61 .* and 11 more/)
  t.notMatch(body, oldest?.clientId)
  t.match((await ask(`/?client=${String(oldest?.clientId)}`)).body, `<option value="${String(oldest?.clientId)}" selected>`)
})
