// How ORCID's own JSON, of a record or of one item, becomes what a person is made from and what ORCID keeps.
import type { MockOrcidItem, MockOrcidRecord, MockResearcherOptions, Visibility } from '../../../options/researcher.ts'
import { at, listAt, normalize, type Json, type Members } from './model.ts'
import { sections, type Section } from './sections.ts'
import { RECORDED_AT, type ItemSource, type RecordItem } from './item.ts'

export function isOrcidItem (described: unknown): described is MockOrcidItem {
  return Object.hasOwn(Object(described), 'put-code')
}

// A summary of a peer review has other names for these.
export const FULL_NAMES: Readonly<Record<string, string>> = {
  'external-ids': 'review-identifiers', 'completion-date': 'review-completion-date'
}

function fullNames ({ kind }: Section, item: Members): Members {
  if (kind !== 'peerReview') return item
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [FULL_NAMES[name] ?? name, value]))
}

const textAt = (json: Json | undefined, path: string): string | null => at(json, path) as string | null

/** Who added an item, as ORCID's JSON says it; null if it names nobody, undefined if it says nothing. */
function sourceOf (source: Json | undefined): ItemSource | null | undefined {
  if (source === null || source === undefined) return source
  return {
    orcid: textAt(source, 'source-orcid.path'),
    name: textAt(source, 'source-name.value'),
    origin: {
      orcid: textAt(source, 'assertion-origin-orcid.path'),
      clientId: textAt(source, 'assertion-origin-client-id.path'),
      name: textAt(source, 'assertion-origin-name.value')
    }
  }
}

/** When something was created and changed, in milliseconds, and by whom. */
type Origin = Pick<RecordItem, 'clientId' | 'source' | 'createdAt' | 'modifiedAt'>

function originOf (json: Json): Origin {
  const timeAt = (name: string): number => Number(at(json, `${name}.value`) ?? RECORDED_AT)
  return {
    clientId: textAt(json, 'source.source-client-id.path'),
    source: sourceOf((json as Members | null)?.['source']),
    createdAt: timeAt('created-date'),
    modifiedAt: timeAt('last-modified-date')
  }
}

/** An item in ORCID's own JSON as ORCID keeps it. */
export function keptItem (section: Section, described: MockOrcidItem): RecordItem {
  const item = described as Members
  return {
    putCode: Number(item['put-code']),
    visibility: (item['visibility'] ?? 'public') as Visibility,
    ...originOf(item),
    displayIndex: Number(item['display-index'] ?? 0),
    content: normalize(section.shape, fullNames(section, item)) as Members
  }
}

// Nobody is the source of a name or a record unless it says so.
function withSource (origin: Origin): Origin {
  return { ...origin, source: origin.source ?? null }
}

/** What a record says beside the options and the items. */
export interface Recorded {
  readonly locale: string
  /** ORCID's own members, null if there are none. */
  readonly history: Members | null
  readonly submittedAt: number
  readonly modifiedAt: number
  readonly source: Origin
  readonly name: Origin
  readonly biography: Origin
  /** By address. */
  readonly emails: ReadonlyMap<string, Origin>
}

export function recordedIn (record: MockOrcidRecord): Recorded {
  const json = record as Members
  const timeAt = (name: string): number => Number(at(json, `history.${name}.value`) ?? RECORDED_AT)
  return {
    locale: textAt(json, 'preferences.locale') ?? 'en',
    history: at(json, 'history') as Members | null,
    submittedAt: timeAt('submission-date'),
    modifiedAt: timeAt('last-modified-date'),
    source: withSource(originOf(at(json, 'history'))),
    name: withSource(originOf(at(json, 'person.name'))),
    biography: originOf(at(json, 'person.biography')),
    emails: new Map(listAt(json, 'person.emails.email').map((email) => [String(email['email']), originOf(email)]))
  }
}

// The person half calls this list by another name than its path.
export const memberOf = ({ name }: Section): string => name === 'address' ? 'addresses' : name

/** The items of a section in a record, out of their groups. */
function itemsIn (record: MockOrcidRecord, section: Section): readonly Members[] {
  const { area, kind, holds, item } = section
  const json = record as Members
  if (area === 'person') return listAt(json, `person.${memberOf(section)}.${holds}`)
  const groups = listAt(json, `activities-summary.${section.name}.${holds}`)
  if (kind === 'affiliation') {
    return groups.flatMap((group) => listAt(group, 'summaries')).map((summary) => summary[`${item}-summary`] as Members)
  }
  const inner = kind === 'peerReview' ? groups.flatMap((group) => listAt(group, 'peer-review-group')) : groups
  return inner.flatMap((group) => listAt(group, `${item}-summary`))
}

export const NOTHING_RECORDED = recordedIn({})

/** Options that are not validated. */
export type Described = { -readonly [Member in keyof MockResearcherOptions]?: unknown }

function withoutNulls (members: object): Described {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}

function textIn (json: Json): object | null {
  return json === null ? null : withoutNulls({ content: at(json, 'content'), visibility: at(json, 'visibility') })
}

const emailIn = ({ email, visibility, verified = false, primary = false }: Members): object =>
  withoutNulls({ email, visibility, verified, primary })

/** What a record says of its person, as options; the items are in ORCID's own JSON. */
export function readRecord (record: MockOrcidRecord): Described {
  const json = record as Members
  const options = withoutNulls({
    orcid: textAt(json, 'orcid-identifier.path'),
    givenNames: textAt(json, 'person.name.given-names.value'),
    familyName: textAt(json, 'person.name.family-name.value'),
    creditName: textAt(json, 'person.name.credit-name.value'),
    nameVisibility: textAt(json, 'person.name.visibility'),
    biography: textIn(at(json, 'person.biography')),
    emails: listAt(json, 'person.emails.email').map(emailIn)
  })
  for (const section of sections) options[section.option] = itemsIn(record, section)
  return options
}

const described = new WeakMap<MockOrcidRecord, Described>()

/** The same of a record that nobody changes any more: the lists are the same ones each time. */
export function optionsIn (record: MockOrcidRecord): Described {
  const options = described.get(record) ?? readRecord(record)
  described.set(record, options)
  return options
}
