// Leg one: which permissions one sign-in asks for.
import { OrcidOptionsError, OrcidScopeNotAllowedError } from '../errors.ts'
import { listScopes } from '../scopes.ts'
import type { Settings } from '../settings.ts'

// RFC 6749 §3.3, less the comma, which no scope of ORCID's has.
const SCOPE = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/

/** Scopes as an app or a link may write them. */
export type WrittenScope = string | readonly string[]

/**
 * The scopes of a sign-in that asks for its own: besides those, what every sign-in needs. An app's own code
 * says what it wants, so a mistake in it is `ORCID_ERR_OPTIONS`.
 */
export function wantedScope (settings: Settings, written: WrittenScope | undefined): readonly string[] {
  if (written === undefined) return settings.scope
  const asked = listScopes(written)
  if (asked.length === 0 || !asked.every((name) => SCOPE.test(name))) {
    const expected = 'permissions separated by spaces, or a list of them'
    throw new OrcidOptionsError(`\`scope\` of authorizationUrl() must be ${expected}`)
  }
  if (!settings.openid && asked.includes('openid')) {
    throw new OrcidOptionsError('`scope` of authorizationUrl() names openid, but option `openid` is false')
  }
  return [...new Set([...(settings.openid ? ['openid'] : []), ...settings.requiredScope, ...asked])]
}

/**
 * Judges a `scope` that came with a request. Without `allowedScope` a request has no say, and nothing it says
 * is looked at. With it, a scope that is not listed is refused with `ORCID_ERR_SCOPE_NOT_ALLOWED`.
 */
export function allowedScope ({ scope, allowedScope }: Settings,
  untrustedScope: readonly string[] | undefined): readonly string[] | undefined {
  if (allowedScope.length === 0 || untrustedScope === undefined) return undefined
  const asked = listScopes(untrustedScope)
  const isListed = asked.every((name) => scope.includes(name) || allowedScope.includes(name))
  if (!isListed) throw new OrcidScopeNotAllowedError()
  return asked.length === 0 ? undefined : asked
}
