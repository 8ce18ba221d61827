// The consent page: when it is needed, what a decision grants, and the redirect that carries the answer.
import { sendPage } from '../page.ts'
import { formOf, rawQuery } from '../parameters.ts'
import { isGranted, issueCode } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import type { Session } from '../registry/sessions.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { consentPage } from './pages.ts'
import { withAnswer } from './redirect-uri.ts'
import type { AuthorizeRequest } from './request.ts'
import { signInUrl } from './sign-in.ts'

/** An authorize request and the person who is signed in. */
export interface Asked {
  /** What is asked. */
  readonly asked: AuthorizeRequest
  /** Who is asked. */
  readonly session: Session
}

/** Whether the person has granted the client exactly this before. */
export function isConsentStanding ({ grants }: Registry, { asked, session }: Asked): boolean {
  const { client: { clientId }, scopes } = asked
  return isGranted(grants, { clientId, scopes, orcid: session.orcid })
}

/** The redirect that brings the client a code for what was granted (RFC 6749 §4.1.2). */
export function codeLocation ({ grants, clock }: Registry, { asked, session }: Asked,
  scopes: readonly string[]): string {
  const { client: { clientId }, redirectUri, nonce, state } = asked
  const code = issueCode(grants, clock, { clientId, redirectUri, nonce, scopes, ...session })
  return withAnswer(redirectUri, { code, state })
}

function denialLocation ({ redirectUri, state }: AuthorizeRequest): string {
  return withAnswer(redirectUri, { error: 'access_denied', error_description: 'User denied access', state })
}

/** The answer that the consent page is. */
export interface ConsentAnswer {
  /** The request whose address the page has. */
  readonly request: FastifyRequest
  /** Where the page goes. */
  readonly reply: FastifyReply
  /** Whether the form came back without a decision. */
  readonly isUndecided: boolean
}

/** Asks the person. */
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
    isUndecided
  }))
}

/**
 * Where a decision sends the browser, or null if the form holds none. Scopes in the form narrow the grant;
 * scopes that were not asked for do not count, and if none is left the person has denied.
 */
export function decisionLocation (registry: Registry, asking: Asked, request: FastifyRequest): string | null {
  const form = formOf(request)
  const decision = form.getAll('decision').join()
  if (decision !== 'allow' && decision !== 'deny') return null
  const chosen = form.has('scope') ? form.getAll('scope') : asking.asked.scopes
  const granted = asking.asked.scopes.filter((scope) => chosen.includes(scope))
  if (decision === 'deny' || granted.length === 0) return denialLocation(asking.asked)
  return codeLocation(registry, asking, granted)
}
