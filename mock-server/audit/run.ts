// How a case is run: the mock armed for it, the walk, and what the walk has shown.
import { performance } from 'node:perf_hooks'
import { MockOrcidVisitError } from '../browser/error.ts'
import type { Visit } from '../browser/result.ts'
import { scenarioRow } from '../browser/scenarios.ts'
import { signIn, type VisitTarget } from '../browser/sign-in.ts'
import type { AuditCase, AuditedMock, AuditOptions, CaseResult } from './types.ts'

export interface Runner {
  readonly loginPath: string
  readonly run: (auditCase: AuditCase) => Promise<CaseResult>
  /** The reason a case cannot be run, `null` if it can. */
  readonly obstacleTo: (auditCase: Pick<AuditCase, 'arm' | 'id' | 'plan'>) => string | null
}

const PATIENCE_MS = 30_000

export function createRunner (mock: AuditedMock, app: VisitTarget,
  options: AuditOptions & { readonly as: readonly string[] }): Runner {
  const { loginPath = '/login/orcid', moveAppClock, patienceMs = PATIENCE_MS, skip = [] } = options
  const [regular = '', ...others] = options.as
  const { control } = mock

  async function walk ({ plan = {}, signsInAgain = false }: AuditCase): Promise<Visit> {
    // A mock that cannot be reset asks each person only once.
    const needsOther = control === undefined && needsConsentPage(plan)
    const as = (needsOther ? others.shift() : undefined) ?? regular
    const base = { path: loginPath, as, patienceMs, ...(moveAppClock && { moveAppClock }) }
    const visit = await signIn(mock, app, { ...base, ...plan })
    return signsInAgain ? await signIn(mock, app, { ...base, browser: visit }) : visit
  }

  function obstacleTo ({ arm, id, plan }: Pick<AuditCase, 'arm' | 'id' | 'plan'>): string | null {
    if (skip.some(name => `${id}/`.startsWith(name))) return 'Left out on request.'
    if (scenarioRow(plan?.scenario)?.needsAppClock === true && moveAppClock === undefined) {
      return 'The app\'s clock is the app\'s: give moveAppClock to have it move.'
    }
    const isOutOfReach = arm !== undefined && control === undefined
    return isOutOfReach ? 'From outside, the mock misbehaves only with its control token.' : null
  }

  async function run (auditCase: AuditCase): Promise<CaseResult> {
    const began = performance.now()
    const obstacle = obstacleTo(auditCase)
    if (obstacle !== null) {
      const error = new MockOrcidVisitError(obstacle, [])
      return { auditCase, visit: null, error, fired: null, tokenRequests: null, findings: null, durationMs: 0 }
    }
    // Before the mock is armed, because a reset disarms it.
    await control?.reset()
    const before = (await control?.tokenRequests())?.at(-1) ?? 0
    const disarm = control && await auditCase.arm?.(control)
    const outcome = await walk(auditCase)
      .then(visit => ({ visit, error: null }), (error: Error) => ({ visit: null, error }))
    const fired = await disarm?.() ?? null
    const tokenRequests = (await control?.tokenRequests())?.filter(number => number > before).length ?? null
    const findings = await control?.findings() ?? null
    return { auditCase, ...outcome, fired, tokenRequests, findings, durationMs: performance.now() - began }
  }
  return { loginPath, run, obstacleTo }
}

function needsConsentPage ({ answer, scenario }: NonNullable<AuditCase['plan']>): boolean {
  return answer === 'deny' || scenarioRow(scenario)?.needsConsentPage === true
}
