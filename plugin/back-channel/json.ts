// Parses JSON: UTF-8 only, and on request without duplicate members.

const STRING_OR_NAME = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g

/**
 * Parses a body. Returns `undefined` if it is not JSON, not UTF-8 or, with `refusesDuplicates`, has a duplicate
 * member: two parsers could read two different iDs out of `{"orcid":"A","orcid":"B"}` (RFC 8259 §4).
 */
export function parseJson (bytes: Buffer, refusesDuplicates: boolean): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return refusesDuplicates && countMembersInText(text) !== countMembers(value) ? undefined : value
  } catch {
    return undefined
  }
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
