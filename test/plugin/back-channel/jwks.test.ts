import t from 'tap'
import { otherKeys } from '../../fixtures/keys.ts'
import { logIn, publicKey, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'

const KID = 'stand-in'

interface Bench {
  provider: LyingProvider
  app: App
  fetches: () => number
  wait: (milliseconds: number) => void
  verdict: () => Promise<string>
}

/** An app whose clock is turned by hand. */
async function start (t: { teardown: (close: () => unknown) => void }): Promise<Bench> {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const clock = performance.now.bind(performance)
  let ahead = 0
  performance.now = () => clock() + ahead
  t.teardown(() => { performance.now = clock })
  return {
    provider,
    app,
    fetches: () => provider.requests.filter(({ url }) => url === '/oauth/jwks').length,
    wait: (milliseconds) => { ahead += milliseconds },
    async verdict () {
      const response = await logIn(app, provider)
      return response.statusCode === 303 ? 'in' : response.json().code.replace('ORCID_ERR_', '')
    }
  }
}

t.test('SEC-I22: D4, a cache that serves the old keys for two seconds after a rotation is waited for, not a minute', async (t) => {
  const { provider, fetches, wait, verdict } = await start(t)
  const old = { ...await publicKey(), kid: 'old' }
  provider.jwks = () => ({ keys: [old] })
  provider.token = () => provider.good({}, {}, { kid: 'old' })
  t.equal(await verdict(), 'in')
  provider.token = () => provider.good({}, {}, { kid: KID })
  t.strictSame([await verdict(), await verdict(), fetches()], ['ID_TOKEN', 'ID_TOKEN', 2], 'the cache has the old keys')
  provider.jwks = async () => ({ keys: [{ ...otherKeys[0], kid: 'old' }, { ...await publicKey(), kid: KID }] })
  wait(3100)
  t.strictSame([await verdict(), fetches()], ['in', 3], 'and three seconds later it has not')
  provider.token = () => provider.good({}, {}, { kid: 'unknown' })
  t.strictSame([await verdict(), await verdict(), fetches()], ['ID_TOKEN', 'ID_TOKEN', 4], 'after something new the next search is at once')
  wait(3100)
  t.strictSame([await verdict(), fetches()], ['ID_TOKEN', 5])
  wait(3100)
  t.strictSame([await verdict(), fetches()], ['ID_TOKEN', 5], 'two in vain, and there is none for a minute')
  wait(57_000)
  t.strictSame([await verdict(), fetches()], ['ID_TOKEN', 6])
  wait(3100)
  t.strictSame([await verdict(), fetches()], ['ID_TOKEN', 6])
})

t.test('D4: a refresh in the background delays no search', async (t) => {
  const { provider, app, fetches, wait, verdict } = await start(t)
  t.equal(await verdict(), 'in')
  wait(600_001)
  t.equal(await verdict(), 'in')
  while (fetches() < 2) await new Promise((resolve) => { setTimeout(resolve, 5) })
  provider.token = () => provider.good({}, {}, { kid: 'rotated' })
  provider.jwks = async () => ({ keys: [{ ...await publicKey(), kid: 'rotated', n: (await publicKey()).n }] })
  t.equal(await verdict(), 'in')
  const many = await Promise.all(Array.from({ length: 5 }, () => logIn(app, provider)))
  t.strictSame([many.length, fetches()], [5, 3])
})

t.test('SEC-I22: D5, of several keys with one id, or with none, every one is tried', async (t) => {
  for (const header of [{ kid: KID }, { kid: undefined }]) {
    const { provider, verdict } = await start(t)
    provider.jwks = async () => ({ keys: [...otherKeys.map((key) => ({ ...key, kid: KID })), await publicKey()] })
    provider.token = () => provider.good({}, {}, header)
    t.equal(await verdict(), 'in', JSON.stringify(header))
  }
})

t.test('SEC-I22: D6, keys that cannot be had are asked for once at a time, not three times for each callback', async (t) => {
  const { provider, fetches, verdict } = await start(t)
  const { jwks } = provider
  provider.jwks = (_form, reply) => reply.code(503).send('')
  for (let i = 0; i < 10; i++) t.equal(await verdict(), 'KEYS_UNAVAILABLE')
  t.equal(fetches(), 12, 'three times for the first, and then once')
  const logins = await Promise.all(Array.from({ length: 10 }, () => verdict()))
  t.strictSame(new Set(logins), new Set(['KEYS_UNAVAILABLE']))
  t.ok(fetches() < 22, 'and once for those who come while it is under way')
  provider.jwks = jwks
  t.equal(await verdict(), 'in', 'and nobody is turned away when ORCID is back')
  t.notOk(provider.requests.slice(0, -3).some(({ url }) => url === '/oauth/token'), 'no code was spent')
})
