// One item of a section as ORCID writes it: in full, and the summary that stands in a list.
import { FULL_NAMES } from '../../registry/record/from-record.ts'
import { at, listAt, type ItemKind, type Json, type Members } from '../../registry/record/model.ts'
import type { RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'
import { displayName } from '../../registry/researchers.ts'
import { idsIn, renderId, type ExternalId } from './identifiers.ts'
import { renderSource, renderStamps, type View } from './view.ts'

function renderIds (ids: Json, kind: ItemKind): Members {
  return { 'external-id': idsIn(ids).map((id) => renderId(kind, id)) }
}

type Render = (value: Json, kind: ItemKind) => Json

// Identifiers get their normalized form; every other member is written as it is kept.
const MEMBERS: ReadonlyMap<string, Render> = new Map<string, Render>([
  ['external-ids', renderIds],
  ['review-identifiers', renderIds],
  ['subject-external-identifier', (id) => renderId('subject', id as ExternalId)],
  ['contributors', (contributors) => ({ contributor: listAt(contributors, 'contributor') })],
  ['proposal', renderContent],
  ['resource-item', (items, kind) => (items as readonly Json[]).map((item) => renderContent(item, kind))]
])

function renderContent (content: Json, kind: ItemKind): Members {
  return Object.fromEntries(Object.entries(content as Members).map(([name, value]) =>
    [name, value === null ? null : MEMBERS.get(name)?.(value, kind) ?? value]))
}

interface Layout { readonly item: readonly string[], readonly summary: readonly string[] }

// Where the whole content of an item stands.
const CONTENT = 'content of the section'

const STAMPS = ['created-date', 'last-modified-date', 'source']
const TAIL = ['visibility', 'put-code', 'path', 'display-index']

const personal: Layout = {
  item: [...STAMPS, CONTENT, 'visibility', 'path', 'put-code', 'display-index'],
  summary: []
}

// The order is that of each class's propOrder; attributes that it leaves out come last.
const LAYOUTS: Readonly<Record<ItemKind, Layout>> = {
  affiliation: {
    item: [...STAMPS, 'put-code', 'path', CONTENT, 'display-index', 'visibility'],
    summary: [...STAMPS, 'put-code', CONTENT, 'display-index', 'visibility', 'path']
  },
  funding: {
    item: [...STAMPS, 'put-code', 'path', CONTENT, 'visibility'],
    summary: [...STAMPS, 'title', 'external-ids', 'url', 'type', 'start-date', 'end-date', 'organization', ...TAIL]
  },
  peerReview: {
    item: [...STAMPS, CONTENT, 'visibility', 'put-code', 'path'],
    summary: [...STAMPS, 'reviewer-role', 'review-identifiers', 'review-url', 'review-type', 'review-completion-date',
      'review-group-id', 'convening-organization', ...TAIL]
  },
  researchResource: {
    item: [...STAMPS, CONTENT, 'display-index', 'visibility', 'put-code', 'path'],
    summary: [...STAMPS, 'proposal', ...TAIL]
  },
  work: {
    item: [...STAMPS, 'put-code', 'path', CONTENT, 'visibility'],
    summary: ['put-code', ...STAMPS, 'title', 'external-ids', 'url', 'type', 'publication-date', 'journal-title',
      'visibility', 'path', 'display-index']
  },
  text: personal,
  address: personal,
  researcherUrl: personal,
  externalIdentifier: personal
}

const SUMMARY_NAMES = new Map(Object.entries(FULL_NAMES).map(([name, full]) => [full, name]))

function renderEnvelope (view: View, section: Section, item: RecordItem): Members {
  const { putCode, displayIndex } = item
  return {
    ...renderStamps(item),
    source: renderSource(view, item),
    'put-code': putCode,
    path: `/${view.researcher.orcid}/${section.item}/${putCode}`,
    'display-index': section.area === 'person' ? displayIndex : String(displayIndex),
    visibility: item.visibility
  }
}

/**
 * Nobody's e-mail address is shown among those of a funding, as it is among those of a work, and whom ORCID knows has
 * the public name (ContributorUtils.filterContributorPrivateData).
 */
function withPublicNames ({ registry: { researchers } }: View, { kind }: Section, content: Members): Members {
  const { contributors = null } = content
  if (kind !== 'funding' || contributors === null) return content
  const contributor = (at(contributors, 'contributor') as readonly Members[]).map((person) => {
    const known = researchers.get(String(at(person, 'contributor-orcid.path')))
    return { ...person, 'contributor-email': null, ...known !== undefined && { 'credit-name': { value: displayName(known) } } }
  })
  return { ...content, contributors: { contributor } }
}

export function renderItem (view: View, section: Section, item: RecordItem): Members {
  const [envelope, content] = [renderEnvelope(view, section, item), renderContent(item.content, section.kind)]
  return Object.fromEntries(LAYOUTS[section.kind].item.flatMap((name) =>
    name === CONTENT ? Object.entries(withPublicNames(view, section, content)) : [[name, envelope[name] as Json]]))
}

/** A list shows no subtitle of a work (ORCID-Source, MapperFacadeFactory.java, WorkSummary). */
function withoutSubtitle ({ kind }: Section, content: Members): Members {
  if (kind !== 'work') return content
  return { ...content, title: { ...content['title'] as Members, subtitle: null } }
}

export function renderSummary (view: View, section: Section, item: RecordItem): Members {
  const content = withoutSubtitle(section, renderContent(item.content, section.kind))
  const members = { ...content, ...renderEnvelope(view, section, item) }
  return Object.fromEntries(LAYOUTS[section.kind].summary.flatMap((name) =>
    name === CONTENT ? Object.entries(content) : [[SUMMARY_NAMES.get(name) ?? name, members[name] as Json]]))
}
