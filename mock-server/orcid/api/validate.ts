// What ORCID requires of an item in addition to its shape: the rules of each kind, in ORCID's order.
import { at, workTypes, type ItemKind, type Json, type Members } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { refuse, type ErrorCode } from './errors.ts'
import { identifierTypes, idsIn, idsOf, type ExternalId } from './render/identifiers.ts'

type Rule = (content: Members, section: Section) => void

const isEmpty = (value: Json): boolean => value === null || value === ''

const invalid = (detail: string): never => refuse(9020, { detail })

function refuseIf (isWrong: (content: Members, section: Section) => boolean, code: ErrorCode): Rule {
  return (content, section) => {
    if (isWrong(content, section)) refuse(code)
  }
}

const requireTitle = refuseIf((content) => isEmpty(at(content, 'title.title.value')), 9022)
const requireIds = refuseIf((content, section) => idsOf(section, content).length === 0, 9023)
const requireStartDate = refuseIf((content) => content['end-date'] !== null && content['start-date'] === null, 9050)

const requireWorkType: Rule = ({ type }) => {
  if (type === null) refuse(9037, { params: { type: 'work type', values: workTypes.join(', ') } })
}

function checkExternalIds (ids: readonly ExternalId[], needsSelf = false): void {
  const wrong = ids.flatMap((id) => {
    const type = String(id['external-id-type'])
    return [
      ...identifierTypes.has(type) ? [] : [type],
      ...isEmpty(id['external-id-value']) ? ['value'] : [],
      ...id['external-id-relationship'] === null ? ['relationship'] : []
    ]
  })
  if (needsSelf && !ids.some((id) => id['external-id-relationship'] === 'self')) {
    wrong.push('At least one identifier with \'self\' relationship is required')
  }
  const words = wrong.map((word) => ` ${word}`).join('')
  if (wrong.length > 0) refuse(9023, { detail: `Invalid external-id ${words}` })
}

const checkIds: Rule = (content, section) => { checkExternalIds(idsOf(section, content), section.kind === 'work') }

const checkSubjectId: Rule = ({ 'subject-external-identifier': subject }) => {
  checkExternalIds(subject === null ? [] : [subject as ExternalId])
}

/** A date as the text that ORCID checks; a part that is missing before another one is `null` there. */
function dateText (date: Json): string {
  const [year, month, day] = ['year', 'month', 'day'].map((name) => at(date, `${name}.value`))
  if (day !== null) return `${year}-${month}-${day}`
  return month === null ? String(year) : `${year}-${month}`
}

function isDate (date: Json): boolean {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(dateText(date)) ?? []
  if (year === undefined) return false
  const time = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.getUTCDate() === Number(day)
}

const checkDates = (...names: string[]): Rule => (content) => {
  const wrong = names.map((name) => content[name] as Json).find((date) => date !== null && !isDate(date))
  if (wrong !== undefined) refuse(9049, { params: { dateString: dateText(wrong) } })
}

// Dates are compared as far as both say.
const checkDateOrder: Rule = ({ 'start-date': start = null, 'end-date': end = null }) => {
  if (start === null || end === null) return
  const [first, last] = [dateText(start), dateText(end)]
  const length = Math.min(first.length, last.length)
  if (first.slice(0, length) > last.slice(0, length)) refuse(9055)
}

const hasOrganizationId = (organization: Json): boolean =>
  !isEmpty(at(organization, 'disambiguated-organization.disambiguated-organization-identifier'))

const requireOrganizationId: Rule = ({ organization = null }) => {
  if (organization === null) refuse(9046)
  if (!hasOrganizationId(organization)) refuse(9045)
}

const checkOrganization: Rule = (content, section) => {
  const { organization = null } = content
  const [city, region, country] = ['city', 'region', 'country'].map((name) => isEmpty(at(organization, `address.${name}`)))
  if (section.isFormal) {
    requireOrganizationId(content, section)
    if (city || country) refuse(9060)
  }
  if (organization === null) refuse(9046)
  if (!hasOrganizationId(organization) && idsOf(section, content).length === 0) refuse(9062)
  if (country && !(city && region)) refuse(9061)
}

