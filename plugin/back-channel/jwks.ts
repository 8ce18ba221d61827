// Caches ORCID's signing keys. Unlike jose's, it keeps old keys while ORCID is down, and waits after a failed fetch.
import type { webcrypto } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { OrcidKeysUnavailableError } from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { startDeadline } from './deadline.ts'
import type { BackChannel } from './http.ts'
import { isKeySet, isSigningKey } from './responses.ts'

const FRESH_MS = 10 * 60_000
const STALE_MS = 24 * 60 * 60_000
// The minimum time between two fetches, however many id_tokens name an unknown key.
const COOLDOWN_MS = 60_000
const COOLDOWN_AFTER_FAILURE_MS = 20_000
const MAX_CANDIDATES = 3
// A GET for keys is safe to repeat.
const ATTEMPTS = 3
const MAX_PAUSE_MS = 400

interface SigningKey { readonly kid: string | undefined, readonly key: webcrypto.CryptoKey }

/** Both functions throw `ORCID_ERR_KEYS_UNAVAILABLE`. */
export interface KeySource {
  /**
   * Ensures that there are keys, before a code is used up in vain. Keys older than ten minutes are replaced in the
   * background; keys older than a day are not used.
   */
  ensureKeys (): Promise<void>
  /** The keys that may have signed an id_token: those with its key ID, or up to three if it names none. */
  findKeys (kid: string | undefined): Promise<readonly webcrypto.CryptoKey[]>
}

function createKeyFetcher ({ environment, timeoutMs }: Settings,
  backChannel: BackChannel): () => Promise<SigningKey[]> {
  async function attempt (signal: AbortSignal, isRepeated: boolean): Promise<SigningKey[]> {
    const { statusCode, json } = await backChannel.send({ url: environment.jwksUri, signal, isRepeated })
    const keys = statusCode === 200 && isKeySet(json) ? await importKeys(json.keys) : []
    if (keys.length === 0) throw new OrcidKeysUnavailableError({ cause: { statusCode, reason: 'no usable key' } })
    return keys
  }

  async function retry (signal: AbortSignal, attemptsLeft = ATTEMPTS): Promise<SigningKey[]> {
    return await attempt(signal, attemptsLeft < ATTEMPTS).catch(async (error: unknown) => {
      if (attemptsLeft === 1 || signal.aborted) throw error
      await sleep(MAX_PAUSE_MS * Math.random())
      return await retry(signal, attemptsLeft - 1)
    })
  }

  return async function fetchKeys () {
    // Half of the time, so that the other half is left for the token request.
    const { signal, end } = startDeadline(timeoutMs / 2)
    return await retry(signal).finally(end)
  }
}

/** All ages are measured on the monotonic clock, so turning the system clock back does not keep a key alive. */
export function createKeySource (settings: Settings, backChannel: BackChannel): KeySource {
  const fetchKeys = createKeyFetcher(settings, backChannel)
  let keys: readonly SigningKey[] = []
  let fetchedAt = -Infinity
  let nextFetchAt = -Infinity
  let fetching: Promise<void> | undefined

  async function replaceKeys (): Promise<void> {
    try {
      const fetched = await fetchKeys()
      // No cooldown after the first fetch: OpenID's test suite rotates the keys right after it.
      nextFetchAt = keys.length === 0 ? -Infinity : performance.now() + COOLDOWN_MS
      keys = fetched
      fetchedAt = performance.now()
    } catch (error) {
      nextFetchAt = performance.now() + COOLDOWN_AFTER_FAILURE_MS
      const { code, cause } = error as { code?: string, cause?: unknown }
      settings.log.warn({ code, cause }, 'fastify-orcid could not fetch the signing keys')
      throw new OrcidKeysUnavailableError({ cause: { reason: code } })
    }
  }

  function refresh (): Promise<void> {
    fetching ??= replaceKeys().finally(() => { fetching = undefined })
    return fetching
  }

  const age = () => performance.now() - fetchedAt
  const canFetch = () => performance.now() >= nextFetchAt
  const matching = (kid: string | undefined) =>
    keys.filter((key) => kid === undefined || key.kid === kid).slice(0, MAX_CANDIDATES).map(({ key }) => key)

  async function ensureKeys (): Promise<void> {
    if (age() >= STALE_MS) return await refresh()
    if (age() >= FRESH_MS && canFetch()) refresh().catch(() => {})
  }

  async function findKeys (kid: string | undefined): Promise<readonly webcrypto.CryptoKey[]> {
    if (matching(kid).length === 0 && canFetch()) await refresh()
    return matching(kid)
  }

  return Object.freeze({ ensureKeys, findKeys })
}

async function importKeys (keys: readonly object[]): Promise<SigningKey[]> {
  const { importJWK } = await import('jose')
  const imported = await Promise.all(keys.filter(isSigningKey).map(async ({ kty, n, e, kid }) => ({
    kid,
    key: await importJWK({ kty, n, e }, 'RS256').catch(() => null) as webcrypto.CryptoKey | null
  })))
  return imported.filter((one): one is SigningKey => one.key !== null)
}
