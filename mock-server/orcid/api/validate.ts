// What ORCID requires of an item in addition to its shape: the rules of each kind, in ORCID's order.
import type { ItemKind, Members } from '../registry/record/model.ts'
import { checkContributors, resolveRoles } from './rules/contributors.ts'
import { checkDateOrder, checkDates, checkYear, isEndAlone, requireStartDate } from './rules/dates.ts'
import {
  checkFundedBy, checkFundingIds, checkPartIds, checkReviewIds, checkSubjectId, checkWorkIds, requireIds, requireSelf,
  requireTypes
} from './rules/external-ids.ts'
import {
  checkAffiliation, checkConvenor, checkOrganizations, requireHostIds, requireOrganizationId
} from './rules/organization.ts'
import type { Rule, Submission } from './rules/rule.ts'
import {
  checkAmount, checkCitation, checkCountry, checkText, checkTranslatedTitle, requireKeyword, requireTitle,
  requireWorkType
} from './rules/texts.ts'
import { refuse } from './errors.ts'

// The proposal and each resource item have hosts and identifiers of their own. ORCID does not look at these dates.
const checkProposal: Rule = ({ content }) => {
  const proposal = content['proposal'] as Members
  checkPartIds(proposal['external-ids'], 'Proposal')
  requireHostIds(proposal['hosts'])
  if (isEndAlone(proposal)) refuse(9050)
}

const checkResourceItems: Rule = ({ content }) => {
  for (const item of content['resource-item'] as readonly Members[]) {
    checkPartIds(item['external-ids'], 'Item')
    requireHostIds(item['hosts'])
  }
}

const refusePutCode: Rule = ({ current, putCode, clientName }) => {
  if (current === null && putCode !== null) refuse(9024, { params: { clientName } })
}

// Nobody fills in the client's name here (VisibilityMismatchException has no parameters).
const keepVisibility: Rule = ({ current, visibility }) => {
  if (current !== null && visibility !== null && visibility !== current.visibility) refuse(9035)
}

const envelope = [refusePutCode, keepVisibility]

// ORCID-Source, ActivityValidator and PersonValidator. What the XSD or an earlier rule has refused is left out.
const RULES: Readonly<Record<ItemKind, readonly Rule[]>> = {
  affiliation: [...envelope, checkAffiliation, checkDates('end-date', 'start-date'), checkDateOrder],
  funding: [requireTitle, requireIds, checkAmount, refusePutCode, requireOrganizationId, checkDates('end-date'),
    requireStartDate, checkDates('start-date'), keepVisibility, checkFundingIds],
  peerReview: [requireIds, refusePutCode, checkReviewIds, checkSubjectId, keepVisibility, checkConvenor,
    checkDates('review-completion-date')],
  researchResource: [checkProposal, checkResourceItems, ...envelope],
  work: [requireTitle, checkCountry, checkTranslatedTitle, requireWorkType, checkYear, checkDates('publication-date'),
    checkCitation, requireIds, requireTypes, checkFundedBy, checkContributors, ...envelope, checkWorkIds],
  text: [refusePutCode, requireKeyword, keepVisibility],
  address: envelope,
  researcherUrl: [checkText('url.value', { empty: 'Url field', max: 2000 }), ...envelope],
  externalIdentifier: [
    checkText('external-id-type', { empty: 'Common name field', max: 255 }),
    checkText('external-id-value', { empty: 'Reference field', max: 255 }),
    requireSelf,
    checkText('external-id-url.value', { empty: 'Reference field', long: 'Url', max: 2000 }),
    ...envelope
  ]
}

export function validateContent (submission: Submission): void {
  for (const rule of RULES[submission.section.kind]) rule(submission)
}

/** The item as ORCID keeps it; refuses what ORCID only finds out now, after it has looked for a duplicate. */
export function resolveContent (kind: ItemKind, content: Members): Members {
  const resolved = resolveRoles(kind, content)
  checkOrganizations(content)
  return resolved
}
