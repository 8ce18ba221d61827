// The sentences that tell a user what is wrong with what they wrote: what it was, what came, what was expected.

/** What is wrong with one value. `isSecret` keeps even a number out of the sentence. */
export function wrong (what: string, value: unknown, expected: string, isSecret = false): string {
  if (value === undefined) return `${what} is missing, expected ${expected}`
  return `${what} must be ${expected}; got ${isSecret && typeof value === 'number' ? 'a number' : kind(value)}`
}

/** What is wrong with a name that is none of `known`, and which of them may have been meant. */
export function unknown (what: string, name: string, known: Iterable<string>): string {
  const near = nearest(name, known)
  return `unknown ${what.replace('…', () => name.slice(0, 40))}${near === undefined ? '' : `, did you mean \`${near}\`?`}`
}

/** The name that somebody may have mistyped: at most two characters are others, a third of a short one. */
export function nearest (name: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(2, Math.ceil(name.length / 3))
  return [...known].find((one) => distance(one.toLowerCase(), name.toLowerCase()) <= limit)
}

/** What kind of value came: enough to find the mistake, never a text itself, which may be a secret. */
function kind (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return kindOfText(value)
  if (typeof value === 'number') return `the number ${value}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function kindOfText (text: string): string {
  if (text === '') return 'an empty string'
  return `a string of ${text.length} characters${text.trim() === text ? '' : ', white space around it'}`
}

/** How many single-character edits lie between two words (Levenshtein). */
function distance (a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + Number(a[i] !== b[j])))
    }
    row = next
  }
  return row[b.length]!
}
