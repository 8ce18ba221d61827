// What a live answer says of a row: whether it is so, and what the row should say instead.
import { compare } from '../replay.ts'
import type { Replayed, Reply } from '../replay.ts'
import type { Fact } from '../fact.ts'
import { fillPatterns } from './localise.ts'

/**
 * As the row says; otherwise than the row says; otherwise than the fake, as the row says; or like the fake, though the
 * row says that ORCID is not.
 */
export type Outcome = 'agrees' | 'differs' | 'as recorded' | 'no longer differs'

/** What a live registry has told of one fact. Nothing in it is secret. */
export interface Told {
  readonly id: string
  readonly outcome: Outcome
  /** What is not as the row's answer. */
  readonly complaints: readonly string[]
  readonly live: string
}

const LONGEST = 600

/** An answer in one line: its status, the headers that the row speaks of, its body. */
export function showReply ({ answer }: Fact, { status, headers, body }: Reply): string {
  const named = Object.keys({ 'content-type': '', ...answer.headers })
  const lines = named.filter((name) => name in headers).map((name) => `${name}: ${headers[name]}`)
  return [status, ...lines, body].join(' | ').replace(/\s+/g, ' ')
}

/** `mask` comes before the cut, because half a secret is not found any more. */
export function cut (text: string, mask: (text: string) => string): string {
  const masked = mask(text)
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked
}

function outcomeOf ({ verdict }: Fact, isSame: boolean): Outcome {
  if (verdict === 'exact') return isSame ? 'agrees' : 'differs'
  return isSame ? 'no longer differs' : 'as recorded'
}

export function judge (fact: Fact, replayed: Replayed, mask: (text: string) => string): Told {
  const complaints = compare(fillPatterns(fact, replayed.values).answer, replayed)
  return {
    id: fact.id,
    outcome: outcomeOf(fact, complaints.length === 0),
    complaints: complaints.map((complaint) => cut(complaint, mask)),
    live: cut(showReply(fact, replayed.reply), mask)
  }
}

/** What would change in a row of test/facts/ if the live answer is believed. */
export interface Change {
  readonly id: string
  readonly sure: string
  readonly verdict: string
  readonly source: string
  readonly live: string
  readonly complaints: readonly string[]
}

/** The row's change, or null if it says all of it. */
export function changeOf (fact: Fact, { outcome, live, complaints }: Told, seen: string): Change | null {
  const { id, sure, verdict, source } = fact
  const seenVerdict = { agrees: 'exact', differs: 'differs', 'as recorded': verdict, 'no longer differs': 'exact' }[outcome]
  if (sure === 'observed' && verdict === seenVerdict) return null
  const evidence = { sure: `${sure} → observed`, verdict: verdict === seenVerdict ? verdict : `${verdict} → ${seenVerdict}` }
  return { id, ...evidence, source: `${source}; ${seen}`, live, complaints }
}
