// What ORCID wants of an item besides its shape: each section's rules, in ORCID's order.
import type { Json, Members } from '../registry/record/node.ts'
import { workTypes } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { isDate, isLater, dateText } from './dates.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'
import { identifierTypes, idsIn, idsOf } from './identifiers.ts'
import type { ExternalId } from './identifiers.ts'
import { judgePersonal } from './personal-validation.ts'

type Verdict = ApiError | null
type Rule = (content: Members, section: Section) => Verdict

/** A member of a member, null where one is missing. */
function at (value: Json | undefined, ...path: string[]): Json {
  return path.reduce<Json>((inner, name) => (inner as Members | null)?.[name] ?? null, value ?? null)
}

const isEmpty = (value: Json): boolean => value === null || value === ''

const needsTitle: Rule = ({ title = null }) => isEmpty(at(title, 'title', 'value')) ? apiError(9022) : null

const needsType: Rule = ({ type = null }) =>
  type === null ? apiError(9037, { params: { type: 'work type', values: workTypes.join(', ') } }) : null

const needsIds: Rule = (content, section) => idsOf(section, content).length === 0 ? apiError(9023) : null

function judgeIds (ids: readonly ExternalId[], needsSelf: boolean): Verdict {
  const wrong = ids.flatMap((id) => {
    const type = String(id['external-id-type'])
    return [
      ...identifierTypes.has(type) ? [] : [type],
      ...isEmpty(id['external-id-value']) ? ['value'] : [],
      ...id['external-id-relationship'] === null ? ['relationship'] : []
    ]
  })
  const relationships = ids.map((id) => id['external-id-relationship'])
  if (needsSelf && !relationships.includes('self')) {
    wrong.push('At least one identifier with \'self\' relationship is required')
  }
  const words = wrong.map((word) => ` ${word}`).join('')
  return wrong.length === 0 ? null : apiError(9023, { detail: `Invalid external-id ${words}` })
}

const knownIds: Rule = (content, section) => judgeIds(idsOf(section, content), section.name === 'works')

const dated = (...names: string[]): Rule => (content) => {
  const wrong = names.map((name) => content[name] ?? null).find((date) => date !== null && !isDate(date))
  return wrong === undefined ? null : apiError(9049, { params: { dateString: dateText(wrong) } })
}

const startsBeforeEnd: Rule = ({ 'start-date': start = null, 'end-date': end = null }) =>
  start !== null && end !== null && isLater(start, end) ? apiError(9055) : null

const startsIfEnds: Rule = ({ 'start-date': start = null, 'end-date': end = null }) =>
  end !== null && start === null ? apiError(9050) : null

const organizationId = (organization: Json): Json =>
  at(organization, 'disambiguated-organization', 'disambiguated-organization-identifier')

const needsOrganizationId: Rule = ({ organization = null }) => {
  if (organization === null) return apiError(9046)
  return isEmpty(organizationId(organization)) ? apiError(9045) : null
}

const needsPlace: Rule = ({ organization = null }) =>
  ['city', 'country'].some((name) => isEmpty(at(organization, 'address', name))) ? apiError(9060) : null

const needsOrganizationOrIds: Rule = (content, section) => {
  const { organization = null } = content
  if (organization === null) return apiError(9046)
  if (isEmpty(organizationId(organization)) && idsOf(section, content).length === 0) return apiError(9062)
  const { city = null, region = null, country = null } = at(organization, 'address') as Members
  return isEmpty(country) && !(isEmpty(city) && isEmpty(region)) ? apiError(9061) : null
}

const countsMoney: Rule = ({ amount = null }) => {
  const { value = null, 'currency-code': currency = null } = (amount ?? {}) as Members
  if (isEmpty(value) && isEmpty(currency)) return null
  if (isEmpty(currency)) return apiError(9020, { detail: 'Please specify a currency code' })
  if (isEmpty(value)) return apiError(9020, { detail: 'Please specify an amount or remove the amount tag' })
  return Number.isFinite(Number(value)) ? null : apiError(9054)
}

const knowsRoles = (...roles: string[]): Rule => (content) => {
  const people = (at(content['contributors'], 'contributor') ?? []) as readonly Members[]
  const isKnown = (role: Json): boolean => role === null || roles.includes(String(role)) ||
    /^https?:\/\/credit\.niso\.org\/contributor-roles\/[a-z-]+\/?$/.test(String(role))
  const said = people.map((person) => at(person, 'contributor-attributes', 'contributor-role'))
  const role = said.find((each) => !isKnown(each))
  return role === undefined ? null : apiError(9058, { params: { role: String(role), validRoles: roles.join(', ') } })
}

const hasKnownSubject: Rule = ({ 'subject-external-identifier': subject = null }) =>
  subject === null ? null : judgeIds([subject as ExternalId], false)

// The proposal and each item have hosts and identifiers of their own.
const resources: Rule = ({ proposal = null, 'resource-item': items = null }) => {
  for (const resource of [proposal as Members, ...items as readonly Members[]]) {
    const ids = idsIn(resource['external-ids'])
    const wrong = ids.length === 0 ? apiError(9023) : judgeIds(ids, false)
    if (wrong !== null) return wrong
    for (const organization of at(resource['hosts'], 'organization') as readonly Json[]) {
      if (isEmpty(organizationId(organization))) return apiError(9045)
    }
  }
  return startsIfEnds(proposal as Members, {} as Section)
}

const professional: readonly Rule[] = [needsOrganizationOrIds, dated('end-date', 'start-date'), startsBeforeEnd]
const formal: readonly Rule[] = [needsOrganizationId, needsPlace, dated('end-date', 'start-date'), startsBeforeEnd]

const WORK_ROLES = ['author', 'assignee', 'editor', 'chair-or-translator', 'co-investigator', 'co-inventor',
  'graduate-student', 'other-inventor', 'principal-investigator', 'postdoctoral-researcher', 'support-staff']

// ActivityValidator, section by section.
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  works: [needsTitle, needsType, dated('publication-date'), needsIds, knownIds, knowsRoles(...WORK_ROLES)],
  fundings: [needsTitle, needsIds, countsMoney, needsOrganizationId, dated('end-date'), startsIfEnds,
    dated('start-date'), knownIds, knowsRoles('lead', 'co-lead', 'supported-by', 'other-contribution')],
  'peer-reviews': [needsIds, knownIds, hasKnownSubject, dated('review-completion-date')],
  'research-resources': [resources],
  educations: formal,
  employments: formal
}

/** Why ORCID does not take an item, null if it does. */
export function judgeContent (section: Section, content: Members): ApiError | null {
  if (section.area === 'person') return judgePersonal(section, content)
  for (const rule of RULES[section.name] ?? professional) {
    const error = rule(content, section)
    if (error !== null) return error
  }
  return null
}
