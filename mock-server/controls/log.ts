// One line for each request as it is answered, and for each finding as it is made; what is secret is masked.
import type { MockFinding } from './findings/findings.ts'
import type { MockExchange } from './journal/exchange.ts'

/** A request and its answer, or what ORCID would have refused about it, which has a `rule`. */
export type MockLogEntry = MockExchange | MockFinding

function lineOf (entry: MockLogEntry): string {
  const who = entry.client === null ? '' : ` ${entry.client}`
  if ('rule' in entry) return `  ${entry.severity} ${entry.rule}${who}: ${entry.sent} | ${entry.fix}`
  const { at, method, url, status, durationMs, fault, forgery, readsToday } = entry
  const marks = [fault && `, fault: ${fault}`, forgery && `, forged: ${forgery}`,
    readsToday && `, read ${readsToday} of today`].join('')
  return `${at.toISOString()} ${method} ${url} ${status} ${durationMs.toFixed(0)} ms${who}${marks}`
}

/** An entry as a line for a terminal: whatever a client sent, it has no control characters. */
export function printLine (entry: MockLogEntry): string {
  return `${lineOf(entry).replace(/\p{Cc}+/gu, ' ')}\n`
}

/** An entry as a line of JSON: `{ "request": … }` or `{ "finding": … }`. */
export function printJsonLine (entry: MockLogEntry): string {
  return `${JSON.stringify('rule' in entry ? { finding: entry } : { request: entry })}\n`
}
