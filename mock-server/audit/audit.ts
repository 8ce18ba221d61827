// The audit: runs every case against an app's login, and reports what the app does.
import { MockOrcidVisitError } from '../browser/error.ts'
import type { Visit } from '../browser/result.ts'
import type { VisitTarget } from '../browser/sign-in.ts'
import { httpTransport } from '../browser/transport.ts'
import type { MockEndpoint } from '../controls/endpoints.ts'
import { faultCases, forgeryCases, scenarioCases, signInCases } from './cases.ts'
import { checkFindings, checklist, inspections, type Walk } from './inspect.ts'
import { createReport, type AuditReport } from './report.ts'
import { createRunner, type Runner } from './run.ts'
import { checkSession, sessionRow } from './session.ts'
import { createDetector, type Detector } from './signed-in.ts'
import type { AuditCase, AuditCheck, AuditedMock, AuditOptions, CaseResult } from './types.ts'
import { checkCase } from './verdict.ts'

type Report = (check: AuditCheck) => void
type Take = (result: CaseResult) => void | Promise<void>

interface Baseline {
  readonly detector: Detector
  readonly walks: readonly [Walk, Walk]
  /** The last of them, which goes on. */
  readonly last: Visit
  readonly findings: CaseResult['findings']
}

/**
 * Audits the login of an app whose `environment` is this mock. The app is a Fastify app, which need not listen, or the
 * URL of one that listens. The audit signs in some 150 times; an app that waits ten seconds for ORCID keeps it busy
 * for a minute or two.
 *
 * Resolves to a report, whatever the app does. If an ordinary sign-in does not work, the report says only that.
 * Rejects with `MOCK_ORCID_ERR_VISIT` when the mock cannot be reached or knows nobody.
 */
export async function audit (mock: AuditedMock, app: VisitTarget, options: AuditOptions = {}): Promise<AuditReport> {
  const runner = createRunner(mock, app, { ...options, as: options.as ?? await readPeople(mock) })
  const checks: AuditCheck[] = []
  const report: Report = check => {
    checks.push(check)
    options.onCheck?.(check)
  }
  // An app fetches the keys only once, so the faults of the keys come before every sign-in that works.
  const keyFaults: CaseResult[] = []
  await runFaults(runner, 'jwks', result => { keyFaults.push(result) })
  const baseline = await runOrdinarySignIns(runner, options, report)
  if (baseline !== null) {
    // Before an hour passes or anything else happens to the session.
    const obstacle = runner.obstacleTo(sessionRow)
    const session = await checkSession(baseline.last, { issuer: mock.issuer, loginPath: runner.loginPath, obstacle })
    await runAll(runner, keyFaults, async result => report(await checkCase(result, baseline.detector)))
    inspect(baseline, report)
    report(session)
  }
  for (const [name, row] of Object.entries(checklist)) {
    const check = { ...row, ...NO_WALK, id: `checklist/${name}`, group: 'checklist', fix: '' } as const
    report({ ...check, outcome: 'for a person', got: 'No program can tell.' })
  }
  return createReport(checks)
}

const NO_WALK = { walk: '', durationMs: 0 } as const

async function runAll (runner: Runner, keyFaults: readonly CaseResult[], take: Take): Promise<void> {
  const { again, afterDenial, afterFaults } = signInCases
  for (const auditCase of [again, afterDenial, ...scenarioCases]) await take(await runner.run(auditCase))
  for (const result of keyFaults) await take(result)
  for (const endpoint of ['token', 'userinfo', 'record', 'discovery'] as const) await runFaults(runner, endpoint, take)
  for (const auditCase of [afterFaults, ...forgeryCases]) await take(await runner.run(auditCase))
}

/** Runs the faults of an endpoint; gives one result for all of them if the app never asks there. */
async function runFaults ({ run, obstacleTo }: Runner, endpoint: MockEndpoint, take: Take): Promise<void> {
  const cases = faultCases(endpoint)
  const all = { ...cases[0] as AuditCase, id: `faults/${endpoint}`, sent: `Every fault of ${endpoint}.` }
  if (obstacleTo(all) !== null) return await take(await run(all))
  let isAsked = false
  for (const auditCase of cases) {
    const result = await run(auditCase)
    if (result.fired === 0 && !isAsked) return await take({ ...result, auditCase: all })
    isAsked ||= result.fired !== null
    await take(result)
  }
}

/** Signs in twice and denies once; gives null if that does not work, or shows no difference. */
async function runOrdinarySignIns ({ run }: Runner, options: AuditOptions, report: Report): Promise<Baseline | null> {
  const denied = await run(signInCases.deny)
  const one = await run(signInCases.allow)
  const other = await run(signInCases.allow)
  if (one.visit === null || other.visit === null) {
    report(await checkCase(one.visit === null ? one : other, null))
    return null
  }
  const walks = [snapshot(one.visit), snapshot(other.visit)] as const
  const detector = createDetector(one.visit, denied.visit, options.signedIn)
  report(await checkCase(one, detector))
  report(await checkCase(denied, detector))
  return detector.canTell ? { detector, last: other.visit, walks, findings: other.findings } : null
}

function snapshot ({ hops, response }: Visit): Walk {
  return { hops: [...hops], response }
}

function inspect ({ findings, walks: [one, other] }: Baseline, report: Report): void {
  for (const check of checkFindings(findings)) report({ ...check, group: 'request', ...NO_WALK })
  for (const [name, { look, ...row }] of Object.entries(inspections)) {
    report({ ...row, id: `request/${name}`, group: 'request', ...look(one, other), ...NO_WALK })
  }
}

async function readPeople ({ issuer }: AuditedMock): Promise<string[]> {
  const url = new URL(`${issuer}/signin`)
  const page = await httpTransport().send({ method: 'GET', url, headers: { host: url.host } }).catch((cause: Error) => {
    throw new MockOrcidVisitError(`Could not reach ORCID at ${issuer}: ${cause.message}`, [], { about: 'orcid', cause })
  })
  const people = page.body.match(/\b(?:\d{4}-){3}\d{3}[\dX]\b/g) ?? []
  if (people.length > 0) return [...new Set(people)]
  throw new MockOrcidVisitError(`The sign-in page of ${issuer} shows nobody to sign in as`, [], { about: 'orcid' })
}
