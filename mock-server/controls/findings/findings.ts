// A finding: what it says of a client, how it is printed, and the error that carries all of them.
import type { FastifyErrorConstructor } from '@fastify/error'
import { createMockError } from '../../errors.ts'
import { maskText } from '../journal/mask.ts'
import { findingRules, type MockFindingName, type MockFindingRule } from './rules.ts'

/** One thing that is wrong with what a client did, and the rule that it breaks. */
export interface MockFinding extends MockFindingRule {
  /** The rule it breaks. */
  readonly rule: MockFindingName
  /** The id of the client, or null if the request names none. */
  readonly client: string | null
  /** What it sent, secrets masked, cut off after a thousand characters. */
  readonly sent: string
  /** The number of the first exchange it was seen in, as the journal counts. */
  readonly exchange: number
}

/** `assertClean()` has found something. `findings` has each of them. */
export const MockOrcidFindingsError: FastifyErrorConstructor<{ code: 'MOCK_ORCID_ERR_FINDINGS' }, [string]> =
  createMockError('MOCK_ORCID_ERR_FINDINGS', 'MockOrcidFindingsError')

const LONGEST_SENT = 1000

interface Found extends Pick<MockFinding, 'exchange' | 'sent'>, Partial<Pick<MockFinding, 'fix'>> {
  /** What ORCID's answer says. */
  readonly said?: string | undefined
}

/** Describes a finding. A `fix` is added to the rule's own. */
export function describeFinding (rule: MockFindingName, client: string | null,
  { sent, said, fix = '', exchange }: Found): MockFinding {
  const { severity, orcidDoes, fix: remedy, source } = findingRules[rule]
  const masked = maskText(sent)
  return Object.freeze({
    rule,
    severity,
    client,
    sent: masked.length > LONGEST_SENT ? `${masked.slice(0, LONGEST_SENT)}…` : masked,
    orcidDoes: said === undefined ? orcidDoes : `${orcidDoes} It said: ${maskText(said.slice(0, LONGEST_SENT))}`,
    fix: remedy + fix,
    source,
    exchange
  })
}

function print ({ rule, severity, client, sent, orcidDoes, fix, source }: MockFinding, index: number): string {
  return `${index + 1}. ${rule} (${severity}${client === null ? '' : `, ${client}`})
   sent    ${sent}
   ORCID   ${orcidDoes}
   fix     ${fix}
   source  ${source}`
}

export function warnOf ([first, ...others]: readonly MockFinding[]): void {
  if (first === undefined) return
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  process.emitWarning(
    `ORCID would have refused what a client did: ${first.rule}${more}. Call findings() or assertClean() to see.`,
    { type: 'MockOrcidWarning', code: 'MOCK_ORCID_WARN_UNSEEN', detail: print(first, 0) })
}

export function findingsError (findings: readonly MockFinding[]): Error {
  const count = findings.length === 1 ? 'one thing' : `${findings.length} things`
  // The message goes in as it is: a percent sign in a URL is no placeholder.
  const error = new MockOrcidFindingsError('')
  const rules = [...new Set(findings.map(({ rule }) => `'${rule}'`))].join(', ')
  error.message = `ORCID would refuse or warn of ${count} the client did:\n${findings.map(print).join('\n')}\n` +
    `What is meant to be so is excused by assertClean({ except: [${rules}] }).\n`
  return Object.assign(error, { findings })
}
