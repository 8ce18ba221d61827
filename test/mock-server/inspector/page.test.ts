import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import t from 'tap'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { readFilter } from '../../../mock-server/inspector/filter.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { openMock, REDIRECT_URI, send } from '../../support/mock.ts'
import { ALL, answered, arrowsIn, drawParts, question, sketch, textOf } from './support.ts'
import type { Sketch } from './support.ts'

t.test('a mock that nobody has used shows what a login will look like, whom it knows, and what time it is', async t => {
  const { orcid, ask, client } = await openMock()
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
  const { orcid, ask } = await openMock()
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
  const withoutIcon = body.replace(/<link rel="icon" href="data:image\/svg\+xml,[^"]*">/, '')
  t.notMatch(withoutIcon, /<(?:link|img|iframe|object|embed|base)\b|\son\w+=|\sstyle=|url\(|@import/)
  t.notMatch((await ask('/signin')).headers['content-security-policy'], 'script-src')
})

t.test('markup in names, states and addresses stays text', async t => {
  const attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
  const bench = await openMock({ researchers: { eve: { givenNames: attack, familyName: attack } } })
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

t.test('of many logins a page has twenty, the latest one unfolded, and leads to the older ones', async t => {
  const controls = createControls(createRegistry({}, ''))
  const write = (one: Sketch): void => { controls.journal.add(sketch(one)) }
  for (let login = 1; login <= 45; login++) write(question(`&nonce=${login}`))
  write({ url: '/nowhere' })
  const look = (query: string) => {
    const { parts, order } = drawParts(controls, readFilter(new URLSearchParams(query)))
    return { order, part: (id: string) => String(parts.get(id)), text: textOf([...parts.values()].join('')) }
  }
  const first = look('')
  t.strictSame(first.order, [...Array.from({ length: 20 }, (_, place) => `login-${45 - place}`), 'outside'])
  t.strictSame([...first.part('diagrams').matchAll(/<details class="login" id="(.*?)" open>/g)].map(([, id]) => id),
    ['login-45', 'outside'])
  t.match(first.text, '45 logins, 46 exchanges, 0 findings')
  t.match(first.part('pager'), '<a id="pager-older" href="?until=25">Show 25 older logins</a>')
  t.notMatch(first.part('pager'), 'latest')
  const second = look('until=25&after=3')
  t.strictSame(second.order.at(0), 'login-25', 'and what belongs to no login came later')
  t.equal(second.order.length, 20)
  t.match(second.part('pager'), 'href="?after=3&amp;until=5">Show 2 older logins')
  t.match(second.part('pager'), 'href="?after=3">Back to the')
  t.match(look('until=5').text, '45 logins, 46 exchanges')
  t.notMatch(look('until=5').part('pager'), 'older')
  t.strictSame(look('until=0').order, [], 'nothing is left, and it does not look as if nothing had been')
  t.match(look('until=0').part('pager'), 'Back to the')
  t.match(second.part('filter'), 'href="?after=46">Hide', 'hiding what there is leads to the latest page')
})

t.test('what a person has armed is marked where they did it, and news are of the login that went on last', async t => {
  const controls = createControls(createRegistry({}, ''))
  const write = (one: Sketch): void => { controls.journal.add(sketch(one)) }
  write(question())
  write(question('&nonce=other'))
  t.equal(drawParts(controls, ALL).parts.get('news'), 'Login 2 to a client that is not registered: asked to allow it. 0 findings.')
  write({ ...answered('?code=c'), form: { decision: 'allow', fault: 'fail token 503' } })
  const { parts } = drawParts(controls, ALL)
  t.equal(parts.get('news'), 'Login 1 to a client that is not registered: sent back with a code. 0 findings.')
  t.match(textOf(String(parts.get('login-1'))), /armed here: fail token 503/)
  t.match(textOf(String(parts.get('login-1'))), 'fault fail token 503 What is to go wrong in this login')
  t.notMatch(parts.get('login-2'), 'armed here')
})
