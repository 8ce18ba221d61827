// What the options of one person may hold, as a JSON Schema: the limits are those of ORCID's XSD.
import { GROUP_ID } from './group.ts'
import { listOf, objectOf, type Shape } from './validate.ts'

export const text = { type: 'string', minLength: 1 }

const like = (pattern: string, description: string) => ({ type: 'string', pattern, description })
const notBlank = like('\\S', 'a text that is not blank')
const filled = (maxLength: number) => ({ ...notBlank, maxLength })

const country = like('^[A-Z]{2}$', 'two upper-case letters (ISO 3166-1)')
const currency = like('^[A-Z]{3}$', 'three upper-case letters (ISO 4217)')
const date = like('^(19\\d{2}|20\\d{2}|2100)(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$',
  'a day from 1900 to 2100, such as 2019, 2019-04 or 2019-04-01')
const time = like('^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,3})?)?Z)?$',
  'a day or a time such as 2024-05-01T12:00:00Z')
const email = { ...like('^[^@]+@[^.]+\\..+', 'an e-mail address'), maxLength: 350 }
const groupId = like(GROUP_ID, 'a group of reviews, such as issn:1741-4857')
export const visibility = { enum: ['public', 'limited', 'private'] }

// Items in ORCID's own JSON are validated where they are read.
const listOfItems = (items: object) => listOf({ if: { type: 'object', required: ['put-code'] }, else: items })

const item = (required: readonly string[], properties: object) => objectOf({ ...properties, visibility }, required)

const relationship = { enum: ['self', 'part-of', 'version-of', 'funded-by'] }
const externalIds = listOf(objectOf({ type: notBlank, value: notBlank, url: text, relationship }, ['type', 'value']))

function organizationItem (required: readonly string[], properties: object) {
  const organization = { organization: filled(4000), city: filled(4000), country, ror: text }
  const rest = { startDate: date, endDate: date, url: text, externalIds }
  return item(['organization', 'city', 'country', ...required], { ...organization, ...rest, ...properties })
}

const textItem = (content: object) => item(['content'], { content })
const shortText = textItem(filled(255))
const affiliations = listOfItems(organizationItem([], { departmentName: filled(4000), roleTitle: filled(4000) }))
const affiliationSections = ['distinctions', 'educations', 'employments', 'invitedPositions', 'memberships',
  'qualifications', 'services']

const fundingTypes = { enum: ['grant', 'contract', 'award', 'salary-award'] }
const roles = { enum: ['reviewer', 'editor', 'member', 'chair', 'organizer'] }
const review = { groupId, completionDate: date, role: roles, type: { enum: ['review', 'evaluation'] } }
const work = {
  title: filled(1000),
  type: text,
  journalTitle: filled(1000),
  publicationDate: date,
  url: text,
  doi: text,
  externalIds
}

export const changeable = {
  note: text,
  givenNames: filled(150),
  familyName: filled(150),
  creditName: filled(150),
  nameVisibility: visibility,
  twoFactor: { type: 'boolean' },
  state: { enum: ['active', 'locked', 'deactivated', 'unclaimed'] },
  primaryRecord: text,
  defaultVisibility: visibility,
  record: { type: 'object' },
  biography: textItem(notBlank),
  otherNames: listOfItems(shortText),
  emails: listOf(item(['email'], { email, verified: { type: 'boolean' }, primary: { type: 'boolean' } })),
  emailDomains: listOf(item(['value'], { value: notBlank, verifiedAt: time })),
  keywords: listOfItems(shortText),
  researcherUrls: listOfItems(item(['name', 'url'], { name: filled(350), url: text })),
  addresses: listOfItems(item(['country'], { country })),
  externalIdentifiers: listOfItems(item(['type', 'value'], { type: filled(255), value: filled(255), url: text })),
  ...Object.fromEntries(affiliationSections.map((name) => [name, affiliations])),
  fundings: listOfItems(organizationItem(['title'], { title: filled(1000), type: fundingTypes, amount: text, currency })),
  peerReviews: listOfItems(organizationItem(['groupId', 'completionDate'], review)),
  researchResources: listOfItems(organizationItem(['title'], { title: filled(1000) })),
  works: listOfItems(item(['title'], work))
}

// A schema cannot say what is wrong with an iD: that is checked when the person is registered.
export const researcherShape = objectOf({ orcid: text, ...changeable }, ['givenNames'])

const RECORD = { type: 'object', anyOf: ['record', 'person', 'orcid-identifier'].map((name) => ({ required: [name] })) }

/** People by the name that a test gives them: `{ ada: { givenNames: 'Ada' } }`. Records are validated later. */
export const researchersShape: Shape = { type: 'object', additionalProperties: { if: RECORD, else: researcherShape } }
