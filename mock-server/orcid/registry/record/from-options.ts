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

/** What several kinds have in common. Of these members, those that its shape has are kept. */
function sharedMembers (options: AffiliationOptions & { readonly title?: string }) {
  const { title, startDate, endDate, url, externalIds } = options
  return {
    'start-date': dateOf(startDate),
    'end-date': dateOf(endDate),
    url,
    title: { title },
    organization: organizationOf(options),
    'external-ids': idsOf(externalIds)
  }
}

function affiliation (options: AffiliationOptions): object {
  const { departmentName, roleTitle, externalIds } = options
  const members = { ...sharedMembers(options), 'department-name': departmentName, 'role-title': roleTitle }
  return externalIds === undefined ? { ...members, 'external-ids': null } : members
}

function funding (options: FundingOptions): object {
  const { type = 'grant', amount, currency } = options
  const paid = amount === undefined ? null : { value: amount, 'currency-code': currency }
  return { ...sharedMembers(options), type, amount: paid }
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
  const { organization, ...proposal } = sharedMembers(options)
  return { proposal: { ...proposal, hosts: { organization } }, 'resource-item': [] }
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
