// What an audit is given, and what it reports of each check.
import type { Visit } from '../browser/result.ts'
import type { SignInPlan } from '../browser/sign-in.ts'

/** The options of an audit. */
export interface AuditOptions {
  /**
   * The app's login route, with a query if it takes one.
   * @default '/login/orcid'
   */
  readonly loginPath?: string
  /**
   * How the login is opened, as in a plan of `signIn`.
   * @default 'GET', or 'POST' with a form
   */
  readonly method?: SignInPlan['method']
  /** The fields of the form that starts the login, as in a plan of `signIn`. @default {} */
  readonly form?: SignInPlan['form']
  /**
   * The people who sign in: bare iDs the mock knows. If the mock cannot forget a grant, each walk that needs the
   * consent page takes the next of them.
   * @default the people on the mock's sign-in page
   */
  readonly as?: readonly string[]
  /**
   * Tells whether the person is signed in at the end of a visit, for example by `visit.get('/me')`.
   * @default the last answer has status and address of an ordinary sign-in, where a denial's differ, or its cookies
   */
  readonly signedIn?: (visit: Visit) => boolean | Promise<boolean>
  /**
   * Moves the app's clock, as in a plan of `signIn`. The check in which the person takes an hour needs it.
   * @default none: that check is reported as not applicable
   */
  readonly moveAppClock?: (seconds: number) => unknown
  /**
   * The longest the app may take for one answer, in milliseconds, also while ORCID stalls. A slower app fails.
   * @default 30000
   */
  readonly patienceMs?: number
  /**
   * Checks to report as not applicable, by id or by its beginning: `'faults/token/stall'`, `'forgeries/'`.
   * @default []
   */
  readonly skip?: readonly string[]
  /** Called with each check as soon as its outcome is known. @default none */
  readonly onCheck?: (check: AuditCheck) => void
}

/** The outcome of a check. `for a person` means that no program can tell. */
export type Outcome = 'passed' | 'failed' | 'not applicable' | 'for a person'

/** The parts of an audit with their titles, in the order of the report. */
export const GROUPS = {
  'sign-in': 'The straight way',
  walks: 'What people and browsers do',
  tampering: 'What strangers do to the callback',
  faults: 'What goes wrong on the wire',
  forgeries: 'What ORCID must not be believed',
  request: 'What the app sends and keeps',
  checklist: 'ORCID\'s integration checklist'
} as const

export type Group = keyof typeof GROUPS

/** One line of the report. */
export interface AuditCheck {
  /** Its name, unique and stable: `walks/two-tabs`, `faults/token/stall`. */
  readonly id: string
  /** The part of the audit it belongs to. */
  readonly group: Group
  /** Whether the app passed. */
  readonly outcome: Outcome
  /** What was done to the app. */
  readonly sent: string
  /** What should happen. */
  readonly expected: string
  /** What happened; for `not applicable` and `for a person`, why there is no verdict. */
  readonly got: string
  /** What to change in an app that failed; `''` if only a person can tell. */
  readonly fix: string
  /** The specification, ORCID page or incident behind the check. */
  readonly source: string
  /** The walk as text, secrets masked; `''` without a walk. */
  readonly walk: string
  /** The time it took, in milliseconds. */
  readonly durationMs: number
}

/** With a fix if that of the row is not what is wrong. */
export type Verdict = Pick<AuditCheck, 'got' | 'outcome'> & Partial<Pick<AuditCheck, 'fix'>>
