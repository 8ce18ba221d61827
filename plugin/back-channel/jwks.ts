// The keys ORCID signs id_tokens with: fetched when first needed, kept, and fetched again when ORCID changes them.
import type { CryptoKey } from 'jose'
import { OrcidKeysUnavailableError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import type { BackChannel } from './http.ts'
import { isKeySet, isSigningKey } from './wire.ts'

const FRESH_MS = 10 * 60_000
const STALE_MS = 24 * 60 * 60_000
// However many id_tokens name unknown keys, ORCID is asked once more in this time.
const COOLDOWN_MS = 60_000
const CANDIDATES = 3

interface SigningKey { readonly kid: string | undefined, readonly key: CryptoKey }
interface KeyRing { readonly keys: readonly SigningKey[], readonly fetchedAt: number }

/** Where the keys come from. */
export interface KeySource {
  /**
   * The keys that may have signed an id_token: those its header names, or up to three if it names none.
   *
   * Throws `ORCID_ERR_KEYS_UNAVAILABLE` if there are no keys at all.
   */
  candidates (kid: string | undefined): Promise<readonly CryptoKey[]>
}

/** Makes the source of one registry's keys. Time is monotonic, so a clock set back keeps no key alive. */
export function createKeySource ({ environment }: Settings, orcid: BackChannel): KeySource {
  let ring: KeyRing | undefined
  let triedAt = -Infinity
  let fetching: Promise<void> | undefined

  async function fetchKeys (): Promise<void> {
    // The first keys do not count: ORCID may replace them the moment after (OpenID's suite does).
    if (ring !== undefined) triedAt = performance.now()
    const { statusCode, json } = await orcid.send({ url: environment.jwksUri })
    const keys = statusCode === 200 && isKeySet(json) ? await importKeys(json.keys) : []
    if (keys.length === 0) throw new OrcidKeysUnavailableError({ cause: { reason: 'no usable key' } })
    ring = { keys, fetchedAt: performance.now() }
  }

  function refresh (): Promise<void> {
    fetching ??= fetchKeys().finally(() => { fetching = undefined })
    return fetching
  }

  const age = () => performance.now() - (ring?.fetchedAt ?? -Infinity)
  const matching = (kid: string | undefined) =>
    (ring?.keys ?? []).filter((key) => kid === undefined || key.kid === kid).slice(0, CANDIDATES).map(({ key }) => key)

  async function candidates (kid: string | undefined): Promise<readonly CryptoKey[]> {
    const isUnknown = matching(kid).length === 0
    const mayAsk = ring === undefined || performance.now() - triedAt >= COOLDOWN_MS
    let reason: string | undefined
    if (mayAsk && (isUnknown || age() >= FRESH_MS)) {
      await refresh().catch(({ code }: { code?: string }) => { reason = code })
    }
    // Keys that were good a while ago are better than nobody signing in while ORCID's key page is down.
    if (age() >= STALE_MS) throw new OrcidKeysUnavailableError({ cause: { reason } })
    return matching(kid)
  }

  return Object.freeze({ candidates })
}

async function importKeys (keys: readonly object[]): Promise<SigningKey[]> {
  const { importJWK } = await import('jose')
  const fit = keys.filter(isSigningKey)
  return await Promise.all(fit.map(async ({ kty, n, e, kid }) =>
    ({ kid, key: await importJWK({ kty, n, e }, 'RS256') as CryptoKey })))
}
