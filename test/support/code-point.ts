// Any character: the unit of a text that is made of whatever there is.
import fc from 'fast-check'

const SURROGATES = { from: 0xd800, count: 0x800 }

/**
 * What fast-check calls `binary`: any code point that is no half of a pair. Its own lists all million of them, which
 * takes a second in every file that names it.
 */
export const codePoint: fc.Arbitrary<string> = fc.nat({ max: 0x10ffff - SURROGATES.count }).map(
  (number) => String.fromCodePoint(number < SURROGATES.from ? number : number + SURROGATES.count),
  (text) => {
    const number = typeof text === 'string' ? text.codePointAt(0) : undefined
    const isOne = number !== undefined && String.fromCodePoint(number) === text
    if (!isOne || (number >= SURROGATES.from && number < SURROGATES.from + SURROGATES.count)) {
      throw new Error('No code point')
    }
    return number < SURROGATES.from ? number : number - SURROGATES.count
  }
)
