// What a user may say about the activities of one person, in a shorter form than ORCID's own, and their shapes.

/** ORCID's three visibilities: everyone, trusted parties, only me. */
export type Visibility = 'public' | 'limited' | 'private'

/** Who may see one item of a record. */
export interface VisibleOptions {
  /** @default 'public', for e-mails 'private' */
  readonly visibility?: Visibility
}

/** An identifier of a work, a grant, a review. */
export interface ExternalIdOptions {
  /** In ORCID's words: `'doi'`, `'isbn'`, `'grant_number'`. */
  readonly type: string
  /** The identifier. */
  readonly value: string
  /** Where it resolves. @default none */
  readonly url?: string
  /** How it belongs to the item. @default 'self' */
  readonly relationship?: 'self' | 'part-of' | 'version-of' | 'funded-by'
}

/** An organization and when somebody belonged to it. */
interface OrganizationOptions extends VisibleOptions {
  /** Name of the organization. */
  readonly organization: string
  /** Where it is. */
  readonly city: string
  /** Two upper-case letters (ISO 3166-1). */
  readonly country: string
  /** Its ROR id: `'https://ror.org/04fa4r544'`. @default none */
  readonly ror?: string
  /** `2019`, `2019-04` or `2019-04-01`. @default none */
  readonly startDate?: string
  /** The same, for what has ended. @default none */
  readonly endDate?: string
  /** A page about it. @default none */
  readonly url?: string
  /** @default [] */
  readonly externalIds?: readonly ExternalIdOptions[]
}

/** A job, an education, a membership: ORCID has seven kinds, all of one shape. */
export interface AffiliationOptions extends OrganizationOptions {
  /** @default none */
  readonly departmentName?: string
  /** @default none */
  readonly roleTitle?: string
}

/** Money that somebody was given. */
export interface FundingOptions extends OrganizationOptions {
  /** What the grant is called. */
  readonly title: string
  /** @default 'grant' */
  readonly type?: 'grant' | 'contract' | 'award' | 'salary-award'
  /** How much: `'1000.00'`. Needs `currency`. @default none */
  readonly amount?: string
  /** ISO 4217: `'EUR'`. @default none */
  readonly currency?: string
}

/** A review that somebody wrote. */
export interface PeerReviewOptions extends OrganizationOptions {
  /** Whose reviews it belongs to: `'issn:1741-4857'`. */
  readonly groupId: string
  /** `2019`, `2019-04` or `2019-04-01`. */
  readonly completionDate: string
  /** @default 'reviewer' */
  readonly role?: 'reviewer' | 'editor' | 'member' | 'chair' | 'organizer'
  /** @default 'review' */
  readonly type?: 'review' | 'evaluation'
}

/** Equipment or a collection that somebody was let use. */
export interface ResearchResourceOptions extends OrganizationOptions {
  /** What the proposal is called. */
  readonly title: string
}

/** An article, a book, a data set. */
export interface WorkOptions extends VisibleOptions {
  /** What it is called. */
  readonly title: string
  /** In ORCID's words: `'book'`, `'data-set'`. @default 'journal-article' */
  readonly type?: string
  /** @default none */
  readonly journalTitle?: string
  /** `2019`, `2019-04` or `2019-04-01`. @default none */
  readonly publicationDate?: string
  /** @default none */
  readonly url?: string
  /** A DOI of its own, besides `externalIds`. @default none */
  readonly doi?: string
  /** @default [] */
  readonly externalIds?: readonly ExternalIdOptions[]
}

/** Activities of a person, by the names of ORCID's sections. */
export interface ActivityOptions {
  /** @default [] */
  readonly distinctions?: readonly AffiliationOptions[]
  /** @default [] */
  readonly educations?: readonly AffiliationOptions[]
  /** @default [] */
  readonly employments?: readonly AffiliationOptions[]
  /** @default [] */
  readonly fundings?: readonly FundingOptions[]
  /** @default [] */
  readonly invitedPositions?: readonly AffiliationOptions[]
  /** @default [] */
  readonly memberships?: readonly AffiliationOptions[]
  /** @default [] */
  readonly peerReviews?: readonly PeerReviewOptions[]
  /** @default [] */
  readonly qualifications?: readonly AffiliationOptions[]
  /** @default [] */
  readonly researchResources?: readonly ResearchResourceOptions[]
  /** @default [] */
  readonly services?: readonly AffiliationOptions[]
  /** @default [] */
  readonly works?: readonly WorkOptions[]
}

/** The shape of a text that is not empty. */
export const text = { type: 'string', minLength: 1 } as const
/** The shape of a country. */
export const country = { type: 'string', pattern: '^[A-Z]{2}$' } as const
/** The shape of a visibility. */
export const visibility = { enum: ['public', 'limited', 'private'] } as const

const date = { type: 'string', pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' } as const

/** The shape of a list. */
export const list = (items: object) => ({ type: 'array', items })

/** The shape of one item of a record. */
export function item (required: readonly string[], properties: object) {
  return { type: 'object', additionalProperties: false, required, properties: { ...properties, visibility } }
}

const relationship = { enum: ['self', 'part-of', 'version-of', 'funded-by'] } as const
const externalIds = list({
  type: 'object',
  additionalProperties: false,
  required: ['type', 'value'],
  properties: { type: text, value: text, url: text, relationship }
})

function organizationItem (required: readonly string[], properties: object) {
  return item(['organization', 'city', 'country', ...required], {
    organization: text,
    city: text,
    country,
    ror: text,
    startDate: date,
    endDate: date,
    url: text,
    externalIds,
    ...properties
  })
}

const affiliations = list(organizationItem([], { departmentName: text, roleTitle: text }))

/** The shapes of {@link ActivityOptions}, by name. */
export const activityShapes = {
  distinctions: affiliations,
  educations: affiliations,
  employments: affiliations,
  fundings: list(organizationItem(['title'], {
    title: text, type: { enum: ['grant', 'contract', 'award', 'salary-award'] }, amount: text, currency: text
  })),
  invitedPositions: affiliations,
  memberships: affiliations,
  peerReviews: list(organizationItem(['groupId', 'completionDate'], {
    groupId: text,
    completionDate: date,
    role: { enum: ['reviewer', 'editor', 'member', 'chair', 'organizer'] },
    type: { enum: ['review', 'evaluation'] }
  })),
  qualifications: affiliations,
  researchResources: list(organizationItem(['title'], { title: text })),
  services: affiliations,
  works: list(item(['title'], {
    title: text, type: text, journalTitle: text, publicationDate: date, url: text, doi: text, externalIds
  }))
} as const
