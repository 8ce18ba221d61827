// Shares one exchange between the processes of an app, through the store that they have in common.
import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { withDeadline } from '../back-channel/deadline.ts'
import * as errors from '../errors.ts'
import { hideTokens, type OrcidLogin, type OrcidRevealedTokens } from '../login-result.ts'
import type { OrcidSharedState } from '../options/options.ts'
import type { Settings } from '../options/settings.ts'
import { drawRandomBytes } from '../random.ts'
import { createSealer, type Sealer } from '../seal.ts'
import type { ArrivalKey, SingleFlight } from './single-flight.ts'

// How long another process gets the outcome of the first, as in single-flight.ts.
const SHARED_SECONDS = 60
// A store on the same network answers in a millisecond. A store that hangs costs a login twice this, at most.
const MAX_PATIENCE_MS = 500
const FIRST_PAUSE_MS = 25
const MAX_PAUSE_MS = 400
// ORCID's answer has at most 64 KB, and its id_token is kept twice: signed, and as claims.
const MAX_OUTCOME_CHARACTERS = 256 * 1024
const MAX_REASON_CHARACTERS = 200

/** An outcome as JSON. Only this plugin can have sealed it, so its content needs no validation. */
type Outcome =
  { readonly login: Omit<OrcidLogin, 'tokens'>, readonly tokens: OrcidRevealedTokens } |
  { readonly code: string, readonly cause: unknown }

interface Keys { readonly claim: string, readonly outcome: string }

type Ask = (call: 'add' | 'get' | 'set', ...args: unknown[]) => Promise<unknown>

const digest = (...parts: readonly string[]) => hash('sha256', JSON.stringify(parts), 'base64url')
const nowInSeconds = () => Math.floor(Date.now() / 1000)

/** What each member of the store may answer. */
const isRight = {
  add: (said: unknown) => typeof said === 'boolean',
  get: (said: unknown) => typeof said === 'string' || said === null || said === undefined,
  set: () => true
}

/** Whether the store is away, which the log says once: when it does not answer, late, or with what it may not say. */
function createOutage ({ log, name, timeoutMs }: Settings, state: OrcidSharedState) {
  const patienceMs = Math.min(timeoutMs / 10, MAX_PATIENCE_MS)
  let isAway = false

  /** Answers what the store says, or `NO_ANSWER`. */
  const ask: Ask = async (call, ...args) => {
    try {
      const member = state[call] as (...args: unknown[]) => Promise<unknown>
      const said = await withDeadline(patienceMs, async () => await member.apply(state, args))
      if (isRight[call](said)) return said
      throw new TypeError(`${call}() gave a ${typeof said}`)
    } catch (error) {
      if (!isAway) {
        // A client's error may have the whole command in its other fields.
        const reason = error instanceof Error ? error.message.slice(0, MAX_REASON_CHARACTERS) : typeof error
        log.warn({ call, reason }, `${name}: the shared state does not work, so a code may be posted by two processes`)
      }
      isAway = true
      return NO_ANSWER
    }
  }
  const end = (): void => {
    if (isAway) log.info(`${name}: the shared state works again`)
    isAway = false
  }
  return { ask, end }
}

const NO_ANSWER = Symbol('no answer')

/**
 * Between processes what `SingleFlight` is within one. The first arrival claims the code and exchanges it; the others
 * get its outcome, which is kept sealed for a minute, or wait for it.
 *
 * A store that does not answer the claim is left out: the code is exchanged as without a store, because a store that is
 * down must not take sign-in down. Once the claim is known to be another's, nothing makes this process post the code:
 * ORCID would end the tokens of a login that may have succeeded (RFC 6749 §4.1.2).
 *
 * `share()` throws `ORCID_ERR_TRANSACTION_SPENT` if the first gave no outcome within `timeoutMs`, if the outcome is no
 * longer kept, and if the code belongs to another sign-in: whatever became of the code, it is of no more use.
 */
