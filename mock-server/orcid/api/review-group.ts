// The group that a peer review names: it has to exist, and ORCID makes that of an ISSN.
import { addIssnGroup, findGroup, issnIn, type ReviewGroup } from '../registry/groups.ts'
import type { Members } from '../registry/record/model.ts'
import { sectionOf, type Section } from '../registry/record/sections.ts'
import { itemsOf } from '../registry/record/store.ts'
import type { Registry } from '../registry/registry.ts'
import { refuse } from './errors.ts'

const GROUP = 'review-group-id'

/** Refuses a review whose group ORCID does not have. */
export function checkGroup ({ groups }: Registry, { kind }: Section, content: Members): void {
  if (kind !== 'peerReview' || findGroup(groups, 'groupId', String(content[GROUP])) !== undefined) return
  refuse(9020, { detail: 'The given group id does not exist in our records' })
}

// ORCID-Source, ISSNNormalizer; '' for what is none.
function normalizeIssn (text: string): string {
  const [, first = '', last = ''] = /(?:^|\D)(\d{4})-?(\d{3}[\dXx])(?:$|[^-\d])/.exec(text) ?? []
  return first === '' ? '' : `${first}-${last.toUpperCase()}`
}

/** What is kept of a new item: of a review in the group of an ISSN, with ORCID's form of it. */
export function placeInGroup (registry: Registry, section: Section, content: Members): Members {
  if (section.kind !== 'peerReview') return content
  const { groups, clock } = registry
  const sent = String(content[GROUP])
  if (issnIn(sent) === undefined) {
    checkGroup(registry, section, content)
    return content
  }
  const issn = normalizeIssn(sent)
  const groupId = `issn:${issn}`
  const group = findGroup(groups, 'groupId', groupId) ?? addIssnGroup(groups, { groupId, issn, now: clock.now() })
  return group === null ? refuse(9053) : { ...content, [GROUP]: groupId }
}

/** Whether a review on any record names the group. */
export function hasReviews ({ researchers, records }: Registry, { groupId }: ReviewGroup): boolean {
  const wanted = groupId.trim().toLowerCase()
  return [...researchers.values()].some((researcher) =>
    [...itemsOf(records, researcher, sectionOf('peer-reviews')).values()].some(({ content }) =>
      String(content[GROUP]).trim().toLowerCase() === wanted))
}
