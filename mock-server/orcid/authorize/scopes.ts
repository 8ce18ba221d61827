// Whether the scopes of an authorize request may be asked of a researcher by this client.
import type { Behaviour } from '../../options/behaviour.ts'
import type { Client } from '../registry/clients.ts'
import { grantableScopes, splitScope } from '../registry/scopes.ts'

export interface ScopeVerdict {
  /** What may be granted, in the registry's order. */
  readonly scopes: readonly string[]
  /** The first scope that may not be asked for, or null. */
  readonly refused: string | null
}

// Libraries made for other providers insist on these; ORCID drops them (OrcidOAuth2RequestValidator).
const IGNORED: ReadonlySet<string> = new Set(['profile', 'email', 'address', 'phone', 'offline_access'])

/** Validates a scope parameter value by value, in the order it was written. */
export function validateScope (client: Client, scope: string, { oidcScopes }: Behaviour): ScopeVerdict {
  const grantable = grantableScopes(client.type)
  const all = splitScope(scope)
  const asked = all.filter((value) => oidcScopes === 'refused' || !IGNORED.has(value))
  const echoed = oidcScopes === 'echoed' ? all.filter((value) => IGNORED.has(value)) : []
  return {
    scopes: [...grantable.filter((value) => asked.includes(value)), ...echoed],
    refused: asked.find((value) => !grantable.includes(value)) ?? null
  }
}
