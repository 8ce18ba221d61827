import t from 'tap'
import { groupExchanges } from '../../../mock-server/inspector/logins.ts'
import { isSeen, messagesOf } from '../../../mock-server/inspector/messages.ts'
import { answered, exchanged, journalOf, only, QUERY, question } from './support.ts'
import type { Sketch } from './support.ts'

t.test('what is implied says how it is known, and what is not known', async t => {
  const implied = (...sketches: Sketch[]) =>
    messagesOf(only(groupExchanges(journalOf(...sketches)))).filter((row) => !isSeen(row))
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
