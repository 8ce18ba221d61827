import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import t from 'tap'
import { startMockOrcid } from '../../../mock-server/index.ts'
import { createOrcid } from '../../../plugin/index.ts'
import type { OrcidStoredTokens } from '../../../plugin/index.ts'
import { startApp, startLyingProvider } from '../../support/lying-provider.ts'

t.test('tokens of several people end, one request for a pair, and one that fails stops no other', async (t) => {
  await using mock = await startMockOrcid()
  const credentials = mock.client()
  const orcid = createOrcid({ environment: mock.environment, ...credentials })
  t.teardown(orcid.close)
  const { sofia, primary } = mock.researchers
  const grant = async (as: typeof sofia) => {
    const tokens = await mock.token({ client: credentials, as, scope: 'openid' })
    return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token }
  }
  const [one, two, three] = [await grant(sofia), await grant(sofia), await grant(primary)]
  const list = [one, { refreshToken: two.refreshToken }, three.accessToken, one, three.refreshToken, 'a-token-that-is-gone']
  t.strictSame(await orcid.revokeAll(list), { revoked: [0, 1, 2, 3, 4, 5], failed: [] })
  t.equal(mock.journal.count({ endpoint: 'revoke' }), 5, 'what is in the list twice is asked for once')
  for (const { accessToken, refreshToken } of [one, two, three]) {
    await t.rejects(orcid.userinfo(accessToken), { code: 'ORCID_ERR_TOKEN_INVALID' })
    await t.rejects(orcid.refresh(refreshToken), { code: 'ORCID_ERR_TOKEN_INVALID' }, 'and its other half')
  }

  const pairs = [await grant(sofia), await grant(sofia), await grant(primary)]
  mock.fail('revoke', '503')
  const { revoked, failed } = await orcid.revokeAll(pairs)
  t.strictSame([revoked.length, failed.length], [2, 1])
  const [{ index, error } = { index: -1, error: new Error() }] = failed
  t.match(error, { code: 'ORCID_ERR_UNAVAILABLE', cause: { statusCode: 503 } })
  t.strictSame([...revoked, index].sort(), [0, 1, 2])
  t.ok(await orcid.userinfo(pairs[index] as OrcidStoredTokens), 'what failed is still valid')
  const rest = failed.map(({ index }) => pairs[index] as OrcidStoredTokens)
  t.strictSame(await orcid.revokeAll(rest), { revoked: [0], failed: [] })
  mock.findings()
})

t.test('four requests are sent at a time, and a connection that breaks is tried once more', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  let [inProgress, most, broken] = [0, 0, 0]
  provider.revoke = async (form, reply) => {
    most = Math.max(most, ++inProgress)
    await sleep(10)
    inProgress--
    if (form['token'] === 'token-3' && broken++ === 0) reply.hijack().raw.socket?.resetAndDestroy()
    return form['token'] === 'token-7' ? reply.code(401).send({ error: 'invalid_client', error_description: 'token-7' }) : ''
  }
  const list = Array.from({ length: 12 }, (_, index) => `token-${index}`)
  const { revoked, failed } = await orcid.revokeAll(list)
  t.strictSame(revoked, [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11])
  t.match(failed, [{ index: 7, error: { code: 'ORCID_ERR_CLIENT_REJECTED' } }])
  t.notMatch(inspect(failed, { depth: 9 }), /token-\d/)
  t.equal(most, 4)
  t.equal(provider.requests.length, 13)
  t.strictSame(await orcid.revokeAll([]), { revoked: [], failed: [] })
})

t.test('a list with something that is no token is refused by its place, and nothing is sent', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  for (const [wrong, reason] of [
    ['a b', 'this is not a token'],
    ['', 'the token is an empty text'],
    [undefined, /^item 1 of the list: there is no token: expected login\.tokens/],
    [null, 'there is no such token'],
    [{}, /^item 1 of the list: there is no token: expected login\.tokens/],
    [{ accessToken: null, refreshToken: null }, 'there is no such token'],
    [{ refreshToken: '[redacted]' }, /^item 1 of the list: the token is the text \[redacted\]: store what/]
  ]) {
    const error = await orcid.revokeAll(['good', wrong as string]).catch((error: unknown) => error)
    const full = typeof reason === 'string' ? `item 1 of the list: ${reason}` : reason
    t.match(error, { code: 'ORCID_ERR_VALIDATION', cause: { statusCode: 0, reason: full } }, JSON.stringify(wrong))
  }
  for (const wrong of [undefined, 'token', { accessToken: 'a' }]) {
    await t.rejects(orcid.revokeAll(wrong as unknown as string[]), { code: 'ORCID_ERR_VALIDATION', cause: { reason: 'expected a list of tokens' } })
  }
  t.equal(provider.requests.length, 0)
})
