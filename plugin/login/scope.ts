// Leg one: which scopes one sign-in requests.
import { OrcidOptionsError, OrcidScopeNotAllowedError } from '../errors.ts'
import { isScope, listScopes } from '../options/scopes.ts'
import type { Settings } from '../options/settings.ts'

/**
 * The scopes to request: those passed to `authorizationUrl()`, with the scopes every sign-in needs. Throws
 * `ORCID_ERR_OPTIONS` for malformed scopes, because they come from the app's own code.
 */
export function resolveScope (settings: Settings, scope: string | readonly string[] | undefined): readonly string[] {
  if (scope === undefined) return settings.scope
  const requested = listScopes(scope)
  if (requested.length === 0 || !requested.every(isScope)) {
    const expected = 'scopes separated by spaces, or a list of them'
    throw new OrcidOptionsError(`\`scope\` of authorizationUrl() must be ${expected}.`)
  }
  if (!settings.openid && requested.includes('openid')) {
    throw new OrcidOptionsError('`scope` of authorizationUrl() names openid, but option `openid` is false.')
  }
  return [...new Set([...(settings.openid ? ['openid'] : []), ...settings.requiredScope, ...requested])]
}

/**
 * The scopes that a login URL may request with `?scope=`, or `undefined` for the default. Without the option
 * `allowedScope` the parameter is ignored. With it, a scope that is not listed throws `ORCID_ERR_SCOPE_NOT_ALLOWED`.
 */
export function checkAllowedScope ({ scope, allowedScope }: Settings,
  untrustedScope: readonly string[] | undefined): readonly string[] | undefined {
  if (allowedScope.length === 0 || untrustedScope === undefined) return undefined
  const requested = listScopes(untrustedScope)
  const isAllowed = requested.every((name) => scope.includes(name) || allowedScope.includes(name))
  if (!isAllowed) throw new OrcidScopeNotAllowedError()
  return requested.length === 0 ? undefined : requested
}
