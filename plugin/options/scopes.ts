// The scopes that ORCID publishes, and the grammar of any scope.
import { findSimilar } from './messages.ts'

const SCOPES = ['openid', '/authenticate', '/read-limited', '/activities/update', '/person/update', '/email/read-private'] as const

/**
 * A scope that ORCID publishes. Public clients may request `openid` and `/authenticate`, member clients all of them.
 *
 * @see https://info.orcid.org/ufaqs/what-is-an-oauth-scope-and-which-scopes-does-orcid-support/
 */
export type OrcidScope = typeof SCOPES[number]

/** Any scope: ORCID also knows older ones that it no longer publishes. */
export type OrcidScopeName = OrcidScope | (string & {})

/** RFC 6749 §3.3, without the comma, which no scope of ORCID has. */
export const SCOPE_CHARACTERS = '!#-+\\--\\[\\]-~'
const SCOPE = new RegExp(`^[${SCOPE_CHARACTERS}]+$`)
// Not a valid scope, so no list of granted or allowed scopes has it.
const IMPOSSIBLE_SCOPE = '\0'

export function isScope (name: string): boolean {
  return SCOPE.test(name)
}

/**
 * Splits scopes given as one string or as a list, and removes duplicates. A value that is not a string becomes an
 * impossible scope, so it is refused.
 */
export function listScopes (scopes: unknown): string[] {
  const names = [scopes ?? []].flat().flatMap((text) => typeof text === 'string' ? text.split(/\s+/) : IMPOSSIBLE_SCOPE)
  return [...new Set(names)].filter(Boolean)
}

/** A warning for each scope that ORCID does not publish. It is not refused, because ORCID may know it. */
export function unpublishedScopeWarnings (names: readonly string[]): string[] {
  return names.filter((name) => !SCOPES.some((known) => known === name)).map((name) => {
    const similar = findSimilar(name, SCOPES)
    return `${name} is not a scope that ORCID publishes${similar === undefined ? '' : `, did you mean ${similar}?`}`
  })
}
