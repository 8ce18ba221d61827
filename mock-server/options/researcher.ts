// The options of one person and of what is on that person's record, in a shorter form than ORCID's.

/** ORCID's three visibilities: everyone, trusted parties, only me. */
export type Visibility = 'public' | 'limited' | 'private'

/** What every item of a record has. */
export interface VisibleOptions {
  /** Who may see the item. @default 'public', for e-mail addresses 'private' */
  readonly visibility?: Visibility
}

/** An identifier of a work, a grant or a review. */
export interface ExternalIdOptions {
  /** The kind of identifier, in ORCID's words: `'doi'`, `'isbn'`, `'grant_number'`. */
  readonly type: string
  /** The identifier itself. */
  readonly value: string
  /** The address at which it resolves. @default none */
  readonly url?: string
  /** How the identifier belongs to the item. @default 'self' */
  readonly relationship?: 'self' | 'part-of' | 'version-of' | 'funded-by'
}

/** An organization, and the time that somebody spent with it. */
interface OrganizationOptions extends VisibleOptions {
  /** The name of the organization. */
  readonly organization: string
  /** The city of the organization. */
  readonly city: string
  /** The country of the organization: two upper-case letters (ISO 3166-1). */
  readonly country: string
  /** The ROR id of the organization: `'https://ror.org/04fa4r544'`. @default none */
  readonly ror?: string
  /** The first day: `2019`, `2019-04` or `2019-04-01`. @default none */
  readonly startDate?: string
  /** The last day, in the same form. @default none, because it has not ended */
  readonly endDate?: string
  /** The address of a page about it. @default none */
  readonly url?: string
  /** Its identifiers. @default [] */
  readonly externalIds?: readonly ExternalIdOptions[]
}

/** A job, an education, a membership: ORCID has seven kinds, all of one shape. */
export interface AffiliationOptions extends OrganizationOptions {
  /** The department. @default none */
  readonly departmentName?: string
  /** The role: a job title, a degree. @default none */
  readonly roleTitle?: string
}

/** A grant or an award. */
export interface FundingOptions extends OrganizationOptions {
  /** The title of the grant. */
  readonly title: string
  /** The kind of funding. @default 'grant' */
  readonly type?: 'grant' | 'contract' | 'award' | 'salary-award'
  /** The amount: `'1000.00'`. It needs `currency`. @default none */
  readonly amount?: string
  /** The currency of the amount (ISO 4217): `'EUR'`. @default none */
  readonly currency?: string
}

/** A review that the person wrote. */
export interface PeerReviewOptions extends OrganizationOptions {
  /** The group that the review belongs to, such as a journal: `'issn:1741-4857'`. */
  readonly groupId: string
  /** The day of the review: `2019`, `2019-04` or `2019-04-01`. */
  readonly completionDate: string
  /** The role of the person. @default 'reviewer' */
  readonly role?: 'reviewer' | 'editor' | 'member' | 'chair' | 'organizer'
  /** The kind of review. @default 'review' */
  readonly type?: 'review' | 'evaluation'
}

/** Equipment or a collection that the person was granted access to. */
export interface ResearchResourceOptions extends OrganizationOptions {
  /** The title of the proposal. */
  readonly title: string
}

/** An article, a book, a data set. */
export interface WorkOptions extends VisibleOptions {
  /** The title of the work. */
  readonly title: string
  /** The type of the work, in ORCID's words: `'book'`, `'data-set'`. @default 'journal-article' */
  readonly type?: string
  /** The title of the journal. @default none */
  readonly journalTitle?: string
  /** The day of publication: `2019`, `2019-04` or `2019-04-01`. @default none */
  readonly publicationDate?: string
  /** The address of the work. @default none */
  readonly url?: string
  /** The DOI of the work, in addition to `externalIds`. @default none */
  readonly doi?: string
  /** Its identifiers. @default [] */
  readonly externalIds?: readonly ExternalIdOptions[]
}

/** A biography, another name, a keyword. */
export interface TextOptions extends VisibleOptions {
  /** The text itself. */
  readonly content: string
}

/** An e-mail address of a person. */
export interface EmailOptions extends VisibleOptions {
  /** The address. */
  readonly email: string
  /** Whether the person has answered ORCID's verification mail. @default true */
  readonly verified?: boolean
  /** Whether it is the address that ORCID writes to. @default true for the first of a person */
  readonly primary?: boolean
}

/** A link on a record: a home page, a blog. */
export interface ResearcherUrlOptions extends VisibleOptions {
  /** The text of the link. */
  readonly name: string
  /** The address that it leads to. */
  readonly url: string
}

/** A country of a person. */
export interface AddressOptions extends VisibleOptions {
  /** Two upper-case letters (ISO 3166-1). */
  readonly country: string
}

/** The person's identifier in another system. */
export interface ExternalIdentifierOptions extends VisibleOptions {
  /** The name of the system, in ORCID's words: `'Scopus Author ID'`. */
  readonly type: string
  /** The identifier itself. */
  readonly value: string
  /** The address at which it resolves. @default none */
  readonly url?: string
}

