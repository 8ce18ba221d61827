// JSON as ORCID sends it: UTF-8, and in what says who somebody is no member twice.

const MEMBER_OR_TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g

/**
 * Parses a body. `undefined` for what is not JSON, not UTF-8 or, if that is asked for, says something twice: two
 * parsers read two people out of `{"orcid":"A","orcid":"B"}` (RFC 8259 §4).
 */
export function parseJson (bytes: Buffer, refusesDuplicates: boolean): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return refusesDuplicates && countWritten(text) !== countRead(value) ? undefined : value
  } catch {
    return undefined
  }
}

/** How many members are written down in a JSON text. */
function countWritten (text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(MEMBER_OR_TEXT)) if (colon !== undefined) count++
  return count
}

/** How many of them were read. It does not recurse: ten thousand lists in each other are a kilobyte or two. */
function countRead (value: unknown): number {
  const left = [value]
  let count = 0
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one !== 'object' || one === null) continue
    const values = Object.values(one)
    if (!Array.isArray(one)) count += values.length
    for (const inner of values) left.push(inner)
  }
  return count
}
