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

/** The digit that an iD must end in, whatever it does end in. */
function rightEnd (orcid: string): string {
  return checkDigit(orcid.slice(0, -1).replaceAll('-', ''))
}

/**
 * What is wrong with a bare iD, in words, `null` if nothing is.
 *
 * @see https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
 */
export function findFault (orcid: string): string | null {
  const compact = orcid.replaceAll('-', '')
  const { length } = compact
  if (length !== 16) return `wrong length: ${length} characters without the hyphens, expected 16`
  const stray = /[^\d](?=.)|[^\dX]$/.exec(compact)
  if (stray !== null) {
    const expected = stray.index === 15 ? 'a digit or a capital X' : 'a digit'
    return `wrong character: "${stray[0]}" at position ${stray.index + 1} of 16, expected ${expected}`
  }
  const written = compact.replace(/(.{4})(?=.)/g, '$1-')
  const right = rightEnd(written)
  if (!written.endsWith(right)) return `wrong check digit: ${written.at(-1)}, expected ${right}`
  return orcid === written ? null : `wrong hyphens: expected ${written}`
}