/** The domain of an e-mail address that ORCID knows for an institution's and the person has verified. */
export interface EmailDomainOptions extends VisibleOptions {
  /** The domain: `'orcid.org'`. */
  readonly value: string
  /** When it was verified: `'2024-11-04'` or `'2024-11-04T17:31:37Z'`. @default none, as for those from before 2024 */
  readonly verifiedAt?: string
}

/**
 * The state of a record. The API answers 409 for every state but `'active'`: with 9018 for a locked record, with 9044
 * for a deactivated one, and with 9036 for one that a member made and its person has not claimed yet.
 */
export type RecordState = 'active' | 'locked' | 'deactivated' | 'unclaimed'

/**
 * An item of a record in ORCID's own JSON, as its API answers it alone, in bulk, or as a summary in a list. Its
 * put-code, dates, source and place are kept. Any list of a person's items takes it.
 */
export interface MockOrcidItem {
  /** What tells this form from the shorter one. */
  readonly 'put-code': number
  readonly [member: string]: unknown
}

/** A record in ORCID's own JSON, as `GET /v3.0/{iD}/record` answers it. Any part may be missing or null. */
export interface MockOrcidRecord {
  /** The iD. */
  readonly 'orcid-identifier'?: { readonly path: string } | null
  /** The language of the person. */
  readonly preferences?: object | null
  /** When the record was made and changed. */
  readonly history?: object | null
  /** Names, addresses, links and other personal data. */
  readonly person?: object | null
  /** The activities, as their lists show them. */
  readonly 'activities-summary'?: object | null
  /** The path of the record in the API. */
  readonly path?: string | null
}

type Items<Options> = ReadonlyArray<Options | MockOrcidItem>

/** The activities of a person, by the names of ORCID's sections. */
export interface ActivityOptions {
  /** Honours and prizes. @default [] */
  readonly distinctions?: Items<AffiliationOptions>
  /** Degrees, finished or not. @default [] */
  readonly educations?: Items<AffiliationOptions>
  /** Jobs. @default [] */
  readonly employments?: Items<AffiliationOptions>
  /** Grants and awards. @default [] */
  readonly fundings?: Items<FundingOptions>
  /** Positions as a guest. @default [] */
  readonly invitedPositions?: Items<AffiliationOptions>
  /** Memberships of societies and associations. @default [] */
  readonly memberships?: Items<AffiliationOptions>
  /** Reviews that the person wrote. @default [] */
  readonly peerReviews?: Items<PeerReviewOptions>
  /** Professional qualifications, such as a licence. @default [] */
  readonly qualifications?: Items<AffiliationOptions>
  /** Equipment and collections that the person was granted access to. @default [] */
  readonly researchResources?: Items<ResearchResourceOptions>
  /** Voluntary work, such as on a committee. @default [] */
  readonly services?: Items<AffiliationOptions>
  /** Articles, books, data sets. @default [] */
  readonly works?: Items<WorkOptions>
}

/** One person to register with the mock. Only the given names are required, as at ORCID. */
export interface MockResearcherOptions extends ActivityOptions {
  /** The iD, with a right check digit. A second person with the same iD is refused. @default a fresh one */
  readonly orcid?: string
  /**
   * What is special about the person, in half a sentence: `'no e-mail address'`. The sign-in page shows it, and lists
   * the person among the special cases. @default none
   */
  readonly note?: string
  /** The given names, the one part of a name that ORCID requires. */
  readonly givenNames: string
  /** The family name. @default none: many people have no family name */
  readonly familyName?: string
  /** The name under which the person publishes. @default none */
  readonly creditName?: string
  /** Who may see the name, in all its parts. @default 'public' */
  readonly nameVisibility?: Visibility
  /** Whether signing in takes two factors; `amr` of a member's id_token says so. @default false */
  readonly twoFactor?: boolean
  /** The state of the record. @default 'active' */
  readonly state?: RecordState
  /** The iD that replaces this one, which is thereby deprecated: the API answers 301, 9007. @default none */
  readonly primaryRecord?: string
  /** Who may see what clients add to the record, whatever they ask for. @default 'public' */
  readonly defaultVisibility?: Visibility
  /** The biography. @default none */
  readonly biography?: TextOptions
  /** Other names. @default [] */
  readonly otherNames?: Items<TextOptions>
  /** E-mail addresses. @default [] */
  readonly emails?: readonly EmailOptions[]
  /** Verified domains of e-mail addresses, which a record's summary shows. @default [] */
  readonly emailDomains?: readonly EmailDomainOptions[]
  /** Keywords. @default [] */
  readonly keywords?: Items<TextOptions>
  /** Links. @default [] */
  readonly researcherUrls?: Items<ResearcherUrlOptions>
  /** Countries. @default [] */
  readonly addresses?: Items<AddressOptions>
  /** Identifiers in other systems. @default [] */
  readonly externalIdentifiers?: Items<ExternalIdentifierOptions>
  /**
   * The record in ORCID's own JSON, with its put-codes, dates and sources. The other members win over what it says.
   * A person may also be given as such a record alone. @default none
   */
  readonly record?: MockOrcidRecord
}

/** A person: the options, the options around a record, or the record alone. */
export type MockResearcherInput = MockResearcherOptions | MockOrcidRecord |
  (Partial<MockResearcherOptions> & { readonly record: MockOrcidRecord })
