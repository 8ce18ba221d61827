// The verdict on a case: whether the person is signed in to an unknown app, and whether that is right.
import { MockOrcidVisitError } from '../browser/error.ts'
import type { Visit, VisitResponse } from '../browser/result.ts'
import { withoutQuery } from '../controls/journal/request.ts'
import type { AuditCase } from './cases.ts'
import { asksForOpenid } from './inspect.ts'
import type { CaseResult } from './run.ts'
import type { AuditCheck, AuditOptions, Verdict } from './types.ts'

export async function checkCase (result: CaseResult, detector: Detector | null): Promise<AuditCheck> {
  const { auditCase, visit, durationMs } = result
  const { id, group, sent, fix, source } = auditCase
  const judged = { ...await verdictOn(result, detector), expected: expectation(auditCase) }
  return { id, group, sent, fix, source, ...judged, walk: visit instanceof Error ? '' : String(visit), durationMs }
}

const ALIKE = 'A sign-in and a denial look the same from outside: in status, location and cookies. Give signedIn if ' +
  'they differ otherwise; without it nothing else can be told.'

async function verdictOn (result: CaseResult, detector: Detector | null): Promise<Verdict> {
  const { auditCase: { unasked }, fired, visit } = result
  if (visit instanceof Error) return { ...explainError(visit), ...(detector === null && { outcome: 'failed' }) }
  if (detector?.canTell === false) return { outcome: 'failed', got: ALIKE }
  if (fired === 0) {
    return { outcome: 'not applicable', got: `The app did not ask for it${unasked === undefined ? '.' : `: ${unasked}`}` }
  }
  return await judgeVisit({ ...result, visit }, detector as Detector)
}

export function explainError (error: Error): Verdict {
  const [sentence = ''] = error.message.split('\n')
  const isOfApp = error instanceof MockOrcidVisitError && error.about === 'app'
  return { outcome: isOfApp ? 'failed' : 'not applicable', got: sentence.replace(/\?[^\s)]*/g, '') }
}

const BELOW_500 = 'Answer it with a status below 500: nothing of the app or of ORCID has failed.'

async function judgeVisit ({ auditCase, visit, tokenRequests }: CaseResult & { visit: Visit },
  { isSignedIn, looksFailed }: Detector): Promise<Verdict> {
  const { arm, exception, expects, tokenRequests: most } = auditCase
  const isIn = await isSignedIn(visit)
  const isCounted = most !== undefined && tokenRequests !== null
  const mistakes = [
    expects === 'refuses' && isIn && 'somebody is signed in',
    expects === 'signs in' && !isIn && 'nobody is signed in',
    // The person may get to see any of several answers, so each of them counts.
    expects === 'signs in' && isIn && visit.callbacks.some(looksFailed) && 'one of the answers is a failure',
    isCounted && tokenRequests > most && 'too many token requests'
  ].filter(mistake => mistake !== false)
  const is5xx = arm === undefined && visit.callbacks.some(({ statusCode }) => statusCode >= 500)
  const answers = visit.callbacks.map(describeAnswer).join(', then ')
  const asked = isCounted ? `; token requests: ${tokenRequests}` : ''
  const got = `${answers}; ${isIn ? 'signed in' : 'not signed in'}${asked}`
  if (mistakes.length === 0 && !is5xx) return { outcome: 'passed', got }
  if (exception !== undefined && asksForOpenid(visit)) return { outcome: 'for a person', got: `${got}. ${exception}` }
  return {
    outcome: 'failed',
    got: `${[...mistakes, ...is5xx ? ['a 5xx'] : []].join(', ')}: ${got}`,
    // What the app has done besides is what the fix says.
    ...(mistakes.length === 0 && { fix: BELOW_500 })
  }
}

function describeAnswer ({ statusCode, location }: VisitResponse): string {
  return location === null ? String(statusCode) : `${statusCode} to ${withoutQuery(location)}`
}

const EXPECTATIONS: Readonly<Record<AuditCase['expects'], string>> = {
  'signs in': 'The person is signed in.',
  refuses: 'Nobody is signed in.',
  either: 'The app answers; whether the person is signed in is up to it.'
}

const TOKEN_REQUESTS = [
  'ORCID is asked for no token.',
  'The code is posted once: ORCID revokes the tokens of a code that is posted twice.'
]

function expectation ({ expects, group, tokenRequests, arm }: AuditCase): string {
  return [
    EXPECTATIONS[expects],
    arm === undefined && group !== 'sign-in' && 'No answer is a 5xx, because nobody but the browser did anything.',
    tokenRequests !== undefined && TOKEN_REQUESTS[tokenRequests]
  ].filter(Boolean).join(' ')
}

type Detector = ReturnType<typeof createDetector>

/**
 * An answer is that of a sign-in if it has the status and the location of the allowed one, where the denied one's
 * differ, or sets a cookie that only the allowed one sets. `predicate` is asked instead if the user gave one.
 */
export function createDetector (allowed: Visit, denied: Visit | null, predicate: AuditOptions['signedIn']) {
  const good = traitsOf(allowed.response)
  const bad = denied && traitsOf(denied.response)
  const placeDiffers = good.place !== bad?.place
  const ownCookies = good.cookies.filter(name => bad !== null && !bad.cookies.includes(name))
  const looksSignedIn = (response: VisitResponse): boolean => {
    const { place, cookies } = traitsOf(response)
    return (placeDiffers && place === good.place) || ownCookies.some(name => cookies.includes(name))
  }
  return {
    canTell: predicate !== undefined || placeDiffers || ownCookies.length > 0,
    isSignedIn: async (visit: Visit) =>
      predicate === undefined ? looksSignedIn(visit.response) : await predicate(visit),
    looksFailed: (response: VisitResponse) =>
      response.statusCode >= 400 || (predicate === undefined && !looksSignedIn(response))
  }
}

function traitsOf (response: VisitResponse) {
  const set = (response.headers['set-cookie'] ?? []).filter(line => !isRemoval(line))
  return { place: describeAnswer(response), cookies: set.map(line => String(line.split('=', 1)[0])) }
}

function isRemoval (line: string): boolean {
  const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1]
  return /^[^=]*=(?:""|)(?:;|$)|;\s*max-age=(?:0|-)/i.test(line) ||
    (expires !== undefined && Date.parse(expires) <= Date.now())
}
