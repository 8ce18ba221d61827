import t from 'tap'
import { buildDisconnect, giveBack } from '../examples/disconnect.ts'
import type { Rows } from '../examples/disconnect.ts'
import { buildFirstVisit } from '../examples/first-visit.ts'
import type { Account } from '../examples/first-visit.ts'
import { startMockOrcid } from '../mock-server/index.ts'
import type { MockOrcid, MockVisit as Visit } from '../mock-server/index.ts'

const ORIGIN = 'http://127.0.0.1:3000'
const redirectUri = `${ORIGIN}/login/orcid/callback`
const secret = 'a secret of the app, of 32 characters and more'

async function start (t: { teardown: (close: () => unknown) => void }) {
  const mock = await startMockOrcid()
  t.teardown(mock.close)
  return { mock, options: { environment: mock.environment, ...mock.client(), redirectUri, secret } }
}

const post = (visit: Visit, path: string, form: Record<string, string> = {}, origin = ORIGIN) =>
  visit.request({ method: 'POST', path, form, headers: { origin, 'sec-fetch-site': origin === ORIGIN ? 'same-origin' : 'same-site' } })

t.test('disconnect.ts: every token of the person is given back, and only what has ended is forgotten', async (t) => {
  const { mock, options } = await start(t)
  const rows: Rows = new Map()
  const app = await buildDisconnect(options, rows)
  const { sofia } = mock.researchers
  const uri = `${mock.issuer}/${sofia.orcid}`
  const signIn = () => mock.signIn(app, { path: '/login/orcid', as: sofia })
  await signIn()
  const visit = await signIn()
  t.match((await visit.get('/me')).body, `<a href="${uri}">`)
  t.equal(rows.get(uri)?.tokens.length, 2, 'one token for each sign-in')
  t.equal((await post(visit, '/disconnect', {}, 'http://evil.127.0.0.1')).statusCode, 403, 'a form of a neighbour')
  t.equal(rows.get(uri)?.tokens.length, 2)

  mock.fail('revoke', '503')
  const left = await post(visit, '/disconnect')
  t.equal(left.location, '/disconnected?later')
  t.match((await visit.get('/disconnected?later')).body, 'try again every hour')
  t.equal((await visit.get('/me')).statusCode, 401, 'the person is signed out all the same')
  t.match(rows.get(uri), { tokens: [], ending: { length: 1 } }, 'an outage deletes nothing')
  t.equal(await giveBack(app, rows, uri), 0)
  t.equal(rows.size, 0)
  t.equal(await giveBack(app, rows, uri), 0, 'twice does no harm')
  const back = await signIn()
  const outage = mock.fail('revoke', '503', { times: Infinity })
  await post(back, '/disconnect')
  const again = await signIn()
  t.match(rows.get(uri), { tokens: { length: 1 }, ending: { length: 1 } }, 'a new token is not one of those that end')
  outage()
  const gone = (await post(again, '/disconnect')).location
  t.equal(gone, '/disconnected')
  const page = (await again.get('/disconnected')).body
  t.match(page, `href="${mock.issuer}/trusted-parties"`)
  t.match(page, 'What we added to your record stays there')
  t.equal((await post(again, '/disconnect')).location, '/', 'nobody is signed in any more')
})

