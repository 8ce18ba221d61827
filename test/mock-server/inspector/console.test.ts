import t from 'tap'
import { openMock } from '../../support/mock.ts'
import { sample } from '../../support/slow.ts'
import { textOf } from './support.ts'

const bench = await openMock()
const { orcid } = bench
t.teardown(() => orcid.close())

const read = async (query = '') => (await bench.ask(`/${query}`)).body
const secretIn = (markup: string) => /name="secret" value="(\w+)"/.exec(markup)?.[1] ?? ''

/** Presses a button of the page, as a browser sends it. */
async function press (act: string, fields: Record<string, string> = {}, query = '') {
  const secret = secretIn(await read())
  return await bench.post(`/${query}`, { secret, ...fields, act }, { 'sec-fetch-site': 'same-origin' })
}

/** The values that a select of the page offers. */
async function offered (name: string): Promise<string[]> {
  const [, options = ''] = new RegExp(`<select id="act-${name}" [^>]*>([^]*?)</select>`).exec(await read()) ?? []
  return [...options.matchAll(/<option value="(.*?)"/g)].map(([, value]) => String(value))
}

t.test('each button does what it says, and the page comes back as it was', async (t) => {
  t.teardown(() => { orcid.reset() })
  t.match(await press('freeze', {}, '?leg=2'), { status: 303, headers: { location: '/?leg=2' } })
  const { clock } = orcid
  const stopped = clock.now()
  t.match(textOf(await read()), /Stopped, the system's time/)
  await press('advance', { seconds: '3600' })
  t.equal(clock.now(), stopped + 3_600_000)
  await press('run')
  t.match(textOf(await read()), /Running, 1 hour ahead/)
  await press('set-right')
  t.ok(Math.abs(clock.now() - Date.now()) < 10_000)

  await press('arm', { what: 'token 503', client: '', times: '' })
  t.match(textOf(await read()), /503 acts on token, once/)
  t.equal((await bench.post('/oauth/token', {})).status, 503)
  await press('arm', { what: 'forge invalid-aud', client: bench.client.clientId, times: 'all' })
  t.match(textOf(await read()), /invalid-aud forges id_token, until it is taken back, client APP-/)
  await press('disarm')
  t.match(textOf(await read()), 'Nothing will go wrong')

  t.match(textOf(await read()), 'the best evidence')
  await press('set', { setting: 'tokenType Bearer' })
  t.match(textOf(await read()), 'tokenType: Bearer')
  t.match(await bench.tokens(), { token_type: 'Bearer' })

  await press('add', { givenNames: 'Zoë', familyName: '', email: 'zoe@a.example' })
  const zoe = orcid.researcher(String(/<bdi>Zoë<\/bdi>[^]*?href="\/([\d-]+X?)"/.exec(await read())?.[1]))
  t.match(zoe, { familyName: null, emails: [{ email: 'zoe@a.example' }] })
  zoe.remove()
  await press('add', { givenNames: 'Ulf', familyName: 'Berg', email: '' })
  t.match(textOf(await read()), /Ulf Berg/)

  t.match(await offered('consent'), [/^0000-0001-2345-6789 APP-/])
  const { access_token: token = '' } = await bench.tokens()
  const userinfo = async () => (await bench.ask('/oauth/userinfo', { authorization: `Bearer ${token}` })).status
  t.equal(await userinfo(), 200)
  await press('withdraw', { consent: String((await offered('consent'))[0]) })
  t.not(await userinfo(), 200)
  t.strictSame(await offered('consent'), [], 'and the form is gone')

  await press('reset')
  t.equal(orcid.journal.count(), 0)
  t.match(textOf(await read()), 'the best evidence')
})

t.test('whatever a form offers can be sent', async (t) => {
  t.teardown(() => { orcid.reset() })
  const names = { what: 'arm', seconds: 'advance', setting: 'set' }
  for (const [name, act] of Object.entries(names)) {
    const values = await offered(name)
    t.ok(values.length > 4, name)
    for (const value of sample(`choices of ${name}`, values)) t.equal((await press(act, { [name]: value })).status, 303, `${name}: ${value}`)
  }
  t.ok((await offered('client')).includes(bench.client.clientId), 'and every client')
})

t.test('what makes no sense is refused on the page, with the reason, and nothing changes', async (t) => {
  t.teardown(() => { orcid.reset() })
  const wrong: Array<[RegExp, string, Record<string, string>]> = [
    [/The clock advances by a number of seconds/, 'advance', { seconds: 'x' }],
    [/No endpoint is called "tokens"/, 'arm', { what: 'tokens 503' }],
    [/The endpoint token has no fault "&lt;b&gt;"/, 'arm', { what: 'token <b>' }],
    [/No forgery is called "x"/, 'arm', { what: 'forge x' }],
    [/No client is called APP-X/, 'arm', { what: 'token 503', client: 'APP-X' }],
    [/tokentype is not known/, 'set', { setting: 'tokentype Bearer' }],
    [/givenNames/, 'add', { familyName: 'Nobody' }],
    [/No|Nobody|unknown/, 'withdraw', { consent: '0000-0000-0000-0001 APP-X' }],
    [/There is no button "sing": it is one of advance/, 'sing', {}],
    [/There is no button "constructor"/, 'constructor', {}]
  ]
  for (const [reason, act, fields] of wrong) {
    const { status, body } = await press(act, fields)
    t.equal(status, 400, act)
    t.match(textOf(/role="alert">(.*?)<\/p>/s.exec(body)?.[1] ?? ''), reason)
  }
  t.match(textOf(await read()), 'Nothing will go wrong')
})

t.test('another site\'s form, a form without the secret and one of another mock change nothing', async (t) => {
  t.teardown(() => { orcid.reset() })
  const form = { act: 'freeze', secret: secretIn(await read()) }
  for (const site of ['cross-site', 'same-site', 'none']) {
    t.equal((await bench.post('/', form, { 'sec-fetch-site': site })).status, 403, site)
  }
  t.equal((await bench.post('/', form, { host: 'evil.example' })).status, 421)
  const other = await openMock()
  t.teardown(() => other.orcid.close())
  for (const secret of ['', 'x', 'é'.repeat(16), secretIn((await other.ask('/')).body)]) {
    t.match(await bench.post('/', { ...form, secret }), { status: 400, body: /This form is of another page/ })
  }
  t.match(await bench.post('/', {}), { status: 400, body: /another page/ })
  t.match(textOf(await read()), 'Running')
  t.equal((await bench.post('/', form)).status, 303, 'a client without Sec-Fetch-Site needs the secret only')
})
