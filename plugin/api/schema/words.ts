// The words of ORCID's lists, which an editor offers. ORCID adds words to its lists, so others are types, too.

/** A word that the list has, or that ORCID adds to it. */
type Word<Known extends string> = Known | (string & {})

/**
 * What an identifier is to the item that has it: the item itself, something it is a part or a version of, or what paid
 * for it.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/java/org/orcid/jaxb/model/common/Relationship.java
 */
export type OrcidRelationship = Word<'self' | 'part-of' | 'version-of' | 'funded-by'>

/**
 * What kind of identifier it is: `doi`, `isbn`, … In lower case, also where ORCID's pages show capitals.
 *
 * @see https://pub.orcid.org/v3.0/identifiers
 */
export type OrcidExternalIdType = Word<'agr' | 'ark' | 'arxiv' | 'asin' | 'asin-tld' | 'authenticusid' | 'bibcode' |
  'cba' | 'cienciaiul' | 'cit' | 'ctx' | 'cvid' | 'dnb' | 'doi' | 'eid' | 'ethos' | 'grant_number' | 'handle' | 'hir' |
  'isbn' | 'issn' | 'jfm' | 'jstor' | 'kuid' | 'lccn' | 'lensid' | 'mr' | 'oclc' | 'ol' | 'osti' | 'other-id' | 'pat' |
  'pdb' | 'pmc' | 'pmid' | 'proposal-id' | 'rfc' | 'rrid' | 'source-work-id' | 'ssrn' | 'uri' | 'urn' | 'wosuid' |
  'zbl'>

/**
 * What a work is. ORCID refuses a word that its list does not have.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/java/org/orcid/jaxb/model/common/WorkType.java
 */
export type OrcidWorkType = Word<'annotation' | 'artistic-performance' | 'blog-post' | 'book' | 'book-chapter' |
  'book-review' | 'cartographic-material' | 'clinical-study' | 'conference-abstract' | 'conference-output' |
  'conference-paper' | 'conference-poster' | 'conference-presentation' | 'conference-proceedings' |
  'data-management-plan' | 'data-set' | 'design' | 'dictionary-entry' | 'disclosure' | 'dissertation-thesis' |
  'edited-book' | 'encyclopedia-entry' | 'image' | 'invention' | 'journal-article' | 'journal-issue' |
  'learning-object' | 'lecture-speech' | 'license' | 'magazine-article' | 'manual' | 'moving-image' |
  'musical-composition' | 'newsletter-article' | 'newspaper-article' | 'online-resource' | 'other' | 'patent' |
  'physical-object' | 'preprint' | 'public-speech' | 'registered-copyright' | 'report' | 'research-technique' |
  'research-tool' | 'review' | 'software' | 'sound' | 'spin-off-company' | 'standards-and-policy' |
  'supervised-student-publication' | 'technical-standard' | 'test' | 'trademark' | 'transcription' | 'translation' |
  'undefined' | 'website' | 'working-paper'>

/**
 * How a citation is written.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/java/org/orcid/jaxb/model/common/CitationType.java
 */
export type OrcidCitationType = Word<'bibtex' | 'formatted-apa' | 'formatted-chicago' | 'formatted-harvard' |
  'formatted-ieee' | 'formatted-mla' | 'formatted-unspecified' | 'formatted-vancouver' | 'ris'>

/**
 * What a funding is.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/java/org/orcid/jaxb/model/common/FundingType.java
 */
export type OrcidFundingType = Word<'award' | 'contract' | 'grant' | 'salary-award'>

/**
 * What somebody was in a review.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/java/org/orcid/jaxb/model/common/Role.java
 */
export type OrcidReviewerRole = Word<'chair' | 'editor' | 'member' | 'organizer' | 'reviewer'>

/**
 * What a review is.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/java/org/orcid/jaxb/model/common/PeerReviewType.java
 */
export type OrcidReviewType = Word<'evaluation' | 'review'>

/** What was used of a facility. */
export type OrcidResourceType = Word<'collections' | 'equipment' | 'infrastructures' | 'services'>
