// The ORCID iD: its grammar, its check digit and its URI. Knows no HTTP and no Fastify, so a front end can use it.

declare const brand: unique symbol

/**
 * A string that has been checked to be an ORCID iD: `0000-0002-1825-0097`, check digit verified, an `X` in upper case.
 *
 * @see https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
 */
export type OrcidId = string & { readonly [brand]: 'OrcidId' }

const GRAMMAR = /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/
const WRITTEN = /^(?:(?:https?:\/\/)?(?:www\.)?(?:sandbox\.)?orcid\.org\/)?([\dX-]+)\/?$/i

/**
 * The check digit that belongs to the first fifteen digits of an iD: `'0'` to `'9'` or `'X'` (ISO/IEC 7064, MOD 11-2).
 *
 * @param digits fifteen decimal digits without hyphens
 */
export function orcidCheckDigit (digits: string): string {
  let total = 0
  for (const digit of digits) total = (total + Number(digit)) * 2
  const check = (12 - total % 11) % 11
  return check === 10 ? 'X' : String(check)
}

/**
 * Whether a value is an ORCID iD exactly as ORCID sends it: hyphens, upper-case `X`, right check digit.
 * Nothing is trimmed, folded or unwrapped, because two spellings of one iD would be two accounts.
 */
export function isOrcidId (value: unknown): value is OrcidId {
  if (typeof value !== 'string' || !GRAMMAR.test(value)) return false
  return orcidCheckDigit(value.replaceAll('-', '').slice(0, 15)) === value.at(-1)
}

/**
 * Reads an iD as a person may write it (with or without `https://orcid.org/` and hyphens, lower-case `x`, blanks
 * around it) and returns it in ORCID's form, or `null` if it is not an iD. Meant for what people type and for old
 * data; what ORCID sends is judged by {@link isOrcidId}.
 */
export function parseOrcidId (text: string): OrcidId | null {
  const digits = WRITTEN.exec(text.trim())?.[1]?.replaceAll('-', '').toUpperCase() ?? ''
  const id = digits.replace(/^(.{4})(.{4})(.{4})(.{4})$/, '$1-$2-$3-$4')
  return isOrcidId(id) ? id : null
}

/**
 * The iD as ORCID asks to show and store it: a full https URI.
 *
 * @param id a checked iD
 * @param issuer the environment's address; default `https://orcid.org`
 * @see https://info.orcid.org/documentation/integration-guide/orcid-id-display-guidelines/
 */
export function orcidUri (id: OrcidId, issuer = 'https://orcid.org'): string {
  return `${issuer}/${id}`
}
