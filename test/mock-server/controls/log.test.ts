import t from 'tap'
import type { MockExchange, MockFinding, MockLogEntry } from '../../../mock-server/index.ts'
import { printJsonLine, printLine } from '../../../mock-server/controls/log.ts'
import { openMock } from '../../support/mock.ts'

const bench = await openMock()
const { orcid, client } = bench
t.teardown(() => orcid.close())

t.test('a follower is told of each request as it is answered, and of each finding once', async (t) => {
  const entries: MockLogEntry[] = []
  const stop = orcid.follow((entry) => { entries.push(entry) })
  orcid.fail('jwks', '503')
  await bench.ask('/oauth/jwks')
  await bench.exchange('abcdef')
  await bench.exchange('abcdef')
  stop()
  await bench.ask('/oauth/jwks')
  const [jwks, token, finding, again, ...others] = entries
  t.match([jwks, token, again], [{ endpoint: 'jwks', status: 503 }, { endpoint: 'token' }, { endpoint: 'token' }])
  t.match(finding, { rule: 'grant-refused', exchange: (token as MockExchange).number })
  t.equal(others.length, 0, 'the same finding is not told twice')
  t.match(printLine(jwks as MockExchange), /^\d{4}-[\d-]+T[\d:.]+Z GET \/oauth\/jwks 503 \d+ ms, fault: 503\n$/)
  t.match(printLine(finding as MockFinding), new RegExp(`^  error grant-refused ${client.clientId}: .* \\| .*\\n$`))
  t.match(JSON.parse(printJsonLine(token as MockExchange)), { request: { endpoint: 'token', client: client.clientId } })
  t.match(JSON.parse(printJsonLine(finding as MockFinding)), { finding: { rule: 'grant-refused' } })
})

t.test('a read that a quota counts says which of the day it is', async (t) => {
  const counting = await openMock({ quota: { perDay: 9 } })
  t.teardown(() => counting.orcid.close())
  await counting.ask('/pub/v3.0/pubStatus')
  const [read] = counting.orcid.journal.entries()
  t.match(printLine(read as MockExchange), / 200 \d+ ms, read 1 of today\n$/)
})

t.test('what is printed has no secret and no control character', async (t) => {
  const lines: string[] = []
  const stop = orcid.follow((entry) => { lines.push(printLine(entry), printJsonLine(entry)) })
  orcid.forge('orcid-null')
  const { access_token: token } = await bench.tokens('openid')
  await bench.ask(`/pub/v3.0/x/record?access_token=${token}`)
  await bench.ask('/pub/v3.0/x/record', { authorization: `Bearer ${token}x` })
  await bench.exchange('ordinarycode')
  await bench.ask('/oauth/authorize?client_id=APP%0A%1b%5b31m&state=topsecretstate&nonce=topsecretnonce')
  stop()
  const text = lines.join('')
  t.ok(lines.length > 8)
  t.match(text, /, forged: orcid-null/)
  t.match(text, /It said: Invalid access token: \w{4}…/, 'what ORCID quotes is masked')
  for (const secret of [String(token), client.clientSecret, 'ordinarycode', 'topsecretstate', 'topsecretnonce']) t.notMatch(text, secret)
  t.ok(lines.every((line) => /^[^\p{Cc}]*\n$/u.test(line)))
})
