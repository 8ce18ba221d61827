// What the evidence of a trial means: passed, failed, or nothing at all, and in which words.
import { MockOrcidVisitError } from '../browser/sign-in.ts'
import type { Visit, VisitResponse } from '../browser/sign-in.ts'
import type { AuditCheck, Evidence, Trial } from './check.ts'
import type { Judgement } from './signed-in.ts'

type Verdict = Pick<AuditCheck, 'got' | 'outcome'>

/**
 * Judges a trial by its evidence. Without a judgement there is only a walk that broke off, and that of an ordinary
 * sign-in, which counts against the app whoever broke it off.
 */
export async function judgeTrial (trial: Trial, evidence: Evidence,
  judgement: Judgement | null): Promise<AuditCheck> {
  const { id, group, sent, fix, source } = trial
  const { visit, durationMs } = evidence
  const verdict = await judge(trial, evidence, judgement)
  const walk = visit === null ? '' : String(visit)
  return { id, group, ...verdict, sent, expected: expectationOf(trial), fix, source, walk, durationMs }
}

async function judge (trial: Trial, { error, visit, ...evidence }: Evidence,
  judgement: Judgement | null): Promise<Verdict> {
  if (visit === null) return { ...explainBreak(error as Error), ...(judgement === null && { outcome: 'failed' }) }
  if (judgement?.canTell === false) return { outcome: 'failed', got: ALIKE }
  return await judgeVisit(trial, { ...evidence, error, visit }, judgement as Judgement)
}

const ALIKE = 'A sign-in and a denial look the same from outside: in status, place and cookies. Give signedIn if ' +
  'they differ otherwise; without it nothing else can be told.'

/** What should happen, in words. */
function expectationOf ({ expects, group, tokenRequests, arm }: Trial): string {
  const sentences = {
    'signs in': 'The person is signed in.',
    refuses: 'Nobody is signed in.',
    either: 'The app answers; whether the person is signed in is up to it.'
  }
  const calm = arm === undefined ? ' No answer is a 5xx, because nobody but the browser did anything.' : ''
  const once = tokenRequests === 1
    ? ' The code is posted once: ORCID revokes the tokens of a code that is posted twice.'
    : ''
  const never = tokenRequests === 0 ? ' ORCID is asked for no token.' : ''
  return sentences[expects] + (group === 'sign-in' ? '' : calm) + once + never
}

/** An error of the app is its own; whatever else ended a walk says nothing about the app. */
function explainBreak (error: Error): Verdict {
  const [sentence = ''] = error.message.split('\n')
  const isOfApp = error instanceof MockOrcidVisitError && error.about === 'app'
  return { outcome: isOfApp ? 'failed' : 'not applicable', got: sentence.replace(/\?[^\s)]*/g, '') }
}

async function judgeVisit (trial: Trial, evidence: Evidence & { visit: Visit },
  judgement: Judgement): Promise<Verdict> {
  const { visit, fired, tokenRequests } = evidence
  if (fired === 0) return { outcome: 'not applicable', got: 'The app did not ask for it.' }
  const isSignedIn = await judgement.signedIn(visit)
  const faults = [
    ...misjudgement(trial, visit, { isSignedIn, judgement }),
    ...trial.arm === undefined && visit.callbacks.some(({ statusCode }) => statusCode >= 500) ? ['a 5xx'] : [],
    ...tokenRequests !== null && tokenRequests > (trial.tokenRequests ?? Infinity) ? ['too many token requests'] : []
  ]
  const answers = visit.callbacks.map(describeAnswer).join(', then ')
  const asked = trial.tokenRequests === undefined || tokenRequests === null ? '' : `; token requests: ${tokenRequests}`
  const got = `${answers}; ${isSignedIn ? 'signed in' : 'not signed in'}${asked}`
  return faults.length === 0 ? { outcome: 'passed', got } : { outcome: 'failed', got: `${faults.join(', ')}: ${got}` }
}

interface Impression { readonly isSignedIn: boolean, readonly judgement: Judgement }

function misjudgement ({ expects }: Trial, { callbacks }: Visit, { isSignedIn, judgement }: Impression): string[] {
  if (expects === 'refuses' && isSignedIn) return ['somebody is signed in']
  // Each of several answers counts: nobody knows which of them the person gets to see.
  if (expects !== 'signs in') return []
  if (!isSignedIn) return ['nobody is signed in']
  return callbacks.some(judgement.looksFailed) ? ['one of the answers is a failure'] : []
}

/** An answer in a few words. */
function describeAnswer ({ statusCode, location }: VisitResponse): string {
  return location === null ? String(statusCode) : `${statusCode} to ${location.replace(/[?#].*$/s, '')}`
}
