// What a client sends: JSON that ORCID can read, in the shape of its section, brought into ORCID's order.
import { complaintsAbout } from '../../options/validate.ts'
import { order } from '../registry/record/node.ts'
import type { Json, Members } from '../registry/record/node.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Visibility } from '../../options/researcher.ts'
import { bodyShape } from './body-shape.ts'
import type { Strictness } from './body-shape.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'

/** An item as it was sent. */
export interface SentItem {
  /** The put-code in the body, or null. */
  readonly putCode: number | null
  /** The visibility in the body, or null. */
  readonly visibility: Visibility | null
  /** What it says, every member of its section in ORCID's order. */
  readonly content: Members
}

/** Something that could be read, or why not. */
export type Read<Value> = { readonly value: Value } | { readonly error: ApiError }

/** The JSON of a body: 9001 for what is none. */
export function readJson (body: unknown): Read<Json> {
  if (typeof body !== 'string' || body.trim() === '') {
    return { error: apiError(9047, { detail: 'Couldn\'t read object, data seems to be empty or invalid' }) }
  }
  try {
    return { value: JSON.parse(body) as Json }
  } catch (error) {
    return { error: apiError(9001, { detail: (error as Error).message }) }
  }
}

/** An item of a section, if the JSON has its shape: 9047 if it does not. */
export function readItem (section: Section, json: Json, strictness: Strictness): Read<SentItem> {
  const shape = bodyShape(section, strictness)
  const [complaint] = complaintsAbout(shape, json)
  if (complaint !== undefined) return { error: apiError(9047, { detail: `${section.item}: ${complaint.sentence}` }) }
  const members = json as Members
  const putCode = members['put-code'] ?? null
  return {
    value: {
      putCode: putCode === null ? null : Number(putCode),
      visibility: (members['visibility'] ?? null) as Visibility | null,
      content: order(section.shape, members) as Members
    }
  }
}

/** The works of a bulk, if the JSON is one. */
export function readBulk (section: Section, json: Json): Read<SentItem[]> {
  const bulk = (json as Members | null)?.['bulk']
  const entries = Array.isArray(bulk) ? bulk as readonly Json[] : null
  if (entries === null) return { error: apiError(9047, { detail: 'bulk must be array' }) }
  const works: SentItem[] = []
  for (const entry of entries) {
    const read = readItem(section, (entry as Members | null)?.['work'] ?? null, 'reading')
    if ('error' in read) return read
    works.push(read.value)
  }
  return { value: works }
}
