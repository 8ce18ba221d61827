// A token without a walk: what the exchange of a code would have answered, for a person and scopes that a test names.
import { hintAt, refuseProblems, validateOptions } from '../options/validate.ts'
import { draftIdToken, signIdToken } from '../orcid/id-token.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { nowInSeconds } from '../orcid/registry/clock.ts'
import { issueToken, tokenLifetime } from '../orcid/registry/grants.ts'
import { findResearcher } from '../orcid/registry/person-changes.ts'
import type { Registry } from '../orcid/registry/registry.ts'
import { isActive } from '../orcid/registry/researchers.ts'
import { grantableScopes, ownScopes, splitScope } from '../orcid/registry/scopes.ts'
import { tokenMembers } from '../orcid/token/response.ts'
import { findClientId } from './arming.ts'
import type { createJournal } from './journal/journal.ts'
import { keepBody } from './journal/request.ts'

/** For whom a token is, and what it may do. */
export interface MockTokenPlan {
  /**
   * The person who grants it: a person of the mock, a name, or an iD.
   * @default none: a token of the client's own, as `client_credentials` gives it
   */
  readonly as?: { readonly orcid: string } | string
  /** The client, or its id. A client's own `token()` needs none. */
  readonly client?: { readonly clientId: string } | string
  /**
   * The scopes, as a list or separated by spaces.
   * @default 'openid', without a person '/read-public'
   */
  readonly scope?: string | readonly string[]
}

/** What ORCID's token endpoint answers, by ORCID's own names. */
export interface MockTokens {
  /** For the record API and userinfo. */
  readonly access_token: string
  /** `'bearer'`, unless the mock's behaviour says otherwise. */
  readonly token_type: string
  /** For new tokens. */
  readonly refresh_token: string
  /** In seconds. */
  readonly expires_in: number
  /** Separated by spaces, in ORCID's order. */
  readonly scope: string
  /** The person's public name; absent for a client's own token. */
  readonly name?: string | null
  /** The iD, or null for a client's own token. */
  readonly orcid: string | null
  /** Only with `openid`. */
  readonly id_token?: string
}

const planShape = {
  type: 'object',
  additionalProperties: false,
  required: ['client'],
  properties: { as: {}, client: {}, scope: { type: ['string', 'array'], items: { type: 'string' } } }
}

/** What a lookup finds, or the sentence of the error that it throws. */
function attempt<Found> (find: () => Found): { found?: Found, problem?: string } {
  try {
    return { found: find() }
  } catch (error) {
    return { problem: (error as Error).message.replace(/\.$/, '') }
  }
}

function findScopeProblems (asked: readonly string[], { type }: Client, allowed: readonly string[]): string[] {
  const known = [...grantableScopes('premium'), ...ownScopes('premium')]
  const wrong = asked.filter((scope) => !allowed.includes(scope)).map((scope) => {
    const problem = known.includes(scope) ? `is not for a ${type} client here` : 'is not known'
    return `scope ${scope} ${problem}${hintAt(scope, allowed, `, expected ${allowed.join(', ')}`)}`
  })
  return asked.length === 0 ? ['scope must name one'] : wrong
}

interface Grantee { readonly client: Client, readonly orcid: string | null, readonly scopes: readonly string[] }

/** Who gets which scopes from whom. Throws `MOCK_ORCID_ERR_OPTIONS` with all that is wrong. */
function validateTokenPlan (registry: Registry, plan: MockTokenPlan): Grantee {
  const { as, client: named = '', scope = as === undefined ? '/read-public' : 'openid' } = plan
  validateOptions(planShape, plan, 'token')
  const written = typeof as === 'string' ? as : String(Object(as).orcid)
  const person = attempt(() => as === undefined ? null : findResearcher(registry, written))
  const client = attempt(() => registry.clients.get(findClientId(registry.clients, named)) as Client)
  const asked = splitScope(typeof scope === 'string' ? scope : scope.join(' '))
  const { type = 'public', status = 'active' } = client.found ?? {}
  const allowed = as === undefined ? ownScopes(type) : grantableScopes(type)
  refuseProblems([
    ...[client.problem, person.problem].filter((problem) => problem !== undefined),
    ...status === 'active' ? [] : [`the client is ${status}`],
    ...person.found == null || isActive(person.found) ? [] : [`the record of ${written} is not active`],
    ...client.found === undefined ? [] : findScopeProblems(asked, client.found, allowed)
  ], 'token')
  const scopes = allowed.filter((one) => asked.includes(one))
  return { client: client.found as Client, orcid: person.found?.orcid ?? null, scopes }
}

interface Memories { readonly registry: Registry, readonly journal: ReturnType<typeof createJournal> }

export async function issueTokens ({ registry, journal }: Memories, plan: MockTokenPlan): Promise<MockTokens> {
  const { grants, clock, behaviour } = registry
  const { client: { clientId }, orcid, scopes } = validateTokenPlan(registry, plan)
  const authTime = orcid === null ? {} : { authTime: nowInSeconds(clock) }
  const grant = { clientId, orcid, scopes, expiresIn: tokenLifetime(behaviour), ...authTime }
  const token = issueToken(grants, clock.now(), grant)
  const idToken = orcid !== null && scopes.includes('openid')
    ? { id_token: await signIdToken(draftIdToken(registry, token, null)) }
    : {}
  const body = JSON.stringify({ ...tokenMembers(registry, token), ...idToken })
  const headers = [['content-type', 'application/json']] as const
  journal.add({
    endpoint: null,
    client: clientId,
    method: 'POST',
    status: 200,
    fault: null,
    forgery: null,
    readsToday: null,
    at: new Date(clock.now()),
    durationMs: 0,
    request: { url: '/control/token', headers, ...keepBody(Buffer.from(JSON.stringify({ as: orcid, scope: scopes.join(' ') }))) },
    answer: { headers, ...keepBody(Buffer.from(body)) }
  })
  return JSON.parse(body) as MockTokens
}
