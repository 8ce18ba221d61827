// One item of a section as ORCID writes it: in full, and the summary that stands in a list.
import type { Json, Members } from '../registry/record/node.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import { idsIn, renderId } from './identifiers.ts'
import type { ExternalId } from './identifiers.ts'
import { stampsOf } from './view.ts'
import type { View } from './view.ts'

/** Where an item is. */
export interface Placed {
  /** In which section. */
  readonly section: Section
  /** The item. */
  readonly item: RecordItem
}

function renderIds (ids: Json | undefined): Json {
  return ids === null ? null : { 'external-id': idsIn(ids).map(renderId) }
}

// Addresses of contributors are kept and never shown (ContributorUtils.filterContributorPrivateData).
function renderContributors ({ contributor }: Members): Members {
  const people = (contributor ?? []) as readonly Members[]
  return { contributor: people.map((person) => ({ ...person, 'contributor-email': null })) }
}

const ID_HOLDERS = ['external-ids', 'review-identifiers']

function renderResource (resource: Members): Members {
  return { ...resource, 'external-ids': renderIds(resource['external-ids']) }
}

// The members that hold identifiers get the normal form of each; the others go out as they are kept.
function renderContent ({ name }: Section, content: Members): Members {
  if (name === 'external-identifiers') return content
  return Object.fromEntries(Object.entries(content).map(([member, value]) => {
    if (ID_HOLDERS.includes(member)) return [member, renderIds(value)]
    if (value === null) return [member, value]
    if (member === 'subject-external-identifier') return [member, renderId(value as ExternalId)]
    if (member === 'contributors') return [member, renderContributors(value as Members)]
    if (member === 'proposal') return [member, renderResource(value as Members)]
    if (member === 'resource-item') return [member, (value as Members[]).map(renderResource)]
    return [member, value]
  }))
}

function pick (content: Members, names: readonly string[]): Members {
  return Object.fromEntries(names.map((name) => [name, content[name] as Json]))
}

// The order is that of each class's propOrder; the attributes it leaves out come behind, renamed ones last.
/** An item in full. */
export function renderItem (view: View, { section, item }: Placed): Members {
  const { putCode, visibility } = item
  const stamps = stampsOf(view, item)
  const content = renderContent(section, item.content)
  const path = `/${view.researcher.orcid}/${section.item}/${putCode}`
  if (section.area === 'person') {
    return { ...stamps, ...content, visibility, path, 'put-code': putCode, 'display-index': item.displayIndex }
  }
  const index = String(item.displayIndex)
  switch (section.name) {
    case 'peer-reviews': return { ...stamps, ...content, visibility, 'put-code': putCode, path }
    case 'research-resources':
      return { ...stamps, ...content, 'display-index': index, visibility, 'put-code': putCode, path }
    case 'works':
    case 'fundings': return { ...stamps, 'put-code': putCode, path, ...content, visibility }
    default: return { ...stamps, 'put-code': putCode, path, ...content, 'display-index': index, visibility }
  }
}

const WORK_SUMMARY = ['title', 'external-ids', 'url', 'type', 'publication-date', 'journal-title']
const FUNDING_SUMMARY = ['title', 'external-ids', 'url', 'type', 'start-date', 'end-date', 'organization']

function peerReviewSummary (content: Members): Members {
  return {
    ...pick(content, ['reviewer-role']),
    'external-ids': content['review-identifiers'] as Json,
    ...pick(content, ['review-url', 'review-type']),
    'completion-date': content['review-completion-date'] as Json,
    ...pick(content, ['review-group-id', 'convening-organization'])
  }
}

/** The summary of an activity. */
export function renderSummary (view: View, { section, item }: Placed): Members {
  const { putCode, visibility, displayIndex } = item
  const stamps = stampsOf(view, item)
  const content = renderContent(section, item.content)
  const path = `/${view.researcher.orcid}/${section.item}/${putCode}`
  const index = { 'display-index': String(displayIndex) }
  const tail = { visibility, 'put-code': putCode, path, ...index }
  switch (section.name) {
    case 'works': return { 'put-code': putCode, ...stamps, ...pick(content, WORK_SUMMARY), visibility, path, ...index }
    case 'fundings': return { ...stamps, ...pick(content, FUNDING_SUMMARY), ...tail }
    case 'peer-reviews': return { ...stamps, ...peerReviewSummary(content), ...tail }
    case 'research-resources': return { ...stamps, ...pick(content, ['proposal']), ...tail }
    default: return { ...stamps, 'put-code': putCode, ...content, ...index, visibility, path }
  }
}
