// The ORCID iD: its grammar, check digit and URI. Imports nothing, so that a front end can use it.

declare const brand: unique symbol

/**
 * A validated ORCID iD: `0000-0002-1825-0097`, with a correct check digit and an upper-case `X`.
 *
 * @see https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
 */
export type OrcidId = string & { readonly [brand]: 'OrcidId' }

const GRAMMAR = /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/
// What people see and copy: the iD, a page of ORCID's that has it in its path or query, in brackets or after a label.
const LENIENT_GRAMMAR = new RegExp('^[<([]?(?:orcid *(?:id)? *:? *)?' +
  '(?:(?:https?://)?(?:www\\.)?(?:sandbox\\.)?orcid\\.org/(?:my-orcid/?\\?(?:[^#]*&)?orcid=)?)?' +
  '([\\dX -]{16,40})(?:/|/?[?#&].*)?[>)\\].,;]?$', 'i')
// Hyphens and minus signs of typesetters, and what is invisible between characters.
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63]/g
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const MAX_LENGTH = 2000

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
 * Parses an iD as people write and paste it, and returns it in ORCID's form, or `null` if it is not an iD. It may be a
 * page of ORCID's (`https://orcid.org/…`, also `…?lang=en` and `my-orcid?orcid=…`), have a label or brackets around it,
 * typographic or no hyphens, full-width digits, a lower-case `x` or spaces. For user input and old data; use
 * {@link isOrcidId} for what ORCID sends.
 */
export function parseOrcidId (text: string): OrcidId | null {
  if (text.length > MAX_LENGTH) return null
  const plain = text.normalize('NFKC').replace(INVISIBLE, '').replace(DASHES, '-').trim()
  const digits = LENIENT_GRAMMAR.exec(plain)?.[1]?.replace(/[ -]/g, '').toUpperCase() ?? ''
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
