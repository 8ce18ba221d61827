// The ORCID iD: its grammar, check digit and URI. Imports nothing, so that a front end can use it.

declare const brand: unique symbol

/**
 * A validated ORCID iD: `0000-0002-1825-0097`, with a correct check digit and an upper-case `X`.
 *
 * @see https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
 */
export type OrcidId = string & { readonly [brand]: 'OrcidId' }

const GRAMMAR = /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/
const LENIENT_GRAMMAR = /^(?:(?:https?:\/\/)?(?:www\.)?(?:sandbox\.)?orcid\.org\/)?([\dX-]+)\/?$/i

/**
 * The check digit for the first fifteen digits of an iD: `'0'` to `'9'` or `'X'` (ISO/IEC 7064, MOD 11-2).
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
 * Other spellings are refused, because two spellings of one iD would become two accounts.
 */
export function isOrcidId (value: unknown): value is OrcidId {
  if (typeof value !== 'string' || !GRAMMAR.test(value)) return false
  return orcidCheckDigit(value.replaceAll('-', '').slice(0, 15)) === value.at(-1)
}

/**
 * Parses an iD as people write it (with or without `https://orcid.org/` and hyphens, with a lower-case `x` or spaces
 * around it) and returns it in ORCID's form, or `null` if it is not an iD. For user input and old data; use
 * {@link isOrcidId} for what ORCID sends.
 */
export function parseOrcidId (text: string): OrcidId | null {
  const digits = LENIENT_GRAMMAR.exec(text.trim())?.[1]?.replaceAll('-', '').toUpperCase() ?? ''
  const id = digits.replace(/^(.{4})(.{4})(.{4})(.{4})$/, '$1-$2-$3-$4')
  return isOrcidId(id) ? id : null
}

/**
 * The iD in the form to display and store: a full https URI.
 *
 * @param id a validated iD
 * @param issuer the registry; default `https://orcid.org`
 * @see https://info.orcid.org/documentation/integration-guide/orcid-id-display-guidelines/
 */
export function orcidUri (id: OrcidId, issuer = 'https://orcid.org'): string {
  return `${issuer}/${id}`
}
