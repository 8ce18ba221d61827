// The audit: runs every case against an app's login, and reports what the app does.
import { MockOrcidVisitError } from '../browser/error.ts'
import type { VisitTarget } from '../browser/sign-in.ts'
import { httpTransport } from '../browser/transport.ts'
import type { MockEndpoint } from '../controls/endpoints.ts'
import { faultCases, forgeryCases, scenarioCases, signInCases, type AuditCase } from './cases.ts'
import { checklistChecks, inspect } from './inspect.ts'
import { checkLanding } from './landing.ts'
import type { AuditedMock } from './mock.ts'
import { createReport, type AuditReport } from './report.ts'
import { createRunner, type CaseResult, type Runner } from './run.ts'
import type { AuditCheck, AuditOptions } from './types.ts'
import { checkCase, createDetector } from './verdict.ts'

type Report = (check: AuditCheck) => void

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
  for await (const result of runFaults(runner, 'jwks')) keyFaults.push(result)
  const baseline = await runOrdinarySignIns(runner, options, report)
  if (baseline !== null) {
    const { detector, last, inspected } = baseline
    // Before an hour passes or anything else happens to the session.
    const landing = await checkLanding(last, mock, runner)
    for await (const result of runOthers(runner, keyFaults)) report(await checkCase(result, detector))
    for (const check of [...inspected, ...landing]) report(check)
  }
  for (const check of checklistChecks) report(check)
  return createReport(checks)
}

/** Signs in twice and denies once; gives null if that does not work, or shows no difference. */
async function runOrdinarySignIns ({ run }: Runner, { signedIn }: AuditOptions, report: Report) {
  const denied = await run(signInCases.deny)
  const one = await run(signInCases.allow)
  const other = await run(signInCases.allow)
  if (one.visit instanceof Error || other.visit instanceof Error) {
    report(await checkCase(one.visit instanceof Error ? one : other, null))
    return null
  }
  const inspected = inspect(one.visit, other.visit, other.findings)
  const detector = createDetector(one.visit, denied.visit instanceof Error ? null : denied.visit, signedIn)
  report(await checkCase(one, detector))
  report(await checkCase(denied, detector))
  return detector.canTell ? { detector, last: other.visit, inspected } : null
}

async function * runOthers (runner: Runner, keyFaults: readonly CaseResult[]): AsyncGenerator<CaseResult> {
  const { again, afterDenial, afterFaults } = signInCases
  for (const auditCase of [again, afterDenial, ...scenarioCases]) yield await runner.run(auditCase)
  yield * keyFaults
  for (const endpoint of ['token', 'userinfo', 'record', 'discovery'] as const) yield * runFaults(runner, endpoint)
  for (const auditCase of [afterFaults, ...forgeryCases]) yield await runner.run(auditCase)
}

/** Runs the faults of an endpoint; gives one result for all of them if the app never asks there. */
async function * runFaults ({ run, obstacleTo }: Runner, endpoint: MockEndpoint): AsyncGenerator<CaseResult> {
  const cases = faultCases(endpoint)
  const all = { ...cases[0] as AuditCase, id: `faults/${endpoint}`, sent: `Every fault of ${endpoint}.` }
  let isAsked = false
  for (const auditCase of obstacleTo(all) === null ? cases : [all]) {
    const result = await run(auditCase)
    const isNeverAsked = result.fired === 0 && !isAsked
    yield isNeverAsked ? { ...result, auditCase: all } : result
    if (isNeverAsked) return
    isAsked ||= result.fired !== null
  }
}

async function readPeople ({ issuer, transport = httpTransport() }: AuditedMock): Promise<string[]> {
  const url = new URL(`${issuer}/signin`)
  const page = await transport.send({ method: 'GET', url, headers: { host: url.host } }).catch((cause: Error) => {
    throw new MockOrcidVisitError(`Could not reach ORCID at ${issuer}: ${cause.message}`, [], { about: 'orcid', cause })
  })
  const people = page.body.match(/\b(?:\d{4}-){3}\d{3}[\dX]\b/g) ?? []
  if (people.length > 0) return [...new Set(people)]
  throw new MockOrcidVisitError(`The sign-in page of ${issuer} shows nobody to sign in as`, [], { about: 'orcid' })
}
