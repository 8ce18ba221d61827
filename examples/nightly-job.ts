// A job without a request: adds a work to each record whose person has allowed it, with tokens that an app has kept.
import {
  createOrcid, OrcidConflictError, OrcidOutcomeUnknownError, OrcidRateLimitedError, OrcidTokenInvalidError,
  OrcidUnavailableError
} from 'fastify-orcid'
import type { OrcidClientOptions, OrcidWork } from 'fastify-orcid'

/** A row of the app's database. `tokens` is what `app.orcid.sealTokens(login)` returned in `onLogin`. */
export interface Row { readonly orcid: string, readonly tokens: string, readonly work: OrcidWork }

export type Outcome = 'added' | 'there already' | 'try tomorrow' | 'ask the person again' | 'look at the log'

/** Works through the rows, one after the other, and says what became of each. */
export async function runJob (options: OrcidClientOptions, rows: readonly Row[]): Promise<Outcome[]> {
  const orcid = createOrcid(options)
  const outcomes: Outcome[] = []
  for (const row of rows) {
    try {
      const tokens = orcid.openTokens(row.tokens, { orcid: row.orcid })
      await orcid.record(tokens, row.orcid).add('work', row.work)
      outcomes.push('added')
    } catch (error) {
      outcomes.push(outcomeOf(error))
    }
  }
  await orcid.close()
  return outcomes
}

function outcomeOf (error: unknown): Outcome {
  // This client has added it before, perhaps in a run that did not hear ORCID's answer.
  if (error instanceof OrcidConflictError) return 'there already'
  // One refusal is no proof that a token is dead. The row is kept, and tomorrow's run counts.
  if (error instanceof OrcidTokenInvalidError) return 'ask the person again'
  const outages = [OrcidUnavailableError, OrcidRateLimitedError, OrcidOutcomeUnknownError]
  return outages.some((one) => error instanceof one) ? 'try tomorrow' : 'look at the log'
}
