// Whom ORCID takes for a contributor, and in which roles.
import { at, listAt, type ItemKind, type Json, type Members } from '../../registry/record/model.ts'
import { refuse } from '../errors.ts'
import { invalid, isBlank, type Rule } from './rule.ts'

// The address of this mock stands for that of ORCID.
const ORCID_URI = /^(?!http:\/\/(?:[^/]*\.)?orcid\.org\/)https?:\/\/.+\/(?:\d{4}-){3,}\d{3}[\dX]$/
const ORCID_PATH = /^(?:\d{4}-){3}\d{3}[\dX]$/

export const contributorsIn = ({ contributors }: Members): readonly Members[] => listAt(contributors, 'contributor')

const isEmptyTag = (contributor: Json, name: string): boolean =>
  at(contributor, name) !== null && isBlank(at(contributor, `${name}.value`))

// The last part of an address stands for a path that is not there (OrcidIdBase.getPath).
function checkOrcidId (contributor: Json): void {
  const uri = at(contributor, 'contributor-orcid.uri')
  if (!isBlank(uri) && !ORCID_URI.test(String(uri))) invalid('Invalid contributor URI')
  const path = at(contributor, 'contributor-orcid.path') ?? String(uri ?? '').replace(/^.*\//s, '')
  if (!isBlank(path) && !ORCID_PATH.test(String(path))) invalid('Invalid contributor ORCID')
}

/** ORCID checks those of a work alone. */
export const checkContributors: Rule = ({ content }) => {
  for (const contributor of contributorsIn(content)) {
    checkOrcidId(contributor)
    if (isEmptyTag(contributor, 'credit-name')) invalid('Please specify a contributor credit name or remove the empty tag')
    if (isEmptyTag(contributor, 'contributor-email')) invalid('Please specify a contributor email or remove the empty tag')
  }
}

// ORCID-Source, CreditRole.
const CREDIT_ROLES = ['conceptualization', 'data-curation', 'formal-analysis', 'funding-acquisition', 'investigation',
  'methodology', 'project-administration', 'resources', 'software', 'supervision', 'validation', 'visualization',
  'writing-original-draft', 'writing-review-editing']
  .map((name) => `http://credit.niso.org/contributor-roles/${name}/`)

// ORCID-Source, LegacyWorkContributorRole and LegacyFundingContributorRole.
const ROLES: Readonly<Partial<Record<ItemKind, readonly string[]>>> = {
  work: ['author', 'assignee', 'editor', 'chair-or-translator', 'co-investigator', 'co-inventor', 'graduate-student',
    'other-inventor', 'principal-investigator', 'postdoctoral-researcher', 'support-staff'],
  funding: ['lead', 'co-lead', 'supported-by', 'other-contribution']
}

/** A role of its own may also be named as ORCID's Java does, a role of CRediT in any case. */
function findRole (own: readonly string[], role: string): string {
  const found = own.find((name) => role === name || role === name.toUpperCase().replaceAll('-', '_')) ??
    CREDIT_ROLES.find((name) => name === role.toLowerCase())
  return found ?? refuse(9058, { params: { role, validRoles: `[${[...own, ...CREDIT_ROLES].join(', ')}]` } })
}

function withRole (own: readonly string[], contributor: Members): Members {
  const attributes = contributor['contributor-attributes'] as Members | null
  const role = at(attributes, 'contributor-role')
  if (role === null) return contributor
  return { ...contributor, 'contributor-attributes': { ...attributes, 'contributor-role': findRole(own, String(role)) } }
}

/** The contributors with their roles as ORCID keeps them; refuses a role that it does not know. */
export function resolveRoles (kind: ItemKind, content: Members): Members {
  const own = ROLES[kind]
  const contributors = contributorsIn(content)
  if (own === undefined || contributors.length === 0) return content
  return { ...content, contributors: { contributor: contributors.map((one) => withRole(own, one)) } }
}
