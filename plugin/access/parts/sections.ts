// Which parts a record has, by ORCID's own path words: what is read and what is written.
import type {
  OrcidFunding, OrcidFundingSummary, OrcidFundings, OrcidPeerReview, OrcidPeerReviewSummary, OrcidPeerReviews,
  OrcidResearchResource, OrcidResearchResourceSummary, OrcidResearchResources
} from './activity.ts'
import type {
  OrcidAffiliation, OrcidAffiliationSummary, OrcidDistinctions, OrcidEducations, OrcidEmployments,
  OrcidInvitedPositions, OrcidMemberships, OrcidQualifications, OrcidServices
} from './affiliation.ts'
import type {
  OrcidAddress, OrcidAddresses, OrcidBiography, OrcidEmails, OrcidExternalIdentifier,
  OrcidExternalIdentifiers, OrcidKeyword, OrcidKeywords, OrcidOtherName, OrcidOtherNames, OrcidPerson,
  OrcidPersonalDetails, OrcidResearcherUrl, OrcidResearcherUrls
} from './person.ts'
import type { OrcidActivities, OrcidWholeRecord } from './record.ts'
import type { OrcidWork, OrcidWorkSummary, OrcidWorks } from './work.ts'

/** The parts of a record that can be read, with the type of each. */
export interface OrcidSections {
  record: OrcidWholeRecord
  person: OrcidPerson
  'personal-details': OrcidPersonalDetails
  email: OrcidEmails
  biography: OrcidBiography
  'other-names': OrcidOtherNames
  keywords: OrcidKeywords
  address: OrcidAddresses
  'researcher-urls': OrcidResearcherUrls
  'external-identifiers': OrcidExternalIdentifiers
  activities: OrcidActivities
  works: OrcidWorks
  employments: OrcidEmployments
  educations: OrcidEducations
  qualifications: OrcidQualifications
  distinctions: OrcidDistinctions
  'invited-positions': OrcidInvitedPositions
  memberships: OrcidMemberships
  services: OrcidServices
  fundings: OrcidFundings
  'peer-reviews': OrcidPeerReviews
  'research-resources': OrcidResearchResources
}

/** The items of a record that can be added, updated and removed, with the type of each. */
export interface OrcidItems {
  work: OrcidWork
  employment: OrcidAffiliation
  education: OrcidAffiliation
  qualification: OrcidAffiliation
  distinction: OrcidAffiliation
  'invited-position': OrcidAffiliation
  membership: OrcidAffiliation
  service: OrcidAffiliation
  funding: OrcidFunding
  'peer-review': OrcidPeerReview
  'research-resource': OrcidResearchResource
  'other-names': OrcidOtherName
  keywords: OrcidKeyword
  address: OrcidAddress
  'researcher-urls': OrcidResearcherUrl
  'external-identifiers': OrcidExternalIdentifier
}

/** The items of a record in short, with the type of each. */
export interface OrcidSummaries {
  'work/summary': OrcidWorkSummary
  'employment/summary': OrcidAffiliationSummary
  'education/summary': OrcidAffiliationSummary
  'qualification/summary': OrcidAffiliationSummary
  'distinction/summary': OrcidAffiliationSummary
  'invited-position/summary': OrcidAffiliationSummary
  'membership/summary': OrcidAffiliationSummary
  'service/summary': OrcidAffiliationSummary
  'funding/summary': OrcidFundingSummary
  'peer-review/summary': OrcidPeerReviewSummary
  'research-resource/summary': OrcidResearchResourceSummary
}
