// Who sends a request: the client, and the visit of a person that it is sent for.
import type { Visit } from '../orcid/registry/grants.ts'
import type { ArmedFault, ArmedForgery } from './armed.ts'
import type { MockRequest } from './journal/exchange.ts'
import { accessTokenIn, clientOf, parametersIn } from './journal/request.ts'
import type { Stage } from './stage.ts'

/** Who sends a request. */
export interface Caller {
  /** The id of the client, or null if the request names none. */
  readonly client: string | null
  /** The visit whose code or token it carries, or null. */
  readonly visit: Visit | null
}

function visitOf ({ registry: { grants } }: Stage, request: MockRequest): Visit | null {
  const parameters = parametersIn(request)
  const [code, refreshToken] = ['code', 'refresh_token'].map((name) => parameters.get(name) ?? '') as [string, string]
  const token = grants.refreshTokens.get(refreshToken) ?? grants.tokens.get(accessTokenIn(request))
  return grants.codes.get(code)?.tokens ?? token?.family ?? null
}

/** Reads who sends a request. */
export function callerOf (stage: Stage, request: MockRequest): Caller {
  return { client: clientOf(request, stage.owners), visit: visitOf(stage, request) }
}

/** Whether a fault or a forgery is armed for a caller. */
export function isMeantFor ({ client, visit }: Pick<ArmedFault | ArmedForgery, 'client' | 'visit'>,
  caller: Caller): boolean {
  return visit === null ? client === null || client === caller.client : visit === caller.visit
}
