import t from 'tap'
import { groupExchanges } from '../../../mock-server/inspector/logins.ts'
import { answered, exchanged, journalOf, question } from './support.ts'
import type { Sketch } from './support.ts'

t.test('exchanges find their login by state, code and token, and the rest stays outside', async t => {
  const token = { access_token: 'A1', refresh_token: 'R1', orcid: 'iD' }
  const { logins, outside } = groupExchanges(journalOf(
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
  const numbers = logins.map(({ exchanges }) => exchanges.map(({ exchange: { number } }) => number))
  t.strictSame(numbers, [[3, 5, 8], [4, 6, 7, 10, 11, 12, 13, 14], [19, 20, 21]])
  t.strictSame(outside.map(({ exchange: { number } }) => number), [1, 2, 9, 15, 16, 17, 18])
})

t.test('keys that are fetched while a code is exchanged belong to that login, if it can be no other', async t => {
  const jwks = { endpoint: 'jwks', url: '/oauth/jwks' } as const
  const numbers = (...sketches: Sketch[]) => {
    const { logins, outside } = groupExchanges(journalOf(...sketches))
    return [...logins.map(({ exchanges }) => exchanges), outside]
      .map((exchanges) => exchanges.map(({ exchange: { number } }) => number))
  }
  const [first, second] = [answered('?code=one&state=S'), answered('?code=two&state=S', '&nonce=other')]
  t.strictSame(numbers(question(), first, jwks, exchanged('one')), [[1, 2, 3, 4], []])
  t.strictSame(numbers(question(), jwks, first), [[1, 3], [2]], 'before there is a code')
  t.strictSame(numbers(first, question('&nonce=other'), jwks), [[1], [2], [3]], 'two are under way')
  t.strictSame(numbers(first, exchanged('one'), second, exchanged('two', { status: 503 }), jwks),
    [[1, 2, 5], [3, 4], []], 'an exchange that failed waits for nothing')
  t.strictSame(numbers(answered('?error=access_denied&state=S'), jwks), [[1], [2]], 'there is nothing to exchange')
})
