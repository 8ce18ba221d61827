// Reading a record: which sections there are, and the steps from a request to a section.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { bearerToken, judgeAccess, passGate, sightOf } from './access.ts'
import { activitySections, renderActivities, renderActivitySection } from './activities.ts'
import {
  jsonOnly, noBiography, noSection, notAcceptable, notInScope, notPublic, sendApiError, sendGateError
} from './errors.ts'
import type { ApiError } from './errors.ts'
import { negotiate } from './media-type.ts'
import {
  renderAddresses, renderBiography, renderEmails, renderExternalIdentifiers, renderKeywords, renderOtherNames,
  renderPerson, renderPersonalDetails, renderResearcherUrls
} from './person.ts'
import { identifier, recordedAt } from './view.ts'
import type { Json, View } from './view.ts'

function renderRecord (view: View): Json {
  const { orcid, emails } = view.researcher
  const verified = emails.filter((email) => email.verified)
  return {
    'orcid-identifier': identifier(view),
    preferences: { locale: 'en' },
    history: {
      'creation-method': 'DIRECT',
      'completion-date': null,
      'submission-date': recordedAt,
      'last-modified-date': recordedAt,
      claimed: true,
      source: null,
      'deactivation-date': null,
      'verified-email': verified.length > 0,
      'verified-primary-email': verified.some((email) => email.primary)
    },
    person: renderPerson(view),
    'activities-summary': renderActivities(view),
    path: `/${orcid}`
  }
}

const SECTIONS: ReadonlyMap<string, (view: View) => Json> = new Map([
  ['', renderRecord],
  ['record', renderRecord],
  ['person', renderPerson],
  ['personal-details', renderPersonalDetails],
  ['email', renderEmails],
  ['biography', renderBiography],
  ['other-names', renderOtherNames],
  ['keywords', renderKeywords],
  ['address', renderAddresses],
  ['researcher-urls', renderResearcherUrls],
  ['external-identifiers', renderExternalIdentifiers],
  ['activities', renderActivities],
  ...activitySections.map((section): [string, (view: View) => Json] =>
    [section, (view) => renderActivitySection(view, section)])
])

// The biography is the one section that is a single item, so it is refused where a list is only shorter.
function judgeVisibility ({ researcher: { biography }, sight }: View, section: string): ApiError | null {
  if (section !== 'biography') return null
  if (biography === null) return noBiography
  if (sight.sees(biography.visibility, 'person')) return null
  return sight.isPublicApi ? notPublic : notInScope
}

function readRecord (registry: Registry, isMemberApi: boolean,
  { request, reply }: { request: FastifyRequest, reply: FastifyReply }): FastifyReply {
  const { orcid, '*': section = '' } = request.params as { orcid: string, '*'?: string }
  const passage = passGate(registry, bearerToken(request), isMemberApi)
  if (passage.kind === 'shut') return sendGateError(reply, passage.status, passage.error)
  const { token } = passage
  const representation = negotiate(request.headers.accept)
  const render = SECTIONS.get(section)
  if (render === undefined) return sendApiError(reply, noSection, representation)
  if (representation === null) return sendApiError(reply, notAcceptable, null)
  const refusal = judgeAccess(registry, orcid, { token, isMemberApi })
  if (refusal !== null) return sendApiError(reply, refusal, representation)
  if (!representation.isJson) return sendApiError(reply, jsonOnly, representation)
  const researcher = registry.researchers.get(orcid) as Researcher
  const view = { researcher, sight: sightOf(token, isMemberApi), issuer: registry.issuer }
  const hidden = judgeVisibility(view, section)
  if (hidden !== null) return sendApiError(reply, hidden, representation)
  return reply.header('content-type', `${representation.mediaType};charset=UTF-8`)
    .send(JSON.stringify(render(view), null, representation.indent))
}

const HEADERS = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  pragma: 'no-cache',
  expires: '0',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}

/** Mounts one record API under its base path. */
export function registerRead (app: FastifyInstance, registry: Registry,
  { base, isMemberApi }: { base: string, isMemberApi: boolean }): void {
  const onRequest = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.headers(HEADERS)
  }
  const read = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    readRecord(registry, isMemberApi, { request, reply })
  app.get(`${base}/:orcid`, { onRequest }, read)
  app.get(`${base}/:orcid/*`, { onRequest }, read)
}
