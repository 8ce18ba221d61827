// What a record API has beside records: one row for each first segment of a path, loaded when it is first asked for.
import type { FindEndpoint } from './target.ts'

export const collections: ReadonlyMap<string, () => Promise<FindEndpoint>> = new Map([
  ['client', async () => (await import('./client.ts')).findClientEndpoint],
  ['identifiers', async () => (await import('./identifiers/list.ts')).findIdentifiersEndpoint],
  ['search', async () => (await import('./search/endpoint.ts')).findSearch],
  ['expanded-search', async () => (await import('./search/endpoint.ts')).findExpandedSearch],
  ['csv-search', async () => (await import('./search/endpoint.ts')).findCsvSearch],
  ['group-id-record', async () => (await import('./group-id-record.ts')).findGroupEndpoint]
])
