// How an ORCID iD is made: fifteen digits, their check digit, three hyphens.

/** First fifteen digits of the range that ORCID draws from today; it ends 100,000,000 further on. */
const RANGE_START = 900000000000

/**
 * ISO/IEC 7064 MOD 11-2 over decimal digits.
 *
 * @see https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
 */
function checkDigit (digits: string): string {
  const total = [...digits].reduce((sum, digit) => (sum + Number(digit)) * 2, 0)
  return '0123456789X'.charAt((12 - total % 11) % 11)
}

/**
 * Makes the iD with a given place in the range ORCID issues today.
 *
 * @param place 0 to 100,000,000
 */
export function makeOrcidId (place: number): string {
  const digits = String(RANGE_START + place).padStart(15, '0')
  return (digits + checkDigit(digits)).replace(/(.{4})(?=.)/g, '$1-')
}

/** Whether a string is an iD: the grammar, and a check digit that agrees with the fifteen before it. */
export function hasCheckDigit (orcid: string): boolean {
  return checkDigit(orcid.slice(0, -1).replaceAll('-', '')) === orcid.at(-1)
}
