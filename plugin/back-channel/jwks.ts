// The keys ORCID signs id_tokens with: fetched when first needed, kept, and fetched again when ORCID changes them.
import type { webcrypto } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { OrcidKeysUnavailableError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { startDeadline } from './deadline.ts'
import type { BackChannel } from './http.ts'
import { isKeySet, isSigningKey } from './wire.ts'

const FRESH_MS = 10 * 60_000
const STALE_MS = 24 * 60 * 60_000
// However many id_tokens name unknown keys, ORCID is asked once more in this time; sooner if it did not answer well.
const COOLDOWN_MS = 60_000
const COOLDOWN_AFTER_FAILURE_MS = 20_000
const CANDIDATES = 3
// To ask for keys does no harm, and without them a login is lost.
const TRIES = 3
const PAUSE_MS = 400

interface SigningKey { readonly kid: string | undefined, readonly key: webcrypto.CryptoKey }
interface KeyRing { readonly keys: readonly SigningKey[], readonly fetchedAt: number }

/** Where the keys come from. Both functions throw `ORCID_ERR_KEYS_UNAVAILABLE`. */
export interface KeySource {
  /**
   * Sees to it that there are keys, before a code is spent that could not be followed up. Keys that were good a while
   * ago do; they are replaced meanwhile.
   */
  ready (): Promise<void>
  /** The keys that may have signed an id_token: those its header names, or up to three if it names none. */
  candidates (kid: string | undefined): Promise<readonly webcrypto.CryptoKey[]>
}

/** Makes the function that asks ORCID for its keys, more than once if need be, and rejects if none come in time. */
function createInquiry ({ environment, timeoutMs }: Settings, backChannel: BackChannel): () => Promise<SigningKey[]> {
  async function ask (signal: AbortSignal, isRepeated: boolean): Promise<SigningKey[]> {
    const { statusCode, json } = await backChannel.send({ url: environment.jwksUri, signal, isRepeated })
    const keys = statusCode === 200 && isKeySet(json) ? await importKeys(json.keys) : []
    if (keys.length === 0) throw new OrcidKeysUnavailableError({ cause: { statusCode, reason: 'no usable key' } })
    return keys
  }

  async function persist (signal: AbortSignal, tries = TRIES): Promise<SigningKey[]> {
    return await ask(signal, tries < TRIES).catch(async (error: unknown) => {
      if (tries === 1 || signal.aborted) throw error
      await sleep(PAUSE_MS * Math.random())
      return await persist(signal, tries - 1)
    })
  }

  return async function inquire () {
    // Half of the time, so that the other half is left for the code.
    const { signal, end } = startDeadline(timeoutMs / 2)
    return await persist(signal).finally(end)
  }
}

/** Makes the source of one registry's keys. Time is monotonic, so a clock set back keeps no key alive. */
export function createKeySource (settings: Settings, backChannel: BackChannel): KeySource {
  const inquire = createInquiry(settings, backChannel)
  let ring: KeyRing = { keys: [], fetchedAt: -Infinity }
  let mayAskAt = -Infinity
  let fetching: Promise<void> | undefined

  async function fetchKeys (): Promise<void> {
    try {
      const keys = await inquire()
      // The first keys do not count: ORCID may replace them the moment after (OpenID's suite does).
      mayAskAt = ring.keys.length === 0 ? -Infinity : performance.now() + COOLDOWN_MS
      ring = { keys, fetchedAt: performance.now() }
    } catch (error) {
      mayAskAt = performance.now() + COOLDOWN_AFTER_FAILURE_MS
      const { code, cause } = error as { code?: string, cause?: unknown }
      settings.log.warn({ code, cause }, 'fastify-orcid could not fetch the signing keys')
      throw new OrcidKeysUnavailableError({ cause: { reason: code } })
    }
  }

  function refresh (): Promise<void> {
    fetching ??= fetchKeys().finally(() => { fetching = undefined })
    return fetching
  }

  const age = () => performance.now() - ring.fetchedAt
  const mayAsk = () => performance.now() >= mayAskAt
  const matching = (kid: string | undefined) =>
    ring.keys.filter((key) => kid === undefined || key.kid === kid).slice(0, CANDIDATES).map(({ key }) => key)

  async function ready (): Promise<void> {
    if (age() >= STALE_MS) return await refresh()
    // Nobody waits for these, and if they do not come, keys that were good a while ago are better than none.
    if (age() >= FRESH_MS && mayAsk()) refresh().catch(() => {})
  }

  async function candidates (kid: string | undefined): Promise<readonly webcrypto.CryptoKey[]> {
    if (matching(kid).length === 0 && mayAsk()) await refresh()
    return matching(kid)
  }

  return Object.freeze({ ready, candidates })
}

async function importKeys (keys: readonly object[]): Promise<SigningKey[]> {
  const { importJWK } = await import('jose')
  const imported = await Promise.all(keys.filter(isSigningKey).map(async ({ kty, n, e, kid }) => ({
    kid,
    key: await importJWK({ kty, n, e }, 'RS256').catch(() => null) as webcrypto.CryptoKey | null
  })))
  return imported.filter((one): one is SigningKey => one.key !== null)
}
