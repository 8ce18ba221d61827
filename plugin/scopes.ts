// The permissions that ORCID publishes for people to grant.
import { nearest } from './complaints.ts'

const SCOPES = ['openid', '/authenticate', '/read-limited', '/activities/update', '/person/update', '/email/read-private'] as const

/**
 * A permission that a person can grant at ORCID. Public clients may ask for `openid` and `/authenticate`, members for
 * the others too.
 *
 * @see https://info.orcid.org/ufaqs/what-is-an-oauth-scope-and-which-scopes-does-orcid-support/
 */
export type OrcidScope = typeof SCOPES[number]

/** A permission as an app writes it; ORCID has older ones besides those it publishes. */
export type OrcidScopeName = OrcidScope | (string & {})

// No scope that is granted can be called so (RFC 6749 §3.3).
const NOBODYS = '\0'

/**
 * Permissions as an app, a link or ORCID writes them, each once: in one text with blanks between them, or in a list.
 * What is not text becomes a permission that nobody has.
 */
export function listScopes (written: unknown): string[] {
  const texts = [written ?? []].flat()
  const names = texts.flatMap((text) => typeof text === 'string' ? text.split(/\s+/) : NOBODYS)
  return [...new Set(names)].filter(Boolean)
}

/** Says of each permission that ORCID does not publish which one may have been meant; nothing is refused for it. */
export function scopeDoubts (names: readonly string[]): string[] {
  return names.filter((name) => !SCOPES.some((known) => known === name)).map((name) => {
    const meant = nearest(name, SCOPES)
    return `${name} is no permission that ORCID publishes${meant === undefined ? '' : `, did you mean ${meant}?`}`
  })
}
