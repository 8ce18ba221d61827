// The parts of a record that are no section: the whole record, its halves, personal details, name, biography, e-mail.
import type { Json, Members } from '../../registry/record/model.ts'
import { ORIGINAL, recordModifiedAt } from '../../registry/record/store.ts'
import { sectionOf, sections } from '../../registry/record/sections.ts'
import { canSee, checkVisibility } from '../access.ts'
import { refuse } from '../errors.ts'
import { renderList } from './lists.ts'
import { BIO_SCOPE, renderOrcidId, renderPart, renderSource, renderStamps, renderTime, type View } from './view.ts'

const wrapped = (value: string | null): Json => value === null ? null : { value }

function renderName (view: View): Json {
  const { nameVisibility: visibility, givenNames, familyName, creditName, orcid, recorded } = view.researcher
  if (!canSee(view, { visibility }, BIO_SCOPE)) return null
  const names = {
    'given-names': wrapped(givenNames), 'family-name': wrapped(familyName), 'credit-name': wrapped(creditName)
  }
  const source = renderSource(view, recorded.name)
  return { ...renderStamps(recorded.name), ...names, source, visibility, path: orcid }
}

function renderBiography (view: View): Json {
  const { biography, orcid, recorded } = view.researcher
  if (biography === null || !canSee(view, biography, BIO_SCOPE)) return null
  const { content, visibility } = biography
  return { ...renderStamps(recorded.biography), content, visibility, path: `/${orcid}/biography` }
}

function renderBiographyAlone (view: View): Json {
  checkVisibility(view, view.researcher.biography ?? refuse(9041), BIO_SCOPE)
  return renderBiography(view)
}

// E-mail addresses have neither a path nor a put-code.
function renderEmails (view: View): Members {
  const { emails, recorded } = view.researcher
  // The member API leaves out what is not verified, the public one does not (MemberV3ApiServiceDelegatorImpl).
  const shown = emails.filter((item) => (item.verified || !view.isMemberApi) && canSee(view, item, BIO_SCOPE))
  const email = shown.map(({ email, visibility, verified, primary }) => {
    const origin = recorded.emails.get(email) ?? ORIGINAL
    const envelope = { ...renderStamps(origin), source: renderSource(view, origin) }
    return { ...envelope, email, path: null, visibility, verified, primary, 'put-code': null }
  })
  return renderPart(view, 'email', { members: { email }, dated: email })
}

function renderPersonalDetails (view: View): Members {
  const members = {
    name: renderName(view),
    'other-names': renderList(view, sectionOf('other-names')),
    biography: renderBiography(view)
  }
  return renderPart(view, 'personal-details', { members, dated: Object.values(members) })
}

function renderPerson (view: View): Members {
  const otherNames = renderList(view, sectionOf('other-names'))
  const lists = {
    'researcher-urls': renderList(view, sectionOf('researcher-urls')),
    emails: renderEmails(view),
    addresses: renderList(view, sectionOf('address')),
    keywords: renderList(view, sectionOf('keywords')),
    'external-identifiers': renderList(view, sectionOf('external-identifiers'))
  }
  const members = { name: renderName(view), 'other-names': otherNames, biography: renderBiography(view), ...lists }
  // Name and biography do not count here, though they do in the personal details (Api3_0LastModifiedDatesHelper).
  return renderPart(view, 'person', { members, dated: [otherNames, ...Object.values(lists)] })
}

function renderActivities (view: View): Members {
  const activities = sections.filter(({ area }) => area === 'activities')
  // All of it at once is grouped before it is looked through, on the member API (MemberV3ApiServiceDelegatorImpl).
  const members: Members = Object.fromEntries(activities.map((section) =>
    [section.name, renderList(view, section, view.isMemberApi)]))
  return renderPart(view, 'activities', { members, dated: Object.values(members) })
}

function renderHistory (view: View): Members {
  const { registry, researcher } = view
  const { emails, recorded } = researcher
  const verified = emails.filter((email) => email.verified)
  const usual = {
    'creation-method': 'DIRECT',
    'completion-date': null,
    'submission-date': renderTime(recorded.submittedAt),
    'last-modified-date': null,
    claimed: true,
    source: null,
    'deactivation-date': null,
    'verified-email': verified.length > 0,
    'verified-primary-email': verified.some((email) => email.primary)
  }
  const modified = renderTime(recordModifiedAt(registry.records, researcher))
  return { ...usual, ...recorded.history, 'last-modified-date': modified, source: renderSource(view, recorded.source) }
}

function renderRecord (view: View): Members {
  const { orcid, recorded } = view.researcher
  return {
    'orcid-identifier': renderOrcidId(view),
    preferences: { locale: recorded.locale },
    history: renderHistory(view),
    person: renderPerson(view),
    'activities-summary': renderActivities(view),
    path: `/${orcid}`
  }
}

/** By the path below the iD. */
export const parts: ReadonlyMap<string, (view: View) => Json> = new Map<string, (view: View) => Json>([
  ['', renderRecord],
  ['record', renderRecord],
  ['person', renderPerson],
  ['personal-details', renderPersonalDetails],
  ['email', renderEmails],
  ['biography', renderBiographyAlone],
  ['activities', renderActivities]
])
