// A nightly job: makes the works of each record what the institution's database says, with tokens that an app has kept.
import { createOrcid } from 'fastify-orcid'
import type { OrcidClientOptions, OrcidWork } from 'fastify-orcid'
import { syncSection } from 'fastify-orcid/sync'

/** A row of the app's database. `tokens` is what `app.orcid.sealTokens(login)` returned in `onLogin`. */
export interface Row { readonly orcid: string, readonly tokens: string, readonly works: readonly OrcidWork[] }

export async function syncAll (options: OrcidClientOptions, rows: readonly Row[]): Promise<void> {
  const orcid = createOrcid(options)
  for (const { orcid: iD, tokens, works } of rows) {
    try {
      const record = orcid.record(orcid.openTokens(tokens, { orcid: iD }), iD)
      const { added, updated, removed, failed } = await syncSection(record, 'works', works)
      console.log(`${iD}: ${added.length} added, ${updated.length} updated, ${removed.length} removed`)
      for (const { index, error } of failed) console.error(`${iD}: work ${index}: ${error.message}`, error.cause)
    } catch (error) {
      // The next night goes on from here, whatever happened.
      console.error(`${iD}: ${(error as Error).message}`)
    }
  }
  await orcid.close()
}
