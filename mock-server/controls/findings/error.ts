// How findings are thrown and told of: a list that a person reads in a failing test.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'
import type { MockFinding } from './findings.ts'

/** `assertClean()` has found something. `findings` has each of them. */
export const MockOrcidFindingsError: FastifyErrorConstructor<{ code: 'MOCK_ORCID_ERR_FINDINGS' }, [string]> =
  createError('MOCK_ORCID_ERR_FINDINGS', '%s')

function print ({ rule, severity, client, sent, orcidDoes, fix, source }: MockFinding, index: number): string {
  return `${index + 1}. ${rule} (${severity}${client === null ? '' : `, ${client}`})
   sent    ${sent}
   ORCID   ${orcidDoes}
   fix     ${fix}
   source  ${source}`
}

/** The findings as text. */
function printFindings (findings: readonly MockFinding[]): string {
  return findings.map(print).join('\n')
}

/** The error that lists findings. */
export function findingsError (findings: readonly MockFinding[]): Error {
  const count = findings.length === 1 ? 'one thing' : `${findings.length} things`
  // The message goes in as it is: a percent sign in a URL is no placeholder.
  const error = new MockOrcidFindingsError('')
  error.message = `ORCID would refuse or frown at ${count} the client did:\n${printFindings(findings)}\n`
  return Object.assign(error, { findings })
}

/** Says, once per mock, that ORCID would have refused something and that no test has looked. */
export function warnOfUnseen (unseen: ReadonlySet<MockFinding>): void {
  const [first] = unseen
  if (first === undefined) return
  const more = unseen.size === 1 ? '' : `, and ${unseen.size - 1} more`
  process.emitWarning(
    `ORCID would have refused what a client did: ${first.rule}${more}. Call findings() or assertClean() to see.`,
    { type: 'MockOrcidWarning', code: 'MOCK_ORCID_WARN_UNSEEN', detail: printFindings([first]) })
}
