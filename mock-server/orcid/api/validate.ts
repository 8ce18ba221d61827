// What ORCID requires of an item in addition to its shape: the rules of each kind, in ORCID's order.
import { workTypes, type ItemKind, type Json, type Members } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { apiError, type ApiError } from './errors.ts'
import { identifierTypes, idsIn, idsOf, type ExternalId } from './render/identifiers.ts'

type Rule = (content: Members, section: Section) => ApiError | null

/** A member of a member; null where one is missing. */
function at (value: Json | undefined, ...path: string[]): Json {
  return path.reduce<Json>((inner, name) => (inner as Members | null)?.[name] ?? null, value ?? null)
}

const isEmpty = (value: Json): boolean => value === null || value === ''

const requireTitle: Rule = ({ title }) => isEmpty(at(title, 'title', 'value')) ? apiError(9022) : null

const requireWorkType: Rule = ({ type }) =>
  type === null ? apiError(9037, { params: { type: 'work type', values: workTypes.join(', ') } }) : null

const requireIds: Rule = (content, section) => idsOf(section, content).length === 0 ? apiError(9023) : null

function checkExternalIds (ids: readonly ExternalId[], needsSelf = false): ApiError | null {
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
  return wrong.length === 0 ? null : apiError(9023, { detail: `Invalid external-id ${words}` })
}

const checkIds: Rule = (content, section) => checkExternalIds(idsOf(section, content), section.kind === 'work')

const checkSubjectId: Rule = ({ 'subject-external-identifier': subject }) =>
  subject === null ? null : checkExternalIds([subject as ExternalId])

/** A date as the text that ORCID checks; a part that is missing before another one is `null` there. */
function dateText (date: Json): string {
  const [year, month, day] = ['year', 'month', 'day'].map((name) => at(date, name, 'value'))
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
  return wrong === undefined ? null : apiError(9049, { params: { dateString: dateText(wrong) } })
}

// Dates are compared as far as both say.
const checkDateOrder: Rule = ({ 'start-date': start = null, 'end-date': end = null }) => {
  if (start === null || end === null) return null
  const [first, last] = [dateText(start), dateText(end)]
  const length = Math.min(first.length, last.length)
  return first.slice(0, length) > last.slice(0, length) ? apiError(9055) : null
}

const requireStartDate: Rule = ({ 'start-date': start, 'end-date': end }) =>
  end !== null && start === null ? apiError(9050) : null

const hasOrganizationId = (organization: Json): boolean =>
  !isEmpty(at(organization, 'disambiguated-organization', 'disambiguated-organization-identifier'))

const requireOrganizationId: Rule = ({ organization = null }) => {
  if (organization === null) return apiError(9046)
  return hasOrganizationId(organization) ? null : apiError(9045)
}

const requireCity: Rule = ({ organization }) =>
  ['city', 'country'].some((name) => isEmpty(at(organization, 'address', name))) ? apiError(9060) : null

const checkOrganization: Rule = (content, section) => {
  const { organization = null } = content
  if (section.isFormal) return requireOrganizationId(content, section) ?? requireCity(content, section)
  if (organization === null) return apiError(9046)
  if (!hasOrganizationId(organization) && idsOf(section, content).length === 0) return apiError(9062)
  const [city, region, country] = ['city', 'region', 'country'].map((name) => isEmpty(at(organization, 'address', name)))
  return country && !(city && region) ? apiError(9061) : null
}

const checkAmount: Rule = ({ amount }) => {
  const [value, currency] = [at(amount, 'value'), at(amount, 'currency-code')]
  if (isEmpty(value) && isEmpty(currency)) return null
  if (isEmpty(currency)) return apiError(9020, { detail: 'Please specify a currency code' })
  if (isEmpty(value)) return apiError(9020, { detail: 'Please specify an amount or remove the amount tag' })
  return Number.isFinite(Number(value)) ? null : apiError(9054)
}

const CREDIT_ROLE = /^https?:\/\/credit\.niso\.org\/contributor-roles\/[a-z-]+\/?$/

const checkRoles = (roles: readonly string[]): Rule => ({ contributors }) => {
  const people = (at(contributors, 'contributor') ?? []) as readonly Members[]
  const wrong = people.map((person) => at(person, 'contributor-attributes', 'contributor-role'))
    .find((role) => role !== null && !roles.includes(String(role)) && !CREDIT_ROLE.test(String(role)))
  return wrong === undefined ? null : apiError(9058, { params: { role: String(wrong), validRoles: roles.join(', ') } })
}

// The proposal and each resource item have hosts and identifiers of their own.
const checkResources: Rule = ({ proposal, 'resource-item': items }, section) => {
  for (const resource of [proposal, ...items as readonly Json[]] as readonly Members[]) {
    const ids = idsIn(resource['external-ids'])
    const wrong = ids.length === 0 ? apiError(9023) : checkExternalIds(ids)
    if (wrong !== null) return wrong
    const hosts = at(resource['hosts'], 'organization') as readonly Json[]
    if (!hosts.every(hasOrganizationId)) return apiError(9045)
  }
  return requireStartDate(proposal as Members, section)
}

const invalid = (detail: string): ApiError => apiError(9020, { detail })

const MAX_URL_LENGTH = 2000

const checkUrl = (name: string, { empty, long }: Readonly<Record<'empty' | 'long', string>>): Rule => (content) => {
  const url = String(at(content[name], 'value') ?? '')
  if (url === '') return invalid(`${empty} must not be empty`)
  return url.length > MAX_URL_LENGTH ? invalid(`${long} must not be longer than ${MAX_URL_LENGTH} characters`) : null
}

const requireSelf: Rule = ({ 'external-id-relationship': relationship }) =>
  relationship === 'self' ? null : invalid('Relationship field should be self for person identifiers')

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

/** Why ORCID does not accept an item; null if it does. */
export function validateContent (section: Section, content: Members): ApiError | null {
  for (const rule of RULES[section.kind]) {
    const error = rule(content, section)
    if (error !== null) return error
  }
  return null
}
