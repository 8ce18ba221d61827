// The audit: walks any app's login through everything that can happen to it, and reports what the app does.
import { httpTransport } from '../browser/transport.ts'
import { MockOrcidVisitError } from '../browser/sign-in.ts'
import type { Visit, VisitTarget } from '../browser/sign-in.ts'
import { openBench } from './run.ts'
import type { AuditOptions, Bench } from './run.ts'
import type { MockEndpoint } from '../controls/endpoints.ts'
import type { AuditCheck, AuditedMock, Evidence, Trial } from './check.ts'
import { reminders } from './checklist.ts'
import { createReport } from './report.ts'
import type { AuditReport } from './report.ts'
import { inspections, judgeFindings } from './inspect.ts'
import { learn } from './signed-in.ts'
import type { Judgement } from './signed-in.ts'
import { faultTrials, forgeryTrials, signInTrials, visitorTrials } from './cases.ts'
import { judgeTrial } from './verdict.ts'

export type { AuditOptions } from './run.ts'
export type { AuditCheck, AuditedMock } from './check.ts'
export { printCheck } from './report.ts'
export type { AuditReport } from './report.ts'

type Shown = readonly [Trial, Evidence]
type Report = (check: AuditCheck) => void

/** What the ordinary sign-ins have taught. */
interface Lesson {
  /** How a sign-in is told from a failure. */
  readonly judgement: Judgement
  /** Two ordinary sign-ins. */
  readonly visits: readonly [Visit, Visit]
  /** What the mock found wrong with what the app sent on them, `null` if it does not say. */
  readonly findings: Evidence['findings']
}

/**
 * Audits the login of an app whose `environment` is this mock. The app is a Fastify app, which need not listen,
 * or the URL of one that listens. It is walked some 150 times, and has to verify, to give up and to recover: an
 * app that waits ten seconds for ORCID keeps an audit busy for a minute or two.
 *
 * Resolves to a report, whatever the app does. Where an ordinary sign-in does not work, the report says so and no
 * more. Rejects with `MOCK_ORCID_ERR_VISIT` when the mock cannot be reached or knows nobody.
 */
export async function audit (mock: AuditedMock, app: VisitTarget, options: AuditOptions = {}): Promise<AuditReport> {
  const bench = openBench(mock, app, options, options.as ?? await readPeople(mock))
  const checks: AuditCheck[] = []
  const report: Report = check => {
    checks.push(check)
    options.onCheck?.(check)
  }
  // An app fetches the keys once, so what can go wrong with them comes before everything else.
  const early: Shown[] = []
  for await (const shown of showFaults(bench, 'jwks')) early.push(shown)
  const lesson = await learnApp(bench, report)
  if (lesson !== null) {
    for await (const [trial, evidence] of showAll(bench, early)) {
      report(await judgeTrial(trial, evidence, lesson.judgement))
    }
    inspect(lesson, report)
  }
  for (const reminder of reminders) {
    report({ ...reminder, group: 'checklist', outcome: 'for a person', got: 'No program can tell.', fix: '', ...NO_WALK })
  }
  return createReport(checks)
}

const NO_WALK = { walk: '', durationMs: 0 } as const

async function * showAll (bench: Bench, early: readonly Shown[]): AsyncGenerator<Shown> {
  const { again, afterDenial, afterClosing, recovery } = signInTrials
  yield * show(bench, [again, afterDenial, afterClosing, ...visitorTrials])
  yield * early
  for (const endpoint of ['token', 'userinfo', 'record', 'discovery'] as const) yield * showFaults(bench, endpoint)
  yield * show(bench, [recovery, ...forgeryTrials])
}

/** Walks one trial after the other. */
async function * show ({ run }: Pick<Bench, 'run'>, trials: readonly Trial[]): AsyncGenerator<Shown> {
  for (const trial of trials) yield [trial, await run(trial)]
}

/** The same for the faults of a endpoint, until the app does not ask there any more; one line if it never has. */
async function * showFaults ({ run }: Pick<Bench, 'run'>, endpoint: MockEndpoint): AsyncGenerator<Shown> {
  let isAsked = false
  for (const trial of faultTrials(endpoint)) {
    const evidence = await run(trial)
    if (evidence.fired === 0 && !isAsked) {
      return yield [{ ...trial, id: `faults/${endpoint}`, sent: `Every fault of ${endpoint}.` }, evidence]
    }
    isAsked = true
    yield [trial, evidence]
  }
}

/** Signs in twice and denies once; null if that does not work, or teaches nothing. */
async function learnApp (bench: Bench, report: Report): Promise<Lesson | null> {
  const { allow, deny } = signInTrials
  const denied = await bench.run(deny)
  const [one, other] = [await bench.run(allow), await bench.run(allow)]
  if (one.visit === null || other.visit === null) {
    report(await judgeTrial(allow, one.visit === null ? one : other, null))
    return null
  }
  const judgement = learn(one.visit, denied.visit, bench.options.signedIn)
  report(await judgeTrial(allow, one, judgement))
  report(await judgeTrial(deny, denied, judgement))
  if (!judgement.canTell) return null
  return { judgement, visits: [one.visit, other.visit], findings: other.findings }
}

function inspect ({ findings, visits: [one, other] }: Lesson, report: Report): void {
  for (const found of judgeFindings(findings)) report({ ...found, group: 'request', ...NO_WALK })
  for (const { look, ...inspection } of inspections) {
    report({ ...inspection, group: 'request', ...look(one, other), ...NO_WALK })
  }
}

/** The iDs on the mock's sign-in page, each once. */
async function readPeople ({ issuer }: AuditedMock): Promise<string[]> {
  const url = new URL(`${issuer}/signin`)
  const request = { method: 'GET', url, headers: { host: url.host }, body: undefined } as const
  const page = await httpTransport().send(request).catch((cause: Error) => {
    throw new MockOrcidVisitError(`Could not reach ORCID at ${issuer}: ${cause.message}`, [], { about: 'orcid', cause })
  })
  const people = page.body.match(/\b(?:\d{4}-){3}\d{3}[\dX]\b/g) ?? []
  if (people.length > 0) return [...new Set(people)]
  throw new MockOrcidVisitError(`The sign-in page of ${issuer} shows nobody to sign in as`, [], { about: 'orcid' })
}
