// How a case is run: the mock armed for it, the walk, and what the walk has shown.
import { performance } from 'node:perf_hooks'
import { MockOrcidVisitError } from '../browser/error.ts'
import type { Visit } from '../browser/result.ts'
import { scenarioRow } from '../browser/scenarios.ts'
import { signIn, type VisitTarget } from '../browser/sign-in.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import type { AuditCase } from './cases.ts'
import type { AuditedMock } from './mock.ts'
import type { AuditOptions } from './types.ts'

export interface CaseResult {
  readonly auditCase: AuditCase
  /** An error if the walk broke off or was not walked. */
  readonly visit: Visit | Error
  /** How many requests the fault or the forgery changed, `null` if none was armed. */
  readonly fired: number | null
  /** How many token requests the app made, `null` if the mock does not count. */
  readonly tokenRequests: number | null
  /** `null` if the mock does not tell. */
  readonly findings: readonly MockFinding[] | null
  readonly durationMs: number
}

export type Runner = ReturnType<typeof createRunner>

const PATIENCE_MS = 30_000

export function createRunner (mock: AuditedMock, app: VisitTarget,
  options: AuditOptions & { readonly as: readonly string[] }) {
  const { form, loginPath = '/login/orcid', method, moveAppClock, patienceMs = PATIENCE_MS, skip = [] } = options
  const [regular = '', ...others] = options.as
  const { control } = mock

  async function walk ({ plan = {}, signsInAgain = false }: AuditCase): Promise<Visit> {
    const needsConsentPage = plan.answer === 'deny' || scenarioRow(plan.scenario)?.needsConsentPage === true
    // A mock that cannot be reset asks each person only once.
    const as = (control === undefined && needsConsentPage ? others.shift() : undefined) ?? regular
    const opening = { path: loginPath, ...(method && { method }), ...(form && { form }) }
    const base = { ...opening, as, patienceMs, ...(moveAppClock && { moveAppClock }) }
    const visit = await signIn(mock, app, { ...base, ...plan })
    return signsInAgain ? await signIn(mock, app, { ...base, browser: visit }) : visit
  }

  /** The reason a case cannot be run, `null` if it can. */
  function obstacleTo ({ arm, id, plan }: Pick<AuditCase, 'arm' | 'id' | 'plan'>): string | null {
    if (skip.some(name => `${id}/`.startsWith(name))) return 'Left out on request.'
    if (scenarioRow(plan?.scenario)?.needsAppClock === true && moveAppClock === undefined) {
      return 'Only the app can move its own clock: audit() in its process does so by moveAppClock, the command cannot.'
    }
    const isOutOfReach = arm !== undefined && control === undefined
    return isOutOfReach ? 'From outside, the mock misbehaves only with its control token.' : null
  }

  async function run (auditCase: AuditCase): Promise<CaseResult> {
    const began = performance.now()
    const obstacle = obstacleTo(auditCase)
    if (obstacle !== null) {
      const visit = new MockOrcidVisitError(obstacle, [])
      return { auditCase, visit, fired: null, tokenRequests: null, findings: null, durationMs: 0 }
    }
    // Before the mock is armed, because a reset disarms it. The journal counts from here, too.
    await control?.reset()
    const undo = control && await auditCase.arm?.(control)
    const visit = await walk(auditCase).catch((error: Error) => error)
    await undo?.()
    const tokenRequests = await control?.journal.count({ endpoint: 'token' }) ?? null
    const findings = await control?.findings() ?? null
    const fired = undo?.fired ?? null
    return { auditCase, visit, fired, tokenRequests, findings, durationMs: performance.now() - began }
  }
  return { loginPath, run, obstacleTo }
}
