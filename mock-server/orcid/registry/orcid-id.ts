// How an ORCID iD is made, and what is wrong with one: fifteen digits, their check digit, three hyphens.

// The first fifteen digits of the range that ORCID draws from today; it ends 100,000,000 further on.
const RANGE_START = 900000000000

// ISO/IEC 7064 MOD 11-2. https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
function checkDigit (digits: string): string {
  const total = [...digits].reduce((sum, digit) => (sum + Number(digit)) * 2, 0)
  return '0123456789X'.charAt((12 - total % 11) % 11)
}

function hyphenate (compact: string): string {
  return compact.replace(/(.{4})(?=.)/g, '$1-')
}

/** Makes the iD at a place, 0 to 100,000,000, in the range that ORCID draws from today. */
export function makeOrcidId (place: number): string {
  const digits = String(RANGE_START + place).padStart(15, '0')
  return hyphenate(digits + checkDigit(digits))
}

/** What is wrong with a bare iD, in words; null if nothing is. */
export function validateOrcidId (orcid: string): string | null {
  const compact = orcid.replaceAll('-', '')
  const { length } = compact
  if (length !== 16) return `wrong length: ${length} characters without the hyphens, expected 16`
  const stray = /[^\d](?=.)|[^\dX]$/.exec(compact)
  if (stray !== null) {
    const expected = stray.index === 15 ? 'a digit or a capital X' : 'a digit'
    return `wrong character: "${stray[0]}" at position ${stray.index + 1} of 16, expected ${expected}`
  }
  const [digits, written] = [compact.slice(0, -1), compact.slice(-1)]
  const expected = checkDigit(digits)
  if (written !== expected) return `wrong check digit: ${written}, expected ${expected}`
  return orcid === hyphenate(compact) ? null : `wrong hyphens: expected ${hyphenate(compact)}`
}