const checkAmount: Rule = ({ amount }) => {
  const [value, currency] = [at(amount, 'value'), at(amount, 'currency-code')]
  if (isEmpty(value) && isEmpty(currency)) return
  if (isEmpty(currency)) invalid('Please specify a currency code')
  if (isEmpty(value)) invalid('Please specify an amount or remove the amount tag')
  if (!Number.isFinite(Number(value))) refuse(9054)
}

const CREDIT_ROLE = /^https?:\/\/credit\.niso\.org\/contributor-roles\/[a-z-]+\/?$/

const checkRoles = (roles: readonly string[]): Rule => ({ contributors }) => {
  const people = (at(contributors, 'contributor') ?? []) as readonly Members[]
  const wrong = people.map((person) => at(person, 'contributor-attributes.contributor-role'))
    .find((role) => role !== null && !roles.includes(String(role)) && !CREDIT_ROLE.test(String(role)))
  if (wrong !== undefined) refuse(9058, { params: { role: String(wrong), validRoles: roles.join(', ') } })
}

// The proposal and each resource item have hosts and identifiers of their own.
const checkResources: Rule = ({ proposal, 'resource-item': items }, section) => {
  for (const resource of [proposal, ...items as readonly Json[]] as readonly Members[]) {
    const ids = idsIn(resource['external-ids'])
    if (ids.length === 0) refuse(9023)
    checkExternalIds(ids)
    const hosts = at(resource, 'hosts.organization') as readonly Json[]
    if (!hosts.every(hasOrganizationId)) refuse(9045)
  }
  requireStartDate(proposal as Members, section)
}

const MAX_URL_LENGTH = 2000

const checkUrl = (name: string, { empty, long }: Readonly<Record<'empty' | 'long', string>>): Rule => (content) => {
  const url = String(at(content, `${name}.value`) ?? '')
  if (url === '') invalid(`${empty} must not be empty`)
  if (url.length > MAX_URL_LENGTH) invalid(`${long} must not be longer than ${MAX_URL_LENGTH} characters`)
}

const requireSelf: Rule = ({ 'external-id-relationship': relationship }) => {
  if (relationship !== 'self') invalid('Relationship field should be self for person identifiers')
}

const WORK_ROLES = ['author', 'assignee', 'editor', 'chair-or-translator', 'co-investigator', 'co-inventor',
  'graduate-student', 'other-inventor', 'principal-investigator', 'postdoctoral-researcher', 'support-staff']
const FUNDING_ROLES = ['lead', 'co-lead', 'supported-by', 'other-contribution']

// ORCID-Source, ActivityValidator and PersonValidator.
const RULES: Readonly<Record<ItemKind, readonly Rule[]>> = {
  affiliation: [checkOrganization, checkDates('end-date', 'start-date'), checkDateOrder],
  funding: [requireTitle, requireIds, checkAmount, requireOrganizationId, checkDates('end-date'), requireStartDate,
    checkDates('start-date'), checkIds, checkRoles(FUNDING_ROLES)],
  peerReview: [requireIds, checkIds, checkSubjectId, checkDates('review-completion-date')],
  researchResource: [checkResources],
  work: [requireTitle, requireWorkType, checkDates('publication-date'), requireIds, checkIds, checkRoles(WORK_ROLES)],
  text: [],
  address: [],
  researcherUrl: [checkUrl('url', { empty: 'Url field', long: 'Url field' })],
  externalIdentifier: [requireSelf, checkUrl('external-id-url', { empty: 'Reference field', long: 'Url' })]
}

/** Refuses an item that ORCID does not accept. */
export function validateContent (section: Section, content: Members): void {
  for (const rule of RULES[section.kind]) rule(content, section)
}
