// How a run is told: what differs side by side, what was left out and why, how many there were.
import type { Fact } from '../fact.ts'
import type { Outcome, Told } from './judge.ts'
import { renderAnswer } from '../../support/fidelity-table.ts'

/** The fake, the row and the live registry, one below the other. */
export function showDifference ({ id, about, room, answer, sure, source }: Fact, { live, complaints }: Told,
  mock: string): string {
  return [
    `DIFFERS    ${id} (${room}): ${about}`,
    `  mock     ${mock}`,
    `  table    ${renderAnswer(answer).replaceAll('<br>', ' | ')} (${sure}: ${source})`,
    `  live     ${live}`,
    ...complaints.map((complaint) => `  because  ${complaint}`)
  ].join('\n')
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  agrees: 'as the table says',
  differs: 'otherwise',
  'as recorded': 'otherwise than the fake, as the table says: compare what it says of ORCID',
  'no longer differs': 'like the fake, though the table says that ORCID is not'
}

interface Whole {
  readonly told: readonly Told[]
  readonly skipped: ReadonlyArray<{ readonly reason: string }>
  /** How many facts are still to be asked. */
  readonly left: number
  readonly file: string
  /** What is still on the record. */
  readonly added: readonly string[]
}

export function showSummary ({ told, skipped, left, file, added }: Whole): string {
  const count = (outcome: string): number => told.filter((one) => one.outcome === outcome).length
  const reasons = [...new Set(skipped.map(({ reason }) => reason))]
  return [
    '',
    ...Object.entries(OUTCOMES).map(([outcome, text]) => `${String(count(outcome)).padStart(5)} ${text}`),
    `${String(skipped.length).padStart(5)} left out:`,
    ...reasons.map((reason) => `${String(skipped.filter((one) => one.reason === reason).length).padStart(9)} ${reason}`),
    ...(left === 0 ? [] : [`${String(left).padStart(5)} still to be asked: run the same command again`]),
    ...added.map((path) => `Still on the record: ${path}`),
    `The proposed changes of the table: ${file}`
  ].join('\n')
}
