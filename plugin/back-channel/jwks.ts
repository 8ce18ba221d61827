// Caches ORCID's keys as jose's createRemoteJWKSet does not: they serve while ORCID is down, and failures are paced.
import { createPublicKey, type AsymmetricKeyDetails, type JsonWebKey, type KeyObject } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { OrcidKeysUnavailableError } from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { Deadline } from './deadline.ts'
import type { BackChannel } from './http.ts'
import { isKeySet, isSigningKey } from './responses.ts'

const FRESH_MS = 10 * 60_000
const STALE_MS = 24 * 60 * 60_000
// The time until an unknown key is looked for again. A cache in front of ORCID may have the old keys for some seconds,
// so the long one follows when two fetches in a row have brought nothing new.
const COOLDOWNS_MS = [0, 3000, 60_000] as const
const COOLDOWN_AFTER_FAILURE_MS = 20_000
// A GET for keys is safe to repeat.
const ATTEMPTS = 3
const MAX_PAUSE_MS = 400

interface SigningKey { readonly kid: string | undefined, readonly n: string, readonly key: KeyObject }

/** Both functions throw `ORCID_ERR_KEYS_UNAVAILABLE`. */
export interface KeySource {
  /**
   * Ensures that there are keys, before a code is used up in vain. Keys older than ten minutes are replaced in the
   * background; keys older than a day are not used. Without keys nobody can sign in, so there is no cooldown: all
   * callbacks wait for one fetch, which repeats its request only if no fetch failed before it.
   */
  ensureKeys (): Promise<void>
  /** The keys that may have signed an id_token: those with its key ID, or all of them if it names none. */
  findKeys (kid: string | undefined): Promise<readonly KeyObject[]>
}

function createKeyFetcher ({ environment, timeoutMs }: Settings,
  backChannel: BackChannel): (attempts: number) => Promise<SigningKey[]> {
  async function attempt (deadline: Deadline): Promise<SigningKey[]> {
    const { statusCode, json } = await backChannel.send({ url: environment.jwksUri, deadline })
    const keys = statusCode === 200 && isKeySet(json) ? importKeys(json.keys) : []
    if (keys.length === 0) throw new OrcidKeysUnavailableError({ cause: { statusCode, reason: 'no usable key' } })
    return keys
  }

  async function retry (deadline: Deadline, attemptsLeft: number): Promise<SigningKey[]> {
    return await attempt(deadline).catch(async (error: unknown) => {
      if (attemptsLeft === 1 || deadline.aborted) throw error
      await sleep(MAX_PAUSE_MS * Math.random())
      return await retry(deadline, attemptsLeft - 1)
    })
  }

  return async function fetchKeys (attempts) {
    // Half of the time, so that the other half is left for the token request.
    const deadline = new Deadline(timeoutMs / 2)
    return await retry(deadline, attempts).finally(() => { deadline.end() })
  }
}

/** When the next fetch may begin. */
function createCooldown () {
  let hasFailed = false
  let vainSearches = 0
  let endsAt = -Infinity
  const begin = (milliseconds: number) => { endsAt = performance.now() + milliseconds }
  const isOver = () => performance.now() >= endsAt

  return {
    isOver,
    attempts: () => hasFailed ? 1 : ATTEMPTS,
    beginAfterFailure () {
      hasFailed = true
      begin(COOLDOWN_AFTER_FAILURE_MS)
    },
    endAfterSuccess () {
      hasFailed = false
      endsAt = -Infinity
    },
    beginAfterSearch (isInVain: boolean) {
      vainSearches = isInVain ? Math.min(vainSearches + 1, 2) : 0
      begin(COOLDOWNS_MS[vainSearches] as number)
    }
  }
}

/** All ages are measured on the monotonic clock, so turning the system clock back does not keep a key alive. */
export function createKeySource (settings: Settings, backChannel: BackChannel): KeySource {
  const fetchKeys = createKeyFetcher(settings, backChannel)
  const cooldown = createCooldown()
  let keys: readonly SigningKey[] = []
  let fetchedAt = -Infinity
  let fetching: Promise<void> | undefined
  let searching: Promise<void> | undefined

  async function replaceKeys (): Promise<void> {
    try {
      keys = await fetchKeys(cooldown.attempts())
      fetchedAt = performance.now()
      cooldown.endAfterSuccess()
    } catch (error) {
      cooldown.beginAfterFailure()
      throw logFailure(settings, error)
    }
  }

  const refresh = () => (fetching ??= replaceKeys().finally(() => { fetching = undefined }))

  /** Fetches the keys because an id_token names one that is not there. */
  async function search (): Promise<void> {
    const known = new Set(keys.map(nameKey))
    await refresh()
    cooldown.beginAfterSearch(keys.every((key) => known.has(nameKey(key))))
  }

  const age = () => performance.now() - fetchedAt

  async function ensureKeys (): Promise<void> {
    if (age() < FRESH_MS) return
    if (age() < STALE_MS) {
      if (cooldown.isOver()) refresh().catch(() => {})
    } else await refresh()
  }

  async function findKeys (kid: string | undefined): Promise<readonly KeyObject[]> {
    const isMatch = (key: SigningKey) => kid === undefined || key.kid === kid
    if (!keys.some(isMatch) && cooldown.isOver()) {
      searching ??= search().finally(() => { searching = undefined })
      await searching
    }
    return keys.filter(isMatch).map(({ key }) => key)
  }

  return Object.freeze({ ensureKeys, findKeys })
}

function logFailure ({ log }: Settings, error: unknown): Error {
  const { code, cause } = error as { code?: string, cause?: unknown }
  log.warn({ code, cause }, 'fastify-orcid could not fetch the signing keys')
  return new OrcidKeysUnavailableError({ cause: { reason: code } })
}

const nameKey = ({ kid, n }: SigningKey) => `${kid} ${n}`

function importKeys (keys: readonly object[]): SigningKey[] {
  return keys.filter(isSigningKey).flatMap(({ kty, n, e, kid }) => {
    const key = importKey({ kty, n, e })
    return key === null ? [] : [{ kid, n, key }]
  })
}

/** `null` for a key that anybody can sign with: short behind leading zeros, or with an exponent of one. */
function importKey (jwk: JsonWebKey): KeyObject | null {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails as Required<AsymmetricKeyDetails>
  return modulusLength >= 2048 && publicExponent > 1n ? key : null
}