export function createSharedFlight (settings: Settings, state: OrcidSharedState): SingleFlight<OrcidLogin> {
  const { environment: { issuer }, clientId, secrets, timeoutMs, clockToleranceSeconds } = settings
  const sealer = createSealer(secrets, 'shared outcome')
  const { ask, end } = createOutage(settings, state)
  const claimSeconds = timeoutMs / 1000 + clockToleranceSeconds

  /** ORCID knows the client alone, so a code is claimed for it. The outcome belongs to one sign-in with one code. */
  const keysOf = ({ transaction, code }: ArrivalKey): Keys => ({
    claim: `orcid:claim:${digest(issuer, clientId, code)}`,
    outcome: `orcid:outcome:${digest(issuer, clientId, code, transaction)}`
  })

  /** The visitor does not wait for the store to keep it, and signs in if it cannot. */
  async function keep (key: string, outcome: Outcome, wasAnswered: boolean): Promise<void> {
    const said = await ask('set', key, sealer.seal(JSON.stringify(outcome), key), SHARED_SECONDS)
    if (wasAnswered && said !== NO_ANSWER) end()
  }

  const look = async (key: string): Promise<Outcome | null> => openOutcome(sealer, await ask('get', key), key)

  async function follow (key: string, isOver: boolean): Promise<OrcidLogin> {
    const until = performance.now() + timeoutMs
    let outcome = await look(key)
    if (outcome === null && isOver) throw spent('the code was used before')
    for (let pauseMs = FIRST_PAUSE_MS; outcome === null; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      if (performance.now() + pauseMs > until) throw spent('the process that has the code gave no outcome')
      await sleep(pauseMs)
      outcome = await look(key)
    }
    return revive(outcome)
  }

  async function share (arrival: ArrivalKey, exchange: () => Promise<OrcidLogin>): Promise<OrcidLogin> {
    const keys = keysOf(arrival)
    const sign = digest(arrival.transaction)
    const own = `${nowInSeconds()}.${sign}.${drawRandomBytes(16).toString('base64url')}`
    const isFirst = await ask('add', keys.claim, own, Math.ceil(arrival.memoryMs / 1000))
    // A client whose connection was cut sends a command again, and the claim that is there may be its own.
    const claim = isFirst === false ? await ask('get', keys.claim) : own
    if (claim !== own) return await follow(keys.outcome, isOver(claim, sign, claimSeconds))
    const pending = exchange()
    const wasAnswered = isFirst !== NO_ANSWER
    void pending.then(describeLogin, describeError).then((outcome) => keep(keys.outcome, outcome, wasAnswered))
    return await pending
  }

  return Object.freeze({ share })
}

const describeLogin = ({ tokens, ...login }: OrcidLogin): Outcome => ({ login, tokens: tokens.reveal() })

function describeError (error: unknown): Outcome {
  const { code, cause } = Object(error) as Partial<errors.OrcidError>
  return { code: String(code), cause }
}

/** Gives `null` for what does not open, which is not ours: the true outcome may still come. */
function openOutcome (sealer: Sealer, said: unknown, key: string): Outcome | null {
  if (typeof said !== 'string' || said.length > MAX_OUTCOME_CHARACTERS) return null
  const opened = sealer.open(said, key)
  return 'failure' in opened ? null : JSON.parse(opened.text) as Outcome
}

const spent = (reason: string) => new errors.OrcidTransactionSpentError({ cause: { reason } })

/** Whether a claim is of another sign-in, or so old that its outcome cannot come any more. */
function isOver (claim: unknown, sign: string, claimSeconds: number): boolean {
  const [, claimedAt, claimedFor] = /^(\d{1,12})\.([\w-]{43})\./.exec(String(claim)) ?? []
  if (claimedAt === undefined) return false
  return claimedFor !== sign || nowInSeconds() - Number(claimedAt) > claimSeconds
}

type ErrorClass = new (options: { cause: unknown }) => errors.OrcidError

function revive (outcome: Outcome): OrcidLogin {
  if ('code' in outcome) {
    const Class = (Object.values(errors) as unknown as ErrorClass[])
      .find((OrcidClass) => new OrcidClass({ cause: null }).code === outcome.code)
    throw Class === undefined ? spent('the process that has the code failed') : new Class({ cause: outcome.cause })
  }
  const { login: { scope, claims, ...login }, tokens } = outcome
  const expiresAt = tokens.expiresAt === null ? null : new Date(tokens.expiresAt)
  return Object.freeze({
    ...login,
    scope: Object.freeze(scope),
    tokens: hideTokens({ ...tokens, expiresAt }),
    claims: Object.freeze(claims)
  })
}
