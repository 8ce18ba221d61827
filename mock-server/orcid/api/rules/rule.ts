// What a rule sees of an item that a client sends, and how it refuses it.
import type { Json } from '../../registry/record/model.ts'
import type { RecordItem } from '../../registry/record/item.ts'
import type { Section } from '../../registry/record/sections.ts'
import type { SentItem } from '../body.ts'
import { refuse, type ErrorCode } from '../errors.ts'

export interface Submission extends SentItem {
  readonly section: Section
  /** The item that is changed; null for a new one. */
  readonly current: RecordItem | null
  readonly clientName: string | null
}

export type Rule = (submission: Submission) => void

/** As ORCID's Java asks (PojoUtil.isEmpty): nothing, or nothing but what Java trims. A no-break space is something. */
export const isBlank = (value: Json): boolean => value === null || /^[\0-\x20]*$/.test(String(value))

export const invalid = (detail: string): never => refuse(9020, { detail })

export function refuseIf (isWrong: (submission: Submission) => boolean, code: ErrorCode, detail?: string): Rule {
  return (submission) => {
    if (isWrong(submission)) refuse(code, detail === undefined ? {} : { detail })
  }
}

/** Refuses what ORCID does not expect, and stumbles over. */
export const stumble = (detail: string): never =>
  refuse(9008, { params: { exception: 'java.lang.NullPointerException' }, detail })

export function refuseType (type: string, values: readonly string[]): never {
  return refuse(9037, { params: { type, values: values.join(', ') } })
}
