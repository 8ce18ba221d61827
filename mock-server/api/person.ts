// The person half of a record, section by section, in ORCID's JSON.
import type { Item } from '../registry/researchers.ts'
import type { VisibleOptions } from '../researcher-options.ts'
import { listOf, recordedAt, stamps, visible, wrapped } from './view.ts'
import type { Json, View } from './view.ts'

type Members = { readonly [name: string]: Json }

interface Section<Options> {
  /** The section's last path segment. */
  readonly path: string
  /** What ORCID calls one item. */
  readonly name: string
  /** The members of one item that are not the envelope. */
  readonly content: (item: Item<Options>) => Members
}

function section<Options extends VisibleOptions> (view: View, items: ReadonlyArray<Item<Options>>,
  { path, name, content }: Section<Options>): Json {
  const base = `/${view.researcher.orcid}/${path}`
  const rendered = visible(view, 'person', items).map((item, index) => ({
    ...stamps(view),
    ...content(item),
    visibility: item.visibility,
    path: `${base}/${item.putCode}`,
    'put-code': item.putCode,
    'display-index': index
  }))
  return listOf(base, name, rendered)
}

/** The name, or null if the reader may not see it. */
export function renderName ({ researcher, sight }: View): Json {
  const { nameVisibility, givenNames, familyName, creditName, orcid } = researcher
  if (!sight.sees(nameVisibility, 'person')) return null
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

/** `/other-names`. */
export function renderOtherNames (view: View): Json {
  return section(view, view.researcher.otherNames, {
    path: 'other-names', name: 'other-name', content: ({ content }) => ({ content })
  })
}

/** `/biography`, or null if there is none or the reader may not see it. */
export function renderBiography ({ researcher: { biography, orcid }, sight }: View): Json {
  if (biography === null || !sight.sees(biography.visibility, 'person')) return null
  const { content, visibility } = biography
  return {
    'created-date': recordedAt,
    'last-modified-date': recordedAt,
    content,
    visibility,
    path: `/${orcid}/biography`
  }
}

/** `/researcher-urls`. */
export function renderResearcherUrls (view: View): Json {
  return section(view, view.researcher.researcherUrls, {
    path: 'researcher-urls',
    name: 'researcher-url',
    content: ({ name, url }) => ({ 'url-name': name, url: wrapped(url) })
  })
}

/** `/email`: items have neither a path nor a put-code. */
export function renderEmails (view: View): Json {
  const { orcid, emails } = view.researcher
  const items = visible(view, 'person', emails).map(({ email, visibility, verified, primary }) => ({
    ...stamps(view), email, path: null, visibility, verified, primary, 'put-code': null
  }))
  return listOf(`/${orcid}/email`, 'email', items)
}

/** `/address`: countries. */
export function renderAddresses (view: View): Json {
  return section(view, view.researcher.addresses, {
    path: 'address', name: 'address', content: ({ country }) => ({ country: wrapped(country) })
  })
}

/** `/keywords`. */
export function renderKeywords (view: View): Json {
  return section(view, view.researcher.keywords, {
    path: 'keywords', name: 'keyword', content: ({ content }) => ({ content })
  })
}

/** `/external-identifiers`. */
export function renderExternalIdentifiers (view: View): Json {
  return section(view, view.researcher.externalIdentifiers, {
    path: 'external-identifiers',
    name: 'external-identifier',
    content: ({ type, value, url }) => ({
      'external-id-type': type,
      'external-id-value': value,
      'external-id-url': wrapped(url),
      'external-id-relationship': 'self'
    })
  })
}

/** `/personal-details`: name, biography and other names. */
export function renderPersonalDetails (view: View): Json {
  return {
    'last-modified-date': recordedAt,
    name: renderName(view),
    'other-names': renderOtherNames(view),
    biography: renderBiography(view),
    path: `/${view.researcher.orcid}/personal-details`
  }
}

/** `/person`: all of it. */
export function renderPerson (view: View): Json {
  return {
    'last-modified-date': recordedAt,
    name: renderName(view),
    'other-names': renderOtherNames(view),
    biography: renderBiography(view),
    'researcher-urls': renderResearcherUrls(view),
    emails: renderEmails(view),
    addresses: renderAddresses(view),
    keywords: renderKeywords(view),
    'external-identifiers': renderExternalIdentifiers(view),
    path: `/${view.researcher.orcid}/person`
  }
}
