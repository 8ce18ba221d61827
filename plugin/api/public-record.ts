// Leg three without a person: what everybody may see of a record, and the way to find people.
import type { ClientContext } from '../context.ts'
import type { WithAppToken } from './app-token.ts'
import { validateOrcidId } from './input.ts'
import { readPart, type ReadOptions } from './read.ts'
import type { OrcidRecord } from './record.ts'
import { createRecordClient, type RecordClient } from './request.ts'
import type { Search } from './search.ts'

/** The public part of one record. */
export type OrcidPublicRecord = Pick<OrcidRecord, 'read'>

/** The type of {@link OrcidClient.publicRecord}, where it is described. */
export type OpenPublicRecord = (orcid: string) => OrcidPublicRecord

export interface PublicData { readonly publicRecord: OpenPublicRecord, readonly search: Search }

/** Nothing is loaded, and no token fetched, before the first call. */
export function createPublicData (context: ClientContext): PublicData {
  const { settings: { environment: { publicApi, memberApi } }, backChannel } = context
  let loadingToken: Promise<WithAppToken> | undefined
  let loadingSearch: Promise<Search> | undefined

  const withAppToken: WithAppToken = async (work) => {
    loadingToken ??= import('./app-token.ts').then(({ createAppToken }) => createAppToken(context))
    return await (await loadingToken)(work)
  }

  return {
    publicRecord (given) {
      const orcid = validateOrcidId(given)
      // The token is fetched where something is sent: what is no part of a record is refused before.
      const get: RecordClient['get'] = async (path) => await withAppToken((accessToken) =>
        createRecordClient({ backChannel, accessToken, orcid, readApi: publicApi, memberApi }).get(path))
      const client = { orcid, isMember: false, get }
      const read = (name: unknown, options?: ReadOptions): Promise<unknown> => readPart(client, name, options)
      return Object.freeze({ read } as OrcidPublicRecord)
    },

    async search (terms, page) {
      loadingSearch ??= import('./search.ts').then(({ createSearch }) => createSearch(context, withAppToken))
      return await (await loadingSearch)(terms, page)
    }
  }
}
