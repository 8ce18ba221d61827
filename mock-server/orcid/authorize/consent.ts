// The consent page, and what a decision on it grants.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { formOf, rawQuery } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { denialLocation, implicitDenialLocation } from './redirect.ts'
import { grantLocation, type Asking } from './grant.ts'
import { consentPage } from './pages/consent.ts'
import { signInUrl } from './sign-in.ts'

/** @param isUndecided whether the form came back without a decision */
export function showConsent (registry: Registry, { asked, session }: Asking,
  { reply, isUndecided }: { readonly reply: FastifyReply, readonly isUndecided: boolean }): FastifyReply {
  return sendPage(reply, consentPage({
    action: `${registry.issuer}/oauth/authorize?${rawQuery(reply.request)}`,
    signInUrl: signInUrl(registry, reply.request),
    person: registry.researchers.get(session.orcid) as Researcher,
    asked,
    menu: registry.seam.consentMenu,
    isUndecided
  }))
}

/**
 * Where a decision sends the browser, or null if the form holds none. Scopes in the form narrow the grant: those
 * that the client did not ask for are ignored, and if none is left the answer is a denial.
 */
export async function decisionLocation (registry: Registry, asking: Asking,
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
  return asked.isImplicit ? implicitDenialLocation(asked) : denialLocation(registry, asked)
}
