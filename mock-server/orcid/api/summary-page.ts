// The summary of a record as the public site's own page reads it, with names and dates of its own.
import type { FastifyReply } from 'fastify'
import { at, type Json, type Members } from '../registry/record/model.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { JSON_TYPE } from '../web/servlet.ts'
import { renderRecordSummary } from './render/summary.ts'

const EMPTY = {
  orcid: null,
  employmentAffiliations: null,
  employmentAffiliationsCount: 0,
  creation: null,
  lastModified: null,
  validatedWorks: 0,
  selfAssertedWorks: 0,
  selfAssertedPeerReviews: 0,
  peerReviewsTotal: 0,
  peerReviewPublicationGrants: 0,
  validatedFunds: 0,
  selfAssertedFunds: 0,
  professionalActivities: null,
  professionalActivitiesCount: 0,
  externalIdentifiers: null,
  status: null,
  educationQualifications: null,
  educationQualificationsCount: 0,
  validatedResearchResources: 0,
  selfAssertedResearchResources: 0,
  emailDomains: null,
  emailDomainsCount: 0
} as const satisfies Members

function dayOf (time: Json): string | null {
  return time === null ? null : new Date(Number(time)).toISOString().slice(0, 10)
}

function fuzzyDate (date: Json): string | null {
  const parts = ['year', 'month', 'day'].map((part) => at(date, `${part}.value`))
  return date === null ? null : parts.filter((part) => part !== null).join('-')
}

function listOf (summary: Members, path: string, render: (item: Members) => Members): Members[] | null {
  return (at(summary, path) as readonly Members[] | null)?.map(render) ?? null
}

function renderAffiliation (affiliation: Members): Members {
  const { 'organization-name': organizationName, url, role, type, validated, 'put-code': putCode } = affiliation as Record<string, Json>
  const startDate = fuzzyDate(at(affiliation, 'start-date'))
  const endDate = fuzzyDate(at(affiliation, 'end-date'))
  return { organizationName, url, startDate, endDate, role, type, validated, putCode } as Members
}

function renderIdentifier (identifier: Members): Members {
  return {
    id: String(identifier['put-code']),
    commonName: at(identifier, 'external-id-type'),
    reference: at(identifier, 'external-id-value'),
    url: at(identifier, 'external-id-url'),
    validated: at(identifier, 'validated')
  }
}

function renderDomain (domain: Members): Members {
  return { value: at(domain, 'value'), verificationDate: dayOf(at(domain, 'verification-date.value')) }
}

function renderActive (registry: Registry, researcher: Researcher): Members {
  const summary = renderRecordSummary({ registry, researcher })
  const get = (path: string): Json => at(summary, path)
  const affiliations = (path: string): Members[] | null => listOf(summary, path, renderAffiliation)
  const countOf = (list: Members[] | null, path: string): Json => list === null ? 0 : get(path)
  const employments = affiliations('employments.employment')
  const activities = affiliations('professional-activities.professional-activity')
  const educations = affiliations('education-qualifications.education-qualification')
  const name = get('credit-name')
  const members: Members = {
    orcid: get('orcid-identifier.uri'),
    employmentAffiliations: employments,
    employmentAffiliationsCount: countOf(employments, 'employments.count'),
    creation: dayOf(get('created-date.value')),
    lastModified: dayOf(get('last-modified-date.value')),
    validatedWorks: get('works.validated-count'),
    selfAssertedWorks: get('works.self-asserted-count'),
    selfAssertedPeerReviews: get('peer-reviews.self-asserted-count'),
    peerReviewsTotal: get('peer-reviews.total'),
    peerReviewPublicationGrants: get('peer-reviews.peer-review-publication-grants'),
    validatedFunds: get('fundings.validated-count'),
    selfAssertedFunds: get('fundings.self-asserted-count'),
    professionalActivities: activities,
    professionalActivitiesCount: countOf(activities, 'professional-activities.count'),
    externalIdentifiers: listOf(summary, 'external-identifiers.external-identifier', renderIdentifier),
    status: 'active',
    educationQualifications: educations,
    educationQualificationsCount: countOf(educations, 'education-qualifications.count'),
    validatedResearchResources: get('research-resources.validated-count'),
    selfAssertedResearchResources: get('research-resources.self-asserted-count'),
    emailDomains: listOf(summary, 'email-domains.email-domain', renderDomain) ?? [],
    emailDomainsCount: get('email-domains.count')
  }
  // The one member that is left out where there is none.
  return name === null ? members : { name, ...members }
}

const DEACTIVATED = 'Given Names Deactivated Family Name Deactivated'

// By the state of a record. One that nobody has claimed has no status.
const INACTIVE: Readonly<Record<Exclude<Researcher['state'], 'active'>, Members>> = {
  locked: { name: DEACTIVATED, ...EMPTY, status: 'locked' },
  deactivated: { name: DEACTIVATED, ...EMPTY, status: 'deactivated' },
  unclaimed: { name: 'Reserved For Claim', ...EMPTY }
}

function renderPage (registry: Registry, researcher: Researcher | undefined): Members {
  if (researcher === undefined) return EMPTY
  if (researcher.primaryRecord !== null) return { ...EMPTY, status: 'deprecated' }
  return researcher.state === 'active' ? renderActive(registry, researcher) : INACTIVE[researcher.state]
}

/** @see https://github.com/ORCID/ORCID-Source orcid-web PublicRecordController.getSummaryRecord */
export function showSummary (registry: Registry, reply: FastifyReply): FastifyReply {
  const { orcid } = reply.request.params as { orcid: string }
  const page = renderPage(registry, registry.researchers.get(orcid))
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(page))
}
