// What ORCID says of a client in public.
import type { Client } from '../registry/clients.ts'
import type { Members } from '../registry/record/model.ts'
import { checkScopes } from './access.ts'
import { refuse } from './errors.ts'
import { reading, type Call, type FindEndpoint } from './target.ts'

// The words are the database's (ORCID-Source, ClientDetailsDaoImpl.getLastModified).
const NO_RESULT = 'No result found for query [select lastModified from ClientDetailsEntity where id = :clientId]'

function renderClient (call: Call, clientId: string): Members {
  const { registry, isMemberApi } = call
  if (isMemberApi) checkScopes(call, ['/read-public'])
  const { name, description }: Client = registry.clients.get(clientId) ?? refuse(9016, { detail: NO_RESULT })
  return { name, description }
}

/** A path without an id is a record's, as for ORCID. */
export const findClientEndpoint: FindEndpoint = ([clientId = '', ...further]) => {
  if (clientId === '' || further.length > 0) return null
  return { GET: reading((call) => renderClient(call, clientId)) }
}
