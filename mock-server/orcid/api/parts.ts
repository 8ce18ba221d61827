// The parts of a record that hold no items of their own, or that clients cannot write: whole, halves, name, e-mail.
import type { Json, Members } from '../registry/record/node.ts'
import { recordModifiedAt } from '../registry/record/store.ts'
import { sectionOf, sections } from '../registry/record/sections.ts'
import { judgeSight } from './access.ts'
import type { Read } from './body.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'
import { renderList } from './groups.ts'
import { BIO_SCOPE, identifier, latest, listOf, recordedAt, sourceOf, timeOf, wrapped } from './view.ts'
import type { View } from './view.ts'

function renderName (view: View): Json {
  const { nameVisibility, givenNames, familyName, creditName, orcid } = view.researcher
  if (judgeSight(view, { visibility: nameVisibility }, BIO_SCOPE) !== null) return null
  return {
    'created-date': recordedAt,
    'last-modified-date': recordedAt,
    'given-names': wrapped(givenNames),
    'family-name': wrapped(familyName),
    'credit-name': wrapped(creditName),
    source: null,
    visibility: nameVisibility,
    path: orcid
  }
}

// The biography is the one part that is a single item, so it is refused where a list is only shorter.
function judgeBiography (view: View): ApiError | null {
  const { biography } = view.researcher
  return biography === null ? apiError(9041) : judgeSight(view, biography, BIO_SCOPE)
}

function renderBiography (view: View): Json {
  const { biography, orcid } = view.researcher
  if (biography === null || judgeBiography(view) !== null) return null
  const { content, visibility } = biography
  return {
    'created-date': recordedAt, 'last-modified-date': recordedAt, content, visibility, path: `/${orcid}/biography`
  }
}

/** E-mail addresses have neither a path nor a put-code. */
function renderEmails (view: View): Members {
  const { orcid, emails } = view.researcher
  const items = emails.filter((email) => judgeSight(view, email, BIO_SCOPE) === null)
    .map(({ email, visibility, verified, primary }) => ({
      'created-date': recordedAt,
      'last-modified-date': recordedAt,
      source: sourceOf(view),
      email,
      path: null,
      visibility,
      verified,
      primary,
      'put-code': null
    }))
  return listOf(`/${orcid}/email`, 'email', items)
}

function withLatest (members: Members, path: string, dated = Object.values(members)): Members {
  return { 'last-modified-date': latest(dated), ...members, path }
}

function renderPersonalDetails (view: View): Members {
  return withLatest({
    name: renderName(view),
    'other-names': renderList(view, sectionOf('other-names')),
    biography: renderBiography(view)
  }, `/${view.researcher.orcid}/personal-details`)
}

function renderPerson (view: View): Members {
  const lists = {
    'researcher-urls': renderList(view, sectionOf('researcher-urls')),
    emails: renderEmails(view),
    addresses: renderList(view, sectionOf('address')),
    keywords: renderList(view, sectionOf('keywords')),
    'external-identifiers': renderList(view, sectionOf('external-identifiers'))
  }
  const otherNames = renderList(view, sectionOf('other-names'))
  const members = { name: renderName(view), 'other-names': otherNames, biography: renderBiography(view), ...lists }
  // Name and biography do not count here, though they do in the personal details (Api3_0LastModifiedDatesHelper).
  return withLatest(members, `/${view.researcher.orcid}/person`, [otherNames, ...Object.values(lists)])
}

function renderActivities (view: View): Members {
  const lists = sections.filter(({ area }) => area === 'activities')
    .map((section): [string, Json] => [section.name, renderList(view, section)])
  return withLatest(Object.fromEntries(lists), `/${view.researcher.orcid}/activities`)
}

function renderRecord (view: View): Members {
  const { orcid, emails } = view.researcher
  const verified = emails.filter((email) => email.verified)
  return {
    'orcid-identifier': identifier(view),
    preferences: { locale: 'en' },
    history: {
      'creation-method': 'DIRECT',
      'completion-date': null,
      'submission-date': recordedAt,
      'last-modified-date': timeOf(recordModifiedAt(view.registry.records, orcid)),
      claimed: true,
      source: null,
      'deactivation-date': null,
      'verified-email': verified.length > 0,
      'verified-primary-email': verified.some((email) => email.primary)
    },
    person: renderPerson(view),
    'activities-summary': renderActivities(view),
    path: `/${orcid}`
  }
}

const PARTS: Readonly<Record<string, (view: View) => Json>> = {
  person: renderPerson,
  'personal-details': renderPersonalDetails,
  email: renderEmails,
  biography: renderBiography,
  activities: renderActivities
}

/** A part of a record by its name, or why it is not shown. `''` and `record` are the whole. */
export function renderPart (view: View, name: string): Read<Json> {
  const error = name === 'biography' ? judgeBiography(view) : null
  if (error !== null) return { error }
  return { value: (PARTS[name] ?? renderRecord)(view) }
}