t.test('first-visit.ts: an address is asked for, proved by a code, and opens an account', async (t) => {
  const { mock, options } = await start(t)
  const accounts: Account[] = [{ id: 'A0', email: 'taken@x.example', uri: null }]
  const mails: Array<{ to: string, subject: string, text: string }> = []
  const app = await buildFirstVisit(options, accounts, async (mail) => { mails.push(mail) })
  const { now } = Date
  t.teardown(() => { Date.now = now })
  const signIn = async (name: keyof MockOrcid['researchers'] = 'sofia') =>
    await mock.signIn(app, { path: '/login/orcid', as: mock.researchers[name] as { orcid: string } })
  const codeIn = (mail: typeof mails[0] | undefined) => String(/\d{6}/.exec(String(mail?.text)))
  const ask = async (visit: Visit, email: string) => (await post(visit, '/welcome', { email })).statusCode
  const answer = async (visit: Visit, code: string) => await post(visit, '/welcome/code', { code })

  const visit = await signIn()
  t.equal(visit.response.location, '/welcome')
  t.match((await visit.get('/welcome')).body, 'ORCID does not tell us how to reach you')
  t.equal((await visit.get('/account')).statusCode, 401, 'nobody is signed in before the address is proved')
  t.equal((await post(visit, '/welcome', { email: 'a@x.example' }, 'http://evil.127.0.0.1')).statusCode, 403, 'a form of a neighbour')
  for (const wrong of ['', 'a', 'a@b', 'a@x.example,b@y.example', 'a@x.example\r\nbcc: b@y.example', '<a@x.example>', `${'a'.repeat(65)}@x.example`]) {
    t.equal(await ask(visit, wrong), 422, wrong)
  }
  t.equal((await answer(visit, '000000')).statusCode, 400, 'no code was asked for')
  t.equal(mails.length, 0)

  t.equal(await ask(visit, ' Sofia@X.example '), 200)
  t.match(mails[0], { to: 'sofia@x.example', text: /^Your code is \d{6}\. / })
  t.notMatch(JSON.stringify(mails), /Sofia Garcia|0000-/, 'nothing that a stranger chose is in the mail')
  const code = codeIn(mails[0])
  const wrong = code === '111111' ? '222222' : '111111'
  t.equal((await answer(await signIn('primary'), code)).statusCode, 400, 'the code of somebody else')
  const tries = await Promise.all(Array.from({ length: 4 }, () => answer(visit, wrong)))
  t.ok(tries.every(({ statusCode }) => statusCode === 403))
  t.equal((await answer(visit, code)).location, '/account', 'the fifth try')
  t.match((await visit.get('/account')).body, '<p>sofia@x.example</p>')
  t.equal((await answer(visit, code)).statusCode, 401, 'a code is good once')
  t.match(accounts, [{}, { email: 'sofia@x.example', uri: `${mock.issuer}/${mock.researchers.sofia.orcid}` }])
  t.equal((await signIn()).response.location, '/account', 'the second visit')

  const other = await signIn('primary')
  t.equal(await ask(other, 'taken@x.example'), 200, 'the same answer for an address of an account')
  t.equal((await answer(other, codeIn(mails.at(-1)))).statusCode, 409, 'and no account is merged')
  t.equal((await other.get('/account')).statusCode, 401)
  t.strictSame(accounts.map(({ email, uri }) => [email, uri === null]), [['taken@x.example', true], ['sofia@x.example', false]])
})

t.test('first-visit.ts: a code ends after ten minutes or five tries, and no mailbox is flooded', async (t) => {
  const { mock, options } = await start(t)
  const mails: string[] = []
  const app = await buildFirstVisit(options, [], async ({ text }) => { mails.push(String(/\d{6}/.exec(text))) })
  const { now } = Date
  t.teardown(() => { Date.now = now })
  const visit = await mock.signIn(app, { path: '/login/orcid', as: mock.researchers.sofia })
  const ask = async (email: string) => (await post(visit, '/welcome', { email })).statusCode
  const answer = async (code = '') => (await post(visit, '/welcome/code', { code })).statusCode
  await ask('a@x.example')
  const wrong = mails[0] === '111111' ? '222222' : '111111'
  const tries = await Promise.all(Array.from({ length: 20 }, () => answer(wrong)))
  t.equal(tries.filter((status) => status === 403).length, 6, 'five tries, and the sixth ends the code')
  t.equal(await answer(mails[0]), 400, 'twenty at once count as twenty')
  await ask('a@x.example')
  Date.now = () => now() + 600_000
  t.equal(await answer(mails[1]), 403, 'ten minutes later')
  t.equal(await ask('a@x.example'), 200)
  t.equal(await ask('a@x.example'), 429, 'three mails an hour to one address')
  t.equal(await ask('b@x.example'), 429, 'and for one iD')
  const other = await mock.signIn(app, { path: '/login/orcid', as: mock.researchers.primary as { orcid: string } })
  t.equal((await post(other, '/welcome', { email: 'a@x.example' })).statusCode, 429, 'whoever asks')
  t.equal(mails.length, 3)
  Date.now = () => now() + 600_000 + 3_600_000
  t.equal((await post(other, '/welcome', { email: 'a@x.example' })).statusCode, 200)
})
