// What the options of one person may hold, as a JSON Schema.
import type { Shape } from './validate.ts'

export const text = { type: 'string', minLength: 1 }
const country = { type: 'string', pattern: '^[A-Z]{2}$' }
const date = { type: 'string', pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' }
const time = {
  type: 'string',
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,3})?)?Z)?$'
}
const visibility = { enum: ['public', 'limited', 'private'] }

const list = (items: object) => ({ type: 'array', items })

// Items in ORCID's own JSON are validated where they are read.
const listOfItems = (items: object) => list({ if: { type: 'object', required: ['put-code'] }, else: items })

export function object (required: readonly string[], properties: object) {
  return { type: 'object', additionalProperties: false, required, properties }
}

const item = (required: readonly string[], properties: object) => object(required, { ...properties, visibility })

const relationship = { enum: ['self', 'part-of', 'version-of', 'funded-by'] }
const externalIds = list(object(['type', 'value'], { type: text, value: text, url: text, relationship }))

function organizationItem (required: readonly string[], properties: object) {
  const organization = { organization: text, city: text, country, ror: text }
  const rest = { startDate: date, endDate: date, url: text, externalIds }
  return item(['organization', 'city', 'country', ...required], { ...organization, ...rest, ...properties })
}

const textItem = item(['content'], { content: text })
const affiliations = listOfItems(organizationItem([], { departmentName: text, roleTitle: text }))
const affiliationSections = ['distinctions', 'educations', 'employments', 'invitedPositions', 'memberships',
  'qualifications', 'services']

const fundingTypes = { enum: ['grant', 'contract', 'award', 'salary-award'] }
const roles = { enum: ['reviewer', 'editor', 'member', 'chair', 'organizer'] }
const review = { groupId: text, completionDate: date, role: roles, type: { enum: ['review', 'evaluation'] } }
const work = { title: text, type: text, journalTitle: text, publicationDate: date, url: text, doi: text, externalIds }

export const changeable = {
  note: text,
  givenNames: text,
  familyName: text,
  creditName: text,
  nameVisibility: visibility,
  twoFactor: { type: 'boolean' },
  state: { enum: ['active', 'locked', 'deactivated', 'unclaimed'] },
  primaryRecord: text,
  defaultVisibility: visibility,
  record: { type: 'object' },
  biography: textItem,
  otherNames: listOfItems(textItem),
  emails: list(item(['email'], { email: text, verified: { type: 'boolean' }, primary: { type: 'boolean' } })),
  emailDomains: list(item(['value'], { value: text, verifiedAt: time })),
  keywords: listOfItems(textItem),
  researcherUrls: listOfItems(item(['name', 'url'], { name: text, url: text })),
  addresses: listOfItems(item(['country'], { country })),
  externalIdentifiers: listOfItems(item(['type', 'value'], { type: text, value: text, url: text })),
  ...Object.fromEntries(affiliationSections.map((name) => [name, affiliations])),
  fundings: listOfItems(organizationItem(['title'], { title: text, type: fundingTypes, amount: text, currency: text })),
  peerReviews: listOfItems(organizationItem(['groupId', 'completionDate'], review)),
  researchResources: listOfItems(organizationItem(['title'], { title: text })),
  works: listOfItems(item(['title'], work))
}

// A schema cannot say what is wrong with an iD: that is checked when the person is registered.
export const researcherShape: Shape = object(['givenNames'], { orcid: text, ...changeable })

const RECORD = { type: 'object', anyOf: ['record', 'person', 'orcid-identifier'].map((name) => ({ required: [name] })) }

/** People by the name that a test gives them: `{ ada: { givenNames: 'Ada' } }`. Records are validated later. */
export const researchersShape: Shape = { type: 'object', additionalProperties: { if: RECORD, else: researcherShape } }
