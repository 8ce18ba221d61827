// What ORCID says of a whole record in public: counts, the latest affiliations, identifiers and e-mail domains.
import { at, partsOf, type Json, type Members } from '../../registry/record/model.ts'
import { sectionOf, type Section } from '../../registry/record/sections.ts'
import { recordModifiedAt, type RecordItem } from '../../registry/record/store.ts'
import { displayName, type Researcher } from '../../registry/researchers.ts'
import { groupItems } from './lists.ts'
import { renderOrcidId, renderTime, visibleItems, type View } from './view.ts'

// What somebody else has added for the person counts as the person's own.
function isSelfAsserted ({ orcid }: Researcher, { clientId, source }: RecordItem): boolean {
  const sourceId = clientId ?? (source === undefined ? orcid : source?.orcid)
  return sourceId === orcid || source?.origin.orcid === orcid
}

function groupsIn (view: View, section: Section): Array<readonly RecordItem[]> {
  return groupItems(section, visibleItems(view, section)).map(({ items }) => items)
}

function countGroups (view: View, name: string): Members {
  const groups = groupsIn(view, sectionOf(name))
  const own = groups.filter((items) => items.every((item) => isSelfAsserted(view.researcher, item))).length
  return { 'self-asserted-count': own, 'validated-count': groups.length - own }
}

/** Comparable as a text; a date that is missing is today. */
function sortKey (date: Json | undefined, now: number): string {
  if (at(date, 'year.value') === null) return new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
  return partsOf(date).map((part) => String(part ?? '').padStart(2, '0')).join('')
}

function renderAffiliation ({ researcher }: View, { item: type }: Section, item: RecordItem): Members {
  const { content, putCode } = item
  const { 'role-title': role = null, 'start-date': start = null, 'end-date': end = null } = content
  return {
    'put-code': putCode,
    type,
    'organization-name': at(content, 'organization.name'),
    role,
    url: at(content, 'url.value'),
    'start-date': start,
    // A distinction ends when it begins.
    'end-date': type === 'distinction' ? start ?? end : end,
    validated: !isSelfAsserted(researcher, item)
  }
}

/** Of each group the preferred one; the three that end last. */
function renderAffiliations (view: View, names: readonly string[], member: string): Members {
  const now = view.registry.clock.now()
  const preferred = names.map(sectionOf).flatMap((section) => groupsIn(view, section).map((items) => {
    const highest = Math.max(...items.map(({ displayIndex }) => displayIndex))
    return renderAffiliation(view, section, items.find(({ displayIndex }) => displayIndex === highest) as RecordItem)
  }))
  const keyOf = (affiliation: Members): string => sortKey(affiliation['end-date'], now)
  const latest = preferred.toSorted((one, other) => keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other)))
    .toReversed().slice(0, 3)
  return { count: preferred.length, [member]: latest.length === 0 ? null : latest }
}

function renderIdentifiers (view: View): Json {
  const items = visibleItems(view, sectionOf('external-identifiers'))
  const identifiers = items.map((item) => ({
    'put-code': item.putCode,
    'external-id-type': item.content['external-id-type'] as Json,
    'external-id-value': item.content['external-id-value'] as Json,
    'external-id-url': at(item.content, 'external-id-url.value'),
    validated: !isSelfAsserted(view.researcher, item)
  }))
  return identifiers.length === 0 ? null : { 'external-identifier': identifiers }
}

// A group is the person's own if the last review in it is.
function renderPeerReviews (view: View): Members {
  const reviews = visibleItems(view, sectionOf('peer-reviews'))
  const last = new Map(reviews.map((review) => [String(review.content['review-group-id']), review]))
  const own = [...last.values()].filter(({ clientId, source }) =>
    clientId === null && (source === undefined || source?.orcid === view.researcher.orcid))
  return { 'peer-review-publication-grants': last.size, 'self-asserted-count': own.length, total: reviews.length }
}

function renderEmailDomains ({ researcher: { emailDomains } }: View): Members {
  const shown = emailDomains.filter(({ visibility }) => visibility === 'public')
  const domains = shown.slice(0, 3).map(({ value, verifiedAt }) =>
    ({ value, 'verification-date': verifiedAt === null ? null : renderTime(Date.parse(verifiedAt)) }))
  return { count: shown.length, 'email-domain': domains.length === 0 ? null : domains }
}

/**
 * What is public, whoever reads it.
 * @see https://github.com/ORCID/ORCID-Source orcid-core SummaryManagerImpl.java
 */
export function renderRecordSummary ({ registry, researcher }: Pick<View, 'registry' | 'researcher'>): Members {
  const view: View = { registry, researcher, token: null, isMemberApi: false }
  return {
    'created-date': renderTime(researcher.recorded.submittedAt),
    'last-modified-date': renderTime(recordModifiedAt(registry.records, researcher)),
    'credit-name': researcher.nameVisibility === 'public' ? displayName(researcher) : null,
    'orcid-identifier': renderOrcidId(view),
    'external-identifiers': renderIdentifiers(view),
    employments: renderAffiliations(view, ['employments'], 'employment'),
    'professional-activities': renderAffiliations(view,
      ['distinctions', 'invited-positions', 'memberships', 'services'], 'professional-activity'),
    fundings: countGroups(view, 'fundings'),
    works: countGroups(view, 'works'),
    'peer-reviews': renderPeerReviews(view),
    'email-domains': renderEmailDomains(view),
    'education-qualifications': renderAffiliations(view, ['educations', 'qualifications'], 'education-qualification'),
    'research-resources': countGroups(view, 'research-resources')
  }
}
