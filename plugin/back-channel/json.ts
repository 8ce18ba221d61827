// Parses JSON that arrives in pieces: UTF-8 only, within limits, and on request without duplicate members.

// A record has thirteen levels, a hundred names, and one value in 24 bytes. JSON.parse stops the process for seconds
// for millions of lists, of empty objects or of names.
const MAX_DEPTH = 100
const MAX_NAMES = 1000
const MIN_BYTES_PER_VALUE = 20
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
// `[` and `{` differ in one bit, which is set in `{`, and so do `]` and `}`.
const [BRACE_BIT, OPENING, CLOSING] = [0x20, 0x7b, 0x7d]
const STRING_OR_NAME = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g
// FNV-1a with a basis that nobody can prepare for.
const BASIS = Math.trunc(Math.random() * 2 ** 32)
const PRIME = 0x01000193

export type JsonLimit = 'too deep' | 'too many values' | 'too many names'

export interface JsonReader {
  /** Takes the next piece. Returns the limit that the text is beyond, before anything is parsed, otherwise `null`. */
  add (chunk: Buffer): JsonLimit | null
  /**
   * The value, or `undefined` if the text is not JSON, not UTF-8 or, with `refusesDuplicates`, has a duplicate member:
   * two parsers could read two different iDs out of `{"orcid":"A","orcid":"B"}` (RFC 8259 §4).
   */
  parse (): unknown
}

/** `maxBytes` is how much the caller will add at most. */
export function createJsonReader (maxBytes: number, refusesDuplicates: boolean): JsonReader {
  const chunks: Buffer[] = []
  const scan = createScanner(maxBytes / MIN_BYTES_PER_VALUE)

  function parse (): unknown {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks.splice(0)))
      const value: unknown = JSON.parse(text)
      return refusesDuplicates && countMembersInText(text) !== countMembers(value) ? undefined : value
    } catch {
      return undefined
    }
  }

  return Object.freeze({
    add (chunk: Buffer) {
      chunks.push(chunk)
      return scan(chunk)
    },
    parse
  })
}

/** Counts what costs JSON.parse time, in one walk over the bytes. */
function createScanner (maxValues: number): (chunk: Buffer) => JsonLimit | null {
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

  return function scan (chunk) {
    // A loop over an iterator takes three times as long.
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number
      if (isString) scanString(byte)
      else scanByte(byte)
      if (depth > MAX_DEPTH) return 'too deep'
    }
    if (values > maxValues) return 'too many values'
    return names.size > MAX_NAMES ? 'too many names' : null
  }
}

function countMembersInText (text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(STRING_OR_NAME)) if (colon !== undefined) count++
  return count
}

function countMembers (value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const children = Object.values(value)
  const own = Array.isArray(value) ? 0 : children.length
  return children.reduce((count: number, child) => count + countMembers(child), own)
}
