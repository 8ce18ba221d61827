// The bench an audit works on: an app, a mock, a person for each walk, and what a walk leaves behind.
import { performance } from 'node:perf_hooks'

import { signIn, MockOrcidVisitError } from '../browser/sign-in.ts'
import type { SignInPlan, Visit, VisitTarget } from '../browser/sign-in.ts'
import type { AuditCheck, AuditedMock, Evidence, Trial, WalkOnce } from './check.ts'

/** What an audit may be told. */
export interface AuditOptions {
  /**
   * The app's login route, with a query if it takes one.
   *
   * @default '/login/orcid'
   */
  readonly loginPath?: string
  /**
   * Who signs in: bare iDs the mock knows. Where the mock cannot forget what was granted, each walk that needs the
   * consent page takes the next of them.
   *
   * @default the people on the mock's sign-in page
   */
  readonly as?: readonly string[]
  /**
   * Whether somebody is signed in to the app at the end of a visit, for example
   * `async visit => (await visit.get('/me')).statusCode === 200`.
   *
   * @default the last answer has the status and the place of an ordinary sign-in's, where a denial's differ, or
   * sets a cookie that a denial does not set
   */
  readonly signedIn?: (visit: Visit) => boolean | Promise<boolean>
  /**
   * Moves the app's clock, as in a plan of `signIn`; the check in which a person takes an hour needs it.
   *
   * @default none
   */
  readonly moveAppClock?: (seconds: number) => unknown
  /**
   * The longest the app may take for one answer, in milliseconds, also while ORCID stalls. A longer one fails.
   *
   * @default 30000
   */
  readonly patienceMs?: number
  /**
   * Checks to leave out, by name or by the start of it: `'faults/token/stall'`, `'forgeries/'`. They are reported
   * as not applicable.
   *
   * @default []
   */
  readonly skip?: readonly string[]
  /** Told of every check as soon as it has a verdict. */
  readonly onCheck?: (check: AuditCheck) => void
}

/** An app and a mock, ready for the next walk. */
export interface Bench {
  /** The mock. */
  readonly mock: AuditedMock
  /** What the user said. */
  readonly options: AuditOptions
  /** Walks a trial, with the mock armed for it. */
  readonly run: (trial: Trial) => Promise<Evidence>
}

const PATIENCE_MS = 30_000

/** Sets up a bench. */
export function openBench (mock: AuditedMock, app: VisitTarget, options: AuditOptions, people: readonly string[]):
Bench {
  const { loginPath = '/login/orcid', moveAppClock, patienceMs = PATIENCE_MS } = options
  const [regular = '', ...strangers] = people

  async function walk (plan: Partial<SignInPlan> = {}): Promise<Visit> {
    const needsStranger = mock.reset === undefined && needsConsentPage(plan)
    const as = (needsStranger ? strangers.shift() : undefined) ?? regular
    const clock = moveAppClock && { moveAppClock }
    return await signIn(mock, app, { path: loginPath, as, patienceMs, ...clock, ...plan })
  }

  async function run (trial: Trial): Promise<Evidence> {
    const began = performance.now()
    const obstacle = obstacleTo(trial, mock, options)
    if (obstacle !== null) return breakOff(obstacle)
    // Before the mock is armed, because nothing armed outlives it.
    await mock.reset?.()
    const before = (await mock.tokenRequests?.())?.at(-1) ?? 0
    const armed = await trial.arm?.(mock)
    const { visit, error } = await attempt(walk, trial)
    const fired = await armed?.disarm() ?? null
    const tokenRequests = (await mock.tokenRequests?.())?.filter(number => number > before).length ?? null
    const findings = await mock.findings?.() ?? null
    const durationMs = performance.now() - began
    return { visit, error, fired, tokenRequests, findings, durationMs }
  }
  return { mock, options, run }
}

function needsConsentPage ({ answer, scenario }: Partial<SignInPlan>): boolean {
  return answer === 'deny' || scenario === 'close-window' || scenario === 'back-and-resubmit' || scenario === 'hour-at-orcid'
}

/** Evidence that there is none. */
function breakOff (sentence: string): Evidence {
  const error = new MockOrcidVisitError(sentence, [])
  return { visit: null, error, fired: 0, tokenRequests: null, findings: null, durationMs: 0 }
}

function obstacleTo ({ group, id, plan }: Trial, mock: AuditedMock, options: AuditOptions): string | null {
  const { moveAppClock, skip = [] } = options
  if (skip.some(name => id.startsWith(name))) return 'Left out on request.'
  if (plan?.scenario === 'hour-at-orcid' && moveAppClock === undefined) {
    return 'The app\'s clock is the app\'s: give moveAppClock to have it move.'
  }
  const isArmed = (group === 'faults' && mock.fail === undefined) || (group === 'forgeries' && mock.forge === undefined)
  return isArmed && id !== 'faults/recovery' ? 'From outside, the mock misbehaves only with its control token.' : null
}

async function attempt (walk: WalkOnce, trial: Trial) {
  try {
    const visit = trial.script === undefined ? await walk(trial.plan) : await trial.script(walk)
    return { visit, error: null }
  } catch (error) {
    return { visit: null, error: error as Error }
  }
}
