// The messages about wrong options: the name of the option, the kind of its value, and what was expected.

interface Mistake {
  readonly name: string
  readonly value: unknown
  readonly expected: string
  readonly isSecret?: boolean
}

/** The message for a wrong or missing value. With `isSecret` not even a number is quoted. */
export function wrongValueMessage ({ name, value, expected, isSecret = false }: Mistake): string {
  if (value === undefined) return `${name} is missing, expected ${expected}`
  return `${name} must be ${expected}; got ${isSecret && typeof value === 'number' ? 'a number' : kindOf(value)}`
}

/** The message for an unknown name. `template` has an ellipsis where the name goes: ``option `…` ``. */
export function unknownNameMessage (template: string, name: string, known: Iterable<string>): string {
  const similar = findSimilar(name, known)
  const question = similar === undefined ? '' : `, did you mean \`${similar}\`?`
  return `unknown ${template.replace('…', () => name.slice(0, 40))}${question}`
}

/** Several messages as one sentence. */
export const joinMessages = (messages: readonly string[]): string => messages.join('; ').replace(/[^?]$/, '$&.')

/** The known name that may have been meant: at most two edits away, fewer for a short name. */
export function findSimilar (name: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(2, Math.ceil(name.length / 3))
  return [...known].find((one) => distance(one.toLowerCase(), name.toLowerCase()) <= limit)
}

/** The kind of a value. A string is never quoted, because it may be a secret. */
function kindOf (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return kindOfString(value)
  if (typeof value === 'number') return `the number ${value}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function kindOfString (text: string): string {
  if (text === '') return 'an empty string'
  return `a string of ${text.length} characters${text.trim() === text ? '' : ', white space around it'}`
}

/** The Levenshtein distance. */
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
