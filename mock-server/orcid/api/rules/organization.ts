// Which organizations ORCID takes, and which identifiers of them it can know.
import { at, type Json, type Members } from '../../registry/record/model.ts'
import { refuse } from '../errors.ts'
import { idsOf } from '../render/identifiers.ts'
import { isBlank, type Rule } from './rule.ts'

const DISAMBIGUATED = 'disambiguated-organization'
const IDENTIFIER = `${DISAMBIGUATED}.disambiguated-organization-identifier`

const hasId = (organization: Json): boolean => (at(organization, IDENTIFIER) ?? '') !== ''

export function requireHostIds (hosts: Json | undefined): void {
  if (!(at(hosts, 'organization') as readonly Json[]).every(hasId)) refuse(9045)
}

export const requireOrganizationId: Rule = ({ content: { organization = null } }) => {
  if (organization === null) refuse(9046)
  if (!hasId(organization)) refuse(9045)
}

export const checkConvenor: Rule = ({ content: { 'convening-organization': organization = null } }) => {
  if (at(organization, DISAMBIGUATED) !== null && !hasId(organization)) refuse(9045)
}

const isMissing = (organization: Json, part: string): boolean => isBlank(at(organization, `address.${part}`))

export const checkAffiliation: Rule = (submission) => {
  const { section, content } = submission
  const { organization = null } = content
  const [city, region, country] = ['city', 'region', 'country'].map((part) => isMissing(organization, part))
  if (section.isFormal) {
    requireOrganizationId(submission)
    if (city || country) refuse(9060)
  }
  if (organization === null) refuse(9046)
  if (!hasId(organization) && idsOf(section, content).length === 0) refuse(9062)
  if (country && !(city && region)) refuse(9061)
}

interface Form {
  readonly pattern: RegExp
  /** The number whose remainder by 97 is 1, if its last two digits check the others (ISO 7064). */
  readonly number?: (identifier: string) => bigint
}

// A letter counts as much as its place in this list.
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * The identifiers that ORCID's list of organizations can hold, by source. This fake knows no organization, so it goes
 * by their form.
 * @see https://github.com/ORCID/ORCID-Source orcid-core OrgManagerImpl.getOrgEntity, OrgDisambiguatedSourceType
 */
const FORMS: ReadonlyMap<string, Form> = new Map(Object.entries<Form>({
  ROR: {
    pattern: /^https:\/\/ror\.org\/0[a-hj-km-np-tv-z\d]{6}\d\d$/,
    number: (identifier) => {
      const letters = [...identifier.slice(-9, -2)].reduce((sum, letter) => sum * 32 + LETTERS.indexOf(letter), 0)
      return BigInt(letters) * 100n + BigInt(identifier.slice(-2))
    }
  },
  GRID: { pattern: /^grid\.\d{4,6}\.[\da-f]{1,2}$/ },
  RINGGOLD: { pattern: /^\d{1,8}$/ },
  FUNDREF: { pattern: /^http:\/\/dx\.doi\.org\/10\.13039\/\d{9,12}$/ },
  LEI: {
    pattern: /^[A-Z\d]{18}\d\d$/,
    number: (identifier) => BigInt(identifier.replace(/[A-Z]/g, (letter) => String(parseInt(letter, 36))))
  }
}))

function isKnown (organization: Json): boolean {
  const id = at(organization, DISAMBIGUATED)
  if (id === null) return true
  const { 'disambiguated-organization-identifier': identifier, 'disambiguation-source': source } = id as Members
  const form = FORMS.get(String(source))
  if (form?.pattern.test(String(identifier)) !== true) return false
  return form.number === undefined || form.number(String(identifier)) % 97n === 1n
}

function organizationsIn ({ organization, 'convening-organization': convenor, proposal, 'resource-item': items }: Members) {
  const parts = [proposal, ...(items ?? []) as readonly Json[]]
  return [organization ?? null, convenor ?? null, ...parts.flatMap((part) => at(part, 'hosts.organization'))] as Json[]
}

/** Refuses an item of an organization that ORCID does not know. */
export function checkOrganizations (content: Members): void {
  if (!organizationsIn(content).every(isKnown)) refuse(9045)
}
