// Parses JSON: UTF-8 only, within limits, and on request without duplicate members.
import { isUtf8 } from 'node:buffer'

// JSON.parse stops the process for seconds for millions of lists, one in or beside the other, or of names. Ten thousand
// works, ORCID's maximum, have a million values under a hundred names, in a dozen levels.
const MAX_DEPTH = 1000
const MAX_VALUES = 1_500_000
const MAX_NAMES = 1000
// Of less than this, no text takes long. To look at each byte would take as long as to parse the text.
const SCANNED_BYTES = 1024 * 1024
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
// `[` and `{` differ in one bit, which is set in `{`, and so do `]` and `}`.
const [BRACE_BIT, OPENING, CLOSING] = [0x20, 0x7b, 0x7d]
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf)
const STRING_OR_NAME = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g
// FNV-1a with a basis that nobody can prepare for.
const BASIS = Math.trunc(Math.random() * 2 ** 32)
const PRIME = 0x01000193

export type JsonLimit = 'too deep' | 'too many values' | 'too many names'

/** The limit that a text of a megabyte or more is beyond, before anything is parsed, otherwise `null`. */
export function findJsonLimit (bytes: Buffer): JsonLimit | null {
  return bytes.length < SCANNED_BYTES ? null : scan(bytes)
}

/**
 * The value, or `undefined` if the text is not JSON, not UTF-8 or, with `refusesDuplicates`, has a duplicate member:
 * two parsers could read two different iDs out of `{"orcid":"A","orcid":"B"}` (RFC 8259 §4).
 */
export function parseJson (bytes: Buffer, { refusesDuplicates }: { readonly refusesDuplicates: boolean }): unknown {
  if (!isUtf8(bytes)) return undefined
  const hasMark = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)
  const text = bytes.toString('utf8', hasMark ? 3 : 0)
  try {
    const value: unknown = JSON.parse(text)
    return refusesDuplicates && countMembersInText(text) !== countMembers(value) ? undefined : value
  } catch {
    return undefined
  }
}

/** Counts what costs JSON.parse time, in one walk over the bytes. */
function scan (bytes: Buffer): JsonLimit | null {
  const names = new Set<number>()
  let depth = 0
  let values = 0
  let hash = BASIS
  let isString = false
  let isEscaped = false

  function scanString (byte: number): void {
    if (isEscaped) isEscaped = false
    else if (byte === BACKSLASH) isEscaped = true
    else if (byte === QUOTE) isString = false
    hash = Math.imul(hash ^ byte, PRIME)
  }

  function scanByte (byte: number): void {
    if (byte === QUOTE) {
      isString = true
      hash = BASIS
    } else if (byte === COMMA) values++
    else if (byte === COLON) names.add(hash)
    else if ((byte | BRACE_BIT) === OPENING) {
      // A list or an object takes longer than a text or a number.
      values += 2
      depth++
    } else if ((byte | BRACE_BIT) === CLOSING) depth--
  }

  // A loop over an iterator takes three times as long.
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (isString) scanString(byte)
    else scanByte(byte)
    if (depth > MAX_DEPTH) return 'too deep'
  }
  if (values > MAX_VALUES) return 'too many values'
  return names.size > MAX_NAMES ? 'too many names' : null
}

function countMembersInText (text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(STRING_OR_NAME)) if (colon !== undefined) count++
  return count
}

/** Does not recurse: a few kilobytes can hold ten thousand nested lists, which would exhaust the stack. */
function countMembers (value: unknown): number {
  const pending = [value]
  let count = 0
  while (pending.length > 0) {
    const next = pending.pop()
    if (typeof next !== 'object' || next === null) continue
    const children = Object.values(next)
    if (!Array.isArray(next)) count += children.length
    for (const child of children) pending.push(child)
  }
  return count
}
