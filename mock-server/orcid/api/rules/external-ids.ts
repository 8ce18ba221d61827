// What ORCID requires of external identifiers (ORCID-Source, ExternalIDValidator).
import type { Json } from '../../registry/record/model.ts'
import { refuse } from '../errors.ts'
import { identifierTypes } from '../identifiers/types.ts'
import { idsIn, idsOf, type ExternalId } from '../render/identifiers.ts'
import { invalid, isBlank, refuseIf, stumble, type Rule } from './rule.ts'

const relationshipOf = (id: ExternalId): Json => id['external-id-relationship']
const hasRelationship = (ids: readonly ExternalId[], relationship: string): boolean =>
  ids.some((id) => relationshipOf(id) === relationship)

/** What is wrong with each identifier, in ORCID's words; `unknown` is its word for a type that it does not know. */
function mistakesIn (ids: readonly ExternalId[], unknown?: string): string[] {
  return ids.flatMap((id) => [
    ...identifierTypes.has(String(id['external-id-type'])) ? [] : [unknown ?? String(id['external-id-type'])],
    ...isBlank(id['external-id-value']) ? ['value'] : [],
    ...relationshipOf(id) === null ? ['relationship'] : []
  ])
}

function refuseMistakes (mistakes: readonly string[]): void {
  const words = mistakes.map((mistake) => ` ${mistake}`).join('')
  if (words !== '') refuse(9023, { detail: `Invalid external-id ${words}` })
}

export const requireIds = refuseIf(({ section, content }) => idsOf(section, content).length === 0, 9023)

export const checkWorkIds: Rule = ({ section, content }) => {
  const ids = idsOf(section, content)
  const isOwn = hasRelationship(ids, 'self')
  refuseMistakes([...mistakesIn(ids), ...isOwn ? [] : ['At least one identifier with \'self\' relationship is required']])
}

export const checkFundingIds: Rule = ({ section, content }) => { refuseMistakes(mistakesIn(idsOf(section, content))) }

function checkVersions (ids: readonly ExternalId[]): void {
  const isAlone = hasRelationship(ids, 'version-of') && !hasRelationship(ids, 'self')
  refuseMistakes([...mistakesIn(ids), ...isAlone ? ['version-of requires at least one self identifier'] : []])
}

export const checkReviewIds: Rule = ({ section, content }) => { checkVersions(idsOf(section, content)) }

export const checkSubjectId: Rule = ({ content: { 'subject-external-identifier': subject } }) => {
  if (subject !== null) refuseMistakes(mistakesIn([subject as ExternalId], 'type'))
}

/** The identifiers of a part of a research resource, which has this name. */
export function checkPartIds (externalIds: Json | undefined, part: string): void {
  const ids = idsIn(externalIds)
  if (ids.length === 0) refuse(9023, { detail: `Missing external ID in Research Resource ${part}` })
  checkVersions(ids)
}

const FUNDERS = ['grant_number', 'proposal-id', 'uri', 'doi']

// ORCID asks a type that is not there whether it is a DOI.
export const requireTypes: Rule = ({ section, content }) => {
  if (idsOf(section, content).every((id) => id['external-id-type'] !== null)) return
  stumble('Cannot invoke "String.equals(Object)" because the return value of ' +
    '"org.orcid.jaxb.model.v3.release.record.ExternalID.getType()" is null')
}

export const checkFundedBy: Rule = ({ section, content }) => {
  const types = idsOf(section, content).filter((id) => relationshipOf(id) === 'funded-by')
    .map((id) => String(id['external-id-type']))
  const wrong = types.find((type) => !FUNDERS.includes(type.toLowerCase()))
  if (wrong !== undefined) invalid(`External ID ${wrong} not supported for relationship funded_by`)
}

/** Of a person's own identifiers. */
export const requireSelf: Rule = ({ content: { 'external-id-relationship': relationship } }) => {
  if (relationship !== 'self') invalid('Relationship field should be self for person identifiers')
}
