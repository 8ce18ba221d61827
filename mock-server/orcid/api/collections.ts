// What a record API has beside records: one row for each first segment of a path, loaded when it is first asked for.
import type { Call, Endpoint, FindEndpoint } from './target.ts'

const collections: ReadonlyMap<string, () => Promise<FindEndpoint>> = new Map([
  ['client', async () => (await import('./client.ts')).findClientEndpoint],
  ['identifiers', async () => (await import('./identifiers/list.ts')).findIdentifiersEndpoint],
  ['search', async () => (await import('./search/endpoint.ts')).findSearch],
  ['expanded-search', async () => (await import('./search/endpoint.ts')).findExpandedSearch],
  ['csv-search', async () => (await import('./search/endpoint.ts')).findCsvSearch],
  ['group-id-record', async () => (await import('./group-id-record.ts')).findGroupEndpoint]
])

export async function findCollection (first: string, below: readonly string[],
  isMemberApi: boolean): Promise<Endpoint<Call> | null> {
  const load = collections.get(first)
  return load === undefined ? null : (await load())(below, isMemberApi)
}
