// The consent page: when it is needed, and what a decision grants.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { formOf, rawQuery } from '../web/parameters.ts'
import { isGranted } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { denialLocation, implicitDenialLocation } from './redirect.ts'
import { grantLocation, type Asked } from './grant.ts'
import { consentPage } from './pages/consent.ts'
import { signInUrl } from './sign-in.ts'

export function isConsentStanding ({ grants, clock }: Registry, { asked, session }: Asked): boolean {
  const { client: { clientId }, scopes } = asked
  return isGranted(grants, { clientId, scopes, orcid: session.orcid }, clock.now())
}

export interface ConsentAnswer {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Whether the form came back without a decision. */
  readonly isUndecided: boolean
}

export function showConsent (registry: Registry, { asked, session }: Asked,
  { request, reply, isUndecided }: ConsentAnswer): FastifyReply {
  const { client: { name, clientId }, redirectUri, scopes } = asked
  return sendPage(reply, consentPage({
    action: `${registry.issuer}/oauth/authorize?${rawQuery(request)}`,
    signInUrl: signInUrl(registry, request),
    person: registry.researchers.get(session.orcid) as Researcher,
    clientName: name,
    clientId,
    redirectUri,
    scopes,
    menu: registry.seam.consentMenu,
    isUndecided
  }))
}

/**
 * Where a decision sends the browser, or null if the form holds none. Scopes in the form narrow the grant: those
 * that the client did not ask for are ignored, and if none is left the answer is a denial.
 */
export async function decisionLocation (registry: Registry, asking: Asked,
  request: FastifyRequest): Promise<string | null> {
  const { asked } = asking
  const form = formOf(request)
  const decision = form.getAll('decision').join()
  if (decision !== 'allow' && decision !== 'deny') return null
  const chosen = form.has('scope') ? form.getAll('scope') : asked.scopes
  const granted = asked.scopes.filter((scope) => chosen.includes(scope))
  if (decision === 'allow' && granted.length > 0) {
    registry.seam.choose(form.getAll('fault').join(), asked.client.clientId)
    return await grantLocation(registry, asking, granted)
  }
  return asked.responseType === 'code' ? denialLocation(registry, asked) : implicitDenialLocation(asked)
}
