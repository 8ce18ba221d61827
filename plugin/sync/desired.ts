// Checks what is desired as a whole, before anything is sent, and keeps a copy of it.
import { rejectInput, stringifyBody, validatePutCode } from '../api/input.ts'
import { itemValidators, type Validator } from '../api/schema/sections.ts'
import type { OrcidValidationError } from '../errors.ts'
import { canonical, contentOf } from './compare.ts'
import { keysOf } from './identity.ts'
import type { Members } from './json.ts'
import type { SyncedSection } from './sections.ts'

/** One item that is desired. */
export interface Desired {
  readonly index: number
  /** As the caller has it. */
  readonly given: unknown
  /** What is sent. */
  readonly content: Members
  readonly canonical: Members
  readonly keys: readonly string[]
  readonly putCode: number | null
}

/** The copy of an item, or what is wrong with it. */
function copyItem (given: unknown, validator: Validator): { readonly item: Members } | { readonly problem: string } {
  try {
    if (!validator.isValid(given)) return { problem: validator.explain(given) }
    const item = JSON.parse(stringifyBody(given as object)) as Members
    if (item['put-code'] != null) validatePutCode(item['put-code'])
    return { item }
  } catch (error) {
    return { problem: (error as OrcidValidation).cause.reason as string }
  }
}

type OrcidValidation = InstanceType<typeof OrcidValidationError>

interface Marked { readonly marks: readonly string[], readonly index: number }

/** Every item that shares a mark with one before it. */
function findRepeated (what: string, items: readonly Marked[]): string[] {
  const first = new Map<string, number>()
  return items.flatMap(({ marks, index }) => {
    const before = marks.map((mark) => first.get(mark)).find((one) => one !== undefined)
    for (const mark of marks) if (!first.has(mark)) first.set(mark, index)
    return before === undefined ? [] : [`[${before}] and [${index}] have the same ${what}`]
  })
}

// An error that names ten thousand items helps nobody.
const MAX_NAMED = 20

function refuseProblems (problems: readonly string[]): void {
  if (problems.length === 0) return
  const more = problems.length - MAX_NAMED
  rejectInput(`of the desired items, ${problems.slice(0, MAX_NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`)
}

/** Throws `ORCID_ERR_VALIDATION`, which names every malformed item, and every two that are one, by their index. */
export function readDesired (section: SyncedSection, items: unknown): Desired[] {
  if (!Array.isArray(items)) return rejectInput('expected a list of the desired items, which may be empty')
  const validator = itemValidators.get(section.item) as Validator
  const copies = Array.from(items, (given: unknown, index) => ({ given, index, ...copyItem(given, validator) }))
  refuseProblems(copies.flatMap((copy) => 'problem' in copy ? [`[${copy.index}] does not fit: ${copy.problem}`] : []))
  const desired = copies.map(({ given, index, ...copy }) => {
    const { item } = copy as { readonly item: Members }
    const putCode = (item['put-code'] ?? null) as number | null
    return { index, given, content: contentOf(item), canonical: canonical(item), keys: keysOf(section, item), putCode }
  })
  const withPutCode = desired.filter(({ putCode }) => putCode !== null)
  refuseProblems([
    ...findRepeated('put-code', withPutCode.map(({ putCode, index }) => ({ marks: [String(putCode)], index }))),
    ...findRepeated(section.ids === null ? 'content' : 'identifiers', desired.map(({ keys, index }) => ({ marks: keys, index })))
  ])
  return desired
}
