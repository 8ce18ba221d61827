// The group that a peer review names: it has to exist, and ORCID makes that of an ISSN.
import { addIssnGroup, findGroup, ISSN, normal, type ReviewGroup } from '../registry/groups.ts'
import type { Members } from '../registry/record/model.ts'
import { sectionOf, type Section } from '../registry/record/sections.ts'
import { itemsOf } from '../registry/record/store.ts'
import type { Registry } from '../registry/registry.ts'
import { refuse } from './errors.ts'
import { issn } from './identifiers/normalizers.ts'

const GROUP = 'review-group-id'

/** Refuses a review whose group ORCID does not have. */
export function checkGroup ({ groups }: Registry, { kind }: Section, content: Members): void {
  if (kind !== 'peerReview' || findGroup(groups, 'groupId', String(content[GROUP])) !== undefined) return
  refuse(9020, { detail: 'The given group id does not exist in our records' })
}

/** What is kept of a new item: of a review in the group of an ISSN, with ORCID's form of it. */
export function placeInGroup (registry: Registry, section: Section, content: Members): Members {
  if (section.kind !== 'peerReview') return content
  const { groups, clock } = registry
  const sent = String(content[GROUP])
  if (!sent.startsWith(ISSN)) {
    checkGroup(registry, section, content)
    return content
  }
  const groupId = ISSN + issn(sent)
  const group = findGroup(groups, 'groupId', groupId) ?? addIssnGroup(groups, groupId, clock.now())
  return group === null ? refuse(9053) : { ...content, [GROUP]: groupId }
}

export function hasReviews ({ researchers, records }: Registry, { groupId }: ReviewGroup): boolean {
  const wanted = normal(groupId)
  return [...researchers.values()].some((researcher) =>
    [...itemsOf(records, researcher, sectionOf('peer-reviews')).values()].some(({ content }) =>
      normal(String(content[GROUP])) === wanted))
}
