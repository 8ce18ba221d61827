// Which client is speaking: a Basic header, or else the two parameters.
import { createHash, timingSafeEqual } from 'node:crypto'
import { parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import type { TokenAnswer } from './answer.ts'
import { refuse } from './errors.ts'

interface Credentials { readonly clientId: string, readonly clientSecret: string }

function digest (text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function decodeFormValue (text: string): string {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') as string
}

// RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
function basicCredentials (authorization: string): Credentials | null {
  const encoded = /^basic +([\w+/-]+=*)$/i.exec(authorization.trim())?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon === -1) return null
  return {
    clientId: decodeFormValue(text.slice(0, colon)),
    clientSecret: decodeFormValue(text.slice(colon + 1))
  }
}

/**
 * Which of two ways the client authenticates. Any `Authorization` header, whatever its scheme, makes ORCID's token
 * endpoint drop `client_id` and `client_secret` (ORCID-Source, AuthorizationServerUtil).
 */
export function hasAuthorization (authorization: string | undefined): authorization is string {
  return authorization !== undefined && authorization.trim() !== ''
}

/** The client that proves to be who it says, or why it is not heard. */
export function authenticateClient ({ clients, behaviour }: Registry, parameters: URLSearchParams,
  authorization: string | undefined): Client | TokenAnswer {
  const credentials = hasAuthorization(authorization)
    ? basicCredentials(authorization)
    : { clientId: parameter(parameters, 'client_id'), clientSecret: parameter(parameters, 'client_secret') }
  const { clientId, clientSecret } = credentials ?? { clientId: '', clientSecret: '' }
  const client = clients.get(clientId)
  if (client === undefined) return refuse(behaviour, 'unknownClient', clientId)
  if (!timingSafeEqual(digest(client.clientSecret), digest(clientSecret))) return refuse(behaviour, 'wrongSecret')
  if (client.status === 'locked') return refuse(behaviour, 'lockedClient', clientId)
  return client.status === 'deactivated' ? refuse(behaviour, 'deactivatedClient', clientId) : client
}
