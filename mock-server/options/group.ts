// The options of one group of peer reviews, and their schema.
import { listOf, objectOf } from './validate.ts'

/** What a group can be, in ORCID's words. */
export const groupTypes = ['publisher', 'institution', 'journal', 'conference', 'newspaper', 'newsletter', 'magazine',
  'peer-review service'] as const

/** One group that peer reviews can name. The group of an ISSN needs none: ORCID looks it up. */
export interface MockGroupOptions {
  /**
   * What a review names: `issn:`, `ringgold:`, `orcid-generated:`, `fundref:` or `publons:`, and at least two further
   * characters. A second group with the same id, whatever the case, is refused with `MOCK_ORCID_ERR_OPTIONS`.
   */
  readonly groupId: string
  /** The name. @default the group's id */
  readonly name?: string
  /** The description. @default none */
  readonly description?: string
  /** The kind of group. @default 'journal' */
  readonly type?: typeof groupTypes[number]
}

/** orcid-model, common-3.0.xsd. */
export const GROUP_ID = '^(ringgold:|issn:|orcid-generated:|fundref:|publons:)[0-9a-zA-Z^._~:/?#[\\]@!$&\'()*+,;=-]{2,}$'

const text = { type: 'string', minLength: 1, maxLength: 1000 }

export const groupListShape = listOf(objectOf(
  { groupId: { ...text, pattern: GROUP_ID }, name: text, description: text, type: { enum: groupTypes } }, ['groupId']))
