// Which client is speaking: a Basic header, or else the two parameters.
import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { parameter, parametersOf } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import type { TokenAnswer } from './response.ts'
import { refuse } from './errors.ts'

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

function decodeFormValue (text: string): string {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') as string
}

// RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
function basicCredentials (authorization: string): string[] {
  const encoded = /^basic +([\w+/-]+=*)$/i.exec(authorization)?.[1] ?? ''
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return colon === -1 ? [] : [text.slice(0, colon), text.slice(colon + 1)].map(decodeFormValue)
}

function authorizationOf ({ headers: { authorization = '' } }: FastifyRequest): string {
  return authorization.trim()
}

/**
 * Which parameters carry the client's credentials. Any `Authorization` header, whatever its scheme, makes ORCID's
 * token endpoint drop them (ORCID-Source, AuthorizationServerUtil).
 */
export function credentialParameters (request: FastifyRequest): string[] {
  return authorizationOf(request) === '' ? ['client_id', 'client_secret'] : []
}

/** The client that proves to be who it says, or why it is not heard. */
export function authenticateClient ({ clients, behaviour }: Registry, request: FastifyRequest): Client | TokenAnswer {
  const names = credentialParameters(request)
  const parameters = parametersOf(request)
  const [clientId = '', clientSecret = ''] = names.length === 0
    ? basicCredentials(authorizationOf(request))
    : names.map((name) => parameter(parameters, name))
  const client = clients.get(clientId)
  if (client === undefined) return refuse(behaviour, 'unknownClient', clientId)
  if (!timingSafeEqual(digest(client.clientSecret), digest(clientSecret))) return refuse(behaviour, 'wrongSecret')
  if (client.status === 'locked') return refuse(behaviour, 'lockedClient', clientId)
  return client.status === 'deactivated' ? refuse(behaviour, 'deactivatedClient', clientId) : client
}
