import t from 'tap'
import type { MockExchange } from '../../../mock-server/controls/journal/exchange.ts'
import { startMockOrcid } from '../../../mock-server/index.ts'
import { groupExchanges } from '../../../mock-server/inspector/logins.ts'
import { parseExchange } from '../../../mock-server/inspector/parsed-exchange.ts'
import { describeExchange, statusOf } from '../../../mock-server/inspector/wording.ts'
import { answered, exchanged, journalOf, only, QUERY, question } from './support.ts'
import type { Sketch } from './support.ts'

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
    const { tone, text } = statusOf(only(groupExchanges(journalOf(...sketches))))
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
    ['allows it: shows one more page, which sends it back with a code', {
      ...answered('?code=a'), status: 200, link: `<${answered('?code=a').location}>; rel="next"`
    }],
    ['calls the webhook: answers', { isWebhook: true, method: 'POST', url: 'https://app.example/authorize', status: 204 }],
    ['calls the webhook: gives no answer', { isWebhook: true, method: 'POST', url: 'https://app.example/0000-0001-2345-6789', status: 0 }],
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
    ['exchanges the code: names iD and gives an access token (forged)', exchanged('c', { json: { orcid: 'iD' }, forgery: 'rogue-key' })],
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
    const [exchange] = journalOf(one)
    const { asks, answers, meaning } = describeExchange(parseExchange(exchange as MockExchange))
    t.equal(`${asks}: ${answers}`, expected)
    t.match(meaning, /\.$/)
  }
  const meaningOf = (one: Sketch) => describeExchange(parseExchange(journalOf(one)[0] as MockExchange)).meaning
  t.match(meaningOf(answered('?code=c')), 'it is no token but a code')
  t.match(meaningOf(answered('#access_token=c')), 'fragment')
  t.match(meaningOf(answered('?error=x')), 'a denial is an answer')
})

t.test('INHERITED-WORD: a grant type and a decision that every object inherits take no page away', async (t) => {
  await using orcid = await startMockOrcid()
  const { clientId } = orcid.client()
  for (const word of ['constructor', '__proto__', 'toString']) {
    await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body: new URLSearchParams({ grant_type: word }) })
    await fetch(`${orcid.environment.authorizationEndpoint}?client_id=${clientId}`, {
      method: 'POST', body: new URLSearchParams({ decision: word })
    })
  }
  const page = await fetch(orcid.issuer)
  t.equal(page.status, 200)
  t.notMatch(await page.text(), /native code|\[object Object\]/)
  t.ok(orcid.findings().length > 0)
})
