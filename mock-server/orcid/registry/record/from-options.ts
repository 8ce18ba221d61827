// How an item in the short form of a researcher's options becomes what ORCID keeps.
import type {
  AddressOptions, AffiliationOptions, ExternalIdentifierOptions, ExternalIdOptions, FundingOptions, PeerReviewOptions,
  ResearcherUrlOptions, ResearchResourceOptions, TextOptions, WorkOptions
} from '../../../options/researcher.ts'
import { normalize, type ItemKind, type Json, type Members } from './model.ts'
import type { Section } from './sections.ts'

const orNull = (value: string | undefined): Json => value ?? null

function dateOf (date: string | undefined): Json {
  if (date === undefined) return null
  const [year, month, day] = date.split('-')
  return { year: orNull(year), month: orNull(month), day: orNull(day) }
}

function idsOf (ids: readonly ExternalIdOptions[] | undefined): Json {
  return {
    'external-id': (ids ?? []).map(({ type, value, url, relationship = 'self' }) => ({
      'external-id-type': type,
      'external-id-value': value,
      'external-id-url': orNull(url),
      'external-id-relationship': relationship
    }))
  }
}

type Place = Pick<AffiliationOptions, 'organization' | 'city' | 'country' | 'ror'>

function organizationOf ({ organization, city, country, ror }: Place): Members {
  const ids = { 'disambiguated-organization-identifier': orNull(ror), 'disambiguation-source': 'ROR' }
  const known = ror === undefined ? null : ids
  return { name: organization, address: { city, country }, 'disambiguated-organization': known }
}

function spanOf ({ startDate, endDate, url }: Pick<AffiliationOptions, 'startDate' | 'endDate' | 'url'>): Members {
  return { 'start-date': dateOf(startDate), 'end-date': dateOf(endDate), url: orNull(url) }
}

function affiliation (options: AffiliationOptions): Members {
  const { departmentName, roleTitle, externalIds } = options
  return {
    ...spanOf(options),
    'department-name': orNull(departmentName),
    'role-title': orNull(roleTitle),
    organization: organizationOf(options),
    'external-ids': externalIds === undefined ? null : idsOf(externalIds)
  }
}

function funding (options: FundingOptions): Members {
  const { title, type = 'grant', amount, currency, externalIds } = options
  return {
    ...spanOf(options),
    type,
    title: { title },
    amount: amount === undefined ? null : { value: amount, 'currency-code': orNull(currency) },
    organization: organizationOf(options),
    'external-ids': idsOf(externalIds)
  }
}

function peerReview (options: PeerReviewOptions): Members {
  const { groupId, completionDate, role = 'reviewer', type = 'review', url, externalIds } = options
  return {
    'reviewer-role': role,
    'review-identifiers': idsOf(externalIds),
    'review-url': orNull(url),
    'review-type': type,
    'review-completion-date': dateOf(completionDate),
    'review-group-id': groupId,
    'convening-organization': organizationOf(options)
  }
}

function researchResource (options: ResearchResourceOptions): Members {
  const hosts = { organization: organizationOf(options) }
  const proposal = { ...spanOf(options), title: { title: options.title }, hosts, 'external-ids': idsOf(options.externalIds) }
  return { proposal, 'resource-item': [] }
}

function work (options: WorkOptions): Members {
  const { title, type = 'journal-article', journalTitle, publicationDate, url, doi, externalIds = [] } = options
  const own: ExternalIdOptions[] = doi === undefined ? [] : [{ type: 'doi', value: doi, url: `https://doi.org/${doi}` }]
  return {
    title: { title },
    'journal-title': orNull(journalTitle),
    type,
    'publication-date': dateOf(publicationDate),
    'external-ids': idsOf([...own, ...externalIds]),
    url: orNull(url)
  }
}

function externalIdentifier ({ type, value, url }: ExternalIdentifierOptions): Members {
  return {
    'external-id-type': type,
    'external-id-value': value,
    'external-id-url': orNull(url),
    'external-id-relationship': 'self'
  }
}

// The options of each kind have their own type, which a table by name cannot say.
const BY_KIND: Readonly<Record<ItemKind, (options: never) => Members>> = {
  affiliation,
  funding,
  peerReview,
  researchResource,
  work,
  text: ({ content }: TextOptions) => ({ content }),
  address: ({ country }: AddressOptions) => ({ country }),
  researcherUrl: ({ name, url }: ResearcherUrlOptions) => ({ 'url-name': name, url }),
  externalIdentifier
}

export function contentOf ({ kind, shape }: Section, options: object): Members {
  return normalize(shape, BY_KIND[kind](options as never)) as Members
}
