// The summary of a record as the public site's own page reads it, with names and dates of its own.
import type { FastifyReply } from 'fastify'
import { at, partsOf, type Json, type Members } from '../registry/record/model.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { JSON_TYPE } from '../web/servlet.ts'
import { renderRecordSummary } from './render/summary.ts'

function dayOf (time: Json): string | null {
  return time === null ? null : new Date(Number(time)).toISOString().slice(0, 10)
}

function fuzzyDate (date: Json): string | null {
  return date === null ? null : partsOf(date).filter((part) => part !== null).join('-')
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

/** The page of a summary; without one, all that it counts is nought. */
function renderSummary (status: Json, summary: Members = {}): Members {
  const get = (path: string): Json => at(summary, path)
  const countOf = (path: string): Json => get(path) ?? 0
  const affiliations = (path: string): Members[] | null => listOf(summary, path, renderAffiliation)
  return {
    orcid: get('orcid-identifier.uri'),
    employmentAffiliations: affiliations('employments.employment'),
    employmentAffiliationsCount: countOf('employments.count'),
    creation: dayOf(get('created-date.value')),
    lastModified: dayOf(get('last-modified-date.value')),
    validatedWorks: countOf('works.validated-count'),
    selfAssertedWorks: countOf('works.self-asserted-count'),
    selfAssertedPeerReviews: countOf('peer-reviews.self-asserted-count'),
    peerReviewsTotal: countOf('peer-reviews.total'),
    peerReviewPublicationGrants: countOf('peer-reviews.peer-review-publication-grants'),
    validatedFunds: countOf('fundings.validated-count'),
    selfAssertedFunds: countOf('fundings.self-asserted-count'),
    professionalActivities: affiliations('professional-activities.professional-activity'),
    professionalActivitiesCount: countOf('professional-activities.count'),
    externalIdentifiers: listOf(summary, 'external-identifiers.external-identifier', renderIdentifier),
    status,
    educationQualifications: affiliations('education-qualifications.education-qualification'),
    educationQualificationsCount: countOf('education-qualifications.count'),
    validatedResearchResources: countOf('research-resources.validated-count'),
    selfAssertedResearchResources: countOf('research-resources.self-asserted-count'),
    emailDomains: listOf(summary, 'email-domains.email-domain', renderDomain),
    emailDomainsCount: countOf('email-domains.count')
  }
}

function renderActive (registry: Registry, researcher: Researcher): Members {
  const summary = renderRecordSummary({ registry, researcher })
  const members = renderSummary('active', summary)
  const name = at(summary, 'credit-name')
  // The one member that is left out where there is none, and the one list that is empty then.
  return { ...name !== null && { name }, ...members, emailDomains: members['emailDomains'] ?? [] }
}

const DEACTIVATED = 'Given Names Deactivated Family Name Deactivated'

// By the state of a record. One that nobody has claimed has no status.
const INACTIVE: Readonly<Record<Exclude<Researcher['state'], 'active'>, Members>> = {
  locked: { name: DEACTIVATED, ...renderSummary('locked') },
  deactivated: { name: DEACTIVATED, ...renderSummary('deactivated') },
  unclaimed: { name: 'Reserved For Claim', ...renderSummary(null) }
}

function renderPage (registry: Registry, researcher: Researcher | undefined): Members {
  if (researcher === undefined) return renderSummary(null)
  if (researcher.primaryRecord !== null) return renderSummary('deprecated')
  return researcher.state === 'active' ? renderActive(registry, researcher) : INACTIVE[researcher.state]
}

/** @see https://github.com/ORCID/ORCID-Source orcid-web PublicRecordController.getSummaryRecord */
export function showSummary (registry: Registry, reply: FastifyReply): FastifyReply {
  const { orcid } = reply.request.params as { orcid: string }
  const page = renderPage(registry, registry.researchers.get(orcid))
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(page))
}
