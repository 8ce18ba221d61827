// What a check of the audit is, what it found out, and what becomes of it in the report.
import type { MockFaultName } from '../controls/faults/catalogue.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import type { MockForgeryName } from '../controls/forgeries/catalogue.ts'
import type { MockEndpoint } from '../controls/endpoints.ts'
import type { SignInPlan, Visit, VisitedMock, MockOrcidVisitError } from '../browser/sign-in.ts'

/** What became of a check. `for a person` means that no program can tell. */
export type Outcome = 'passed' | 'failed' | 'not applicable' | 'for a person'

/** The parts of an audit, in the order of the report. */
export const GROUPS = {
  'sign-in': 'The straight way',
  walks: 'What people and browsers do',
  tampering: 'What strangers do to the callback',
  faults: 'What goes wrong on the wire',
  forgeries: 'What ORCID must not be believed',
  request: 'What the app sends and keeps',
  checklist: 'ORCID\'s integration checklist'
} as const

/** The name of a part of an audit. */
export type Group = keyof typeof GROUPS

/** One line of the report. */
export interface AuditCheck {
  /** Its name, unique and stable: `walks/two-tabs`, `faults/token/stall`. */
  readonly id: string
  /** The part of the audit it belongs to. */
  readonly group: Group
  /** What became of it. */
  readonly outcome: Outcome
  /** What was done to the app. */
  readonly sent: string
  /** What should happen. */
  readonly expected: string
  /** What happened; for `not applicable` and `for a person`, why there is no verdict. */
  readonly got: string
  /** What to change in the app where it failed; `''` where only a person can tell. */
  readonly fix: string
  /** The specification, ORCID page or incident behind the check. */
  readonly source: string
  /** The walk as text, secrets masked; `''` if there was none. */
  readonly walk: string
  /** How long it took, in milliseconds. */
  readonly durationMs: number
}

/** What a sign-in with something odd in it should come to. */
export type Expectation = 'signs in' | 'refuses' | 'either'

/** Something armed at the mock. */
export interface Armed {
  /** Disarms it, and gives how many requests it has struck. */
  readonly disarm: () => number | Promise<number>
}

/** One thing the mock has found wrong with what an app sent. */
export type AuditedFinding = Pick<MockFinding, 'fix' | 'orcidDoes' | 'rule' | 'sent' | 'source' | 'severity'>

/** The mock an app is audited with. What it cannot do makes checks not applicable. */
export interface AuditedMock extends VisitedMock {
  /** Signs everybody out and forgets every grant. */
  readonly reset?: () => unknown
  /** Arms a fault for every request to a endpoint. */
  readonly fail?: (endpoint: MockEndpoint, kind: MockFaultName, options: { readonly delayMs?: number }) => Armed | Promise<Armed>
  /** Arms a forgery. */
  readonly forge?: (name: MockForgeryName) => Armed | Promise<Armed>
  /** The numbers of the exchanges at the token endpoint, ascending. */
  readonly tokenRequests?: () => readonly number[] | Promise<readonly number[]>
  /** What ORCID would have refused and what it frowns at, so far. */
  readonly findings?: () => readonly AuditedFinding[] | Promise<readonly AuditedFinding[]>
}

/** Walks once. */
export type WalkOnce = (plan?: Partial<SignInPlan>) => Promise<Visit>

/** A sign-in with something odd in it. */
export interface Trial {
  /** Its name. */
  readonly id: string
  /** The part of the audit it belongs to. */
  readonly group: Group
  /** What is odd. */
  readonly sent: string
  /** What it should come to. */
  readonly expects: Expectation
  /** What to change in an app that does not come to it. */
  readonly fix: string
  /** Where that is said. */
  readonly source: string
  /** How the person walks. */
  readonly plan?: Pick<SignInPlan, 'answer' | 'scenario'>
  /** The same, where one walk leads to another; the last one is judged. */
  readonly script?: (walk: WalkOnce) => Promise<Visit>
  /** The most token requests the app may make. */
  readonly tokenRequests?: number
  /** Makes the mock misbehave; undefined where the mock cannot. */
  readonly arm?: ((mock: AuditedMock) => Armed | Promise<Armed> | undefined)
}

/** What a trial has shown. */
export interface Evidence {
  /** The walk, `null` if it broke off. */
  readonly visit: Visit | null
  /** Why it broke off, or why there was none. */
  readonly error: Error | MockOrcidVisitError | null
  /** How many requests the misbehaviour has struck, `null` if none was armed. */
  readonly fired: number | null
  /** How many token requests the app made, `null` if the mock does not count. */
  readonly tokenRequests: number | null
  /** What the mock found wrong with what the app sent, `null` if it does not say. */
  readonly findings: readonly AuditedFinding[] | null
  /** How long it took, in milliseconds. */
  readonly durationMs: number
}
