// How an item in the short form of a researcher's options becomes what ORCID keeps.
import type {
  AddressOptions, AffiliationOptions, ExternalIdOptions, FundingOptions, PeerReviewOptions, ResearcherUrlOptions,
  ResearchResourceOptions, TextOptions, WorkOptions
} from '../../../options/researcher.ts'
import { normalize, type ItemKind, type Json, type Members } from './model.ts'
import type { Section } from './sections.ts'

function dateOf (date: string | undefined): object | null {
  if (date === undefined) return null
  const [year, month, day] = date.split('-')
  return { year, month, day }
}

function externalIdOf ({ type, value, url, relationship = 'self' }: ExternalIdOptions): object {
  return {
    'external-id-type': type,
    'external-id-value': value,
    'external-id-url': url,
    'external-id-relationship': relationship
  }
}

function idsOf (ids: readonly ExternalIdOptions[] = []): object {
  return { 'external-id': ids.map(externalIdOf) }
}

function organizationOf ({ organization, city, country, ror }: AffiliationOptions): object {
  const id = { 'disambiguated-organization-identifier': ror, 'disambiguation-source': 'ROR' }
  return { name: organization, address: { city, country }, 'disambiguated-organization': ror === undefined ? null : id }
}

function spanOf ({ startDate, endDate, url }: AffiliationOptions): object {
  return { 'start-date': dateOf(startDate), 'end-date': dateOf(endDate), url }
}

function affiliation (options: AffiliationOptions): object {
  const { departmentName, roleTitle, externalIds } = options
  return {
    ...spanOf(options),
    'department-name': departmentName,
    'role-title': roleTitle,
    organization: organizationOf(options),
    'external-ids': externalIds === undefined ? null : idsOf(externalIds)
  }
}

function funding (options: FundingOptions): object {
  const { title, type = 'grant', amount, currency, externalIds } = options
  return {
    ...spanOf(options),
    type,
    title: { title },
    amount: amount === undefined ? null : { value: amount, 'currency-code': currency },
    organization: organizationOf(options),
    'external-ids': idsOf(externalIds)
  }
}

function peerReview (options: PeerReviewOptions): object {
  const { groupId, completionDate, role = 'reviewer', type = 'review', url, externalIds } = options
  return {
    'reviewer-role': role,
    'review-identifiers': idsOf(externalIds),
    'review-url': url,
    'review-type': type,
    'review-completion-date': dateOf(completionDate),
    'review-group-id': groupId,
    'convening-organization': organizationOf(options)
  }
}

function researchResource (options: ResearchResourceOptions): object {
  const { title, externalIds } = options
  const hosts = { organization: organizationOf(options) }
  const proposal = { ...spanOf(options), title: { title }, hosts, 'external-ids': idsOf(externalIds) }
  return { proposal, 'resource-item': [] }
}

function work ({ title, type = 'journal-article', journalTitle, publicationDate, url, doi, externalIds = [] }: WorkOptions): object {
  const own: ExternalIdOptions[] = doi === undefined ? [] : [{ type: 'doi', value: doi, url: `https://doi.org/${doi}` }]
  return {
    title: { title },
    'journal-title': journalTitle,
    type,
    'publication-date': dateOf(publicationDate),
    'external-ids': idsOf([...own, ...externalIds]),
    url
  }
}

// The options of each kind have their own type, which a table by name cannot say.
const BY_KIND: Readonly<Record<ItemKind, (options: never) => object>> = {
  affiliation,
  funding,
  peerReview,
  researchResource,
  work,
  text: ({ content }: TextOptions) => ({ content }),
  address: ({ country }: AddressOptions) => ({ country }),
  researcherUrl: ({ name, url }: ResearcherUrlOptions) => ({ 'url-name': name, url }),
  externalIdentifier: externalIdOf
}

export function contentOf ({ kind, shape }: Section, options: object): Members {
  return normalize(shape, BY_KIND[kind](options as never) as Json) as Members
}
