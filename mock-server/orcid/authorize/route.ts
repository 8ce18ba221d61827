// Leg one: /oauth/authorize, as a browser walks it over the sign-in and the consent page.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { parameter, queryOf } from '../web/parameters.ts'
import { nowInSeconds } from '../registry/clock.ts'
import { isGranted } from '../registry/grants.ts'
import type { Registry, Session } from '../registry/registry.ts'
import { decisionLocation, showConsent } from './consent.ts'
import { grantLocation } from './grant.ts'
import { errorPage } from './pages/messages.ts'
import { interactionRequiredLocation, loginRequiredLocation } from './redirect.ts'
import { registerRegistration } from './register.ts'
import { validateAuthorizeRequest, type AuthorizeRequest, type RefusedRequest } from './request.ts'
import { sessionOf } from './session.ts'
import { registerSignIn, registerUrl, signInUrl } from './sign-in.ts'
import { registerSignOut } from './sign-out.ts'

function refuse ({ seam }: Registry, reply: FastifyReply, refused: RefusedRequest): FastifyReply {
  const { reason, error, description, location, client } = refused
  if (location !== null) {
    seam.refused(reply.request, { reason, status: 302, said: location, client })
    return reply.redirect(location, 302)
  }
  const refusal = { reason, status: 400, said: `${error} - ${description}` }
  seam.refused(reply.request, refusal)
  return sendPage(reply, errorPage(error, description, seam.adviceOn(reply.request, refusal)))
}

// Without openid ORCID ignores both parameters (orcid-angular, auth-decision.service.ts).
function mustSignInAgain ({ behaviour, clock }: Registry, asked: AuthorizeRequest, session: Session): boolean {
  if (!asked.scopes.includes('openid')) return false
  if (asked.prompt === 'login') return true
  if (behaviour.maxAge === 'ignored' || asked.maxAgeSeconds === null) return false
  // Nought is never old enough, even within the second (OpenID Connect Core §3.1.2.1).
  return asked.maxAgeSeconds === 0 || nowInSeconds(clock) - session.authTime > asked.maxAgeSeconds
}

// A redirect that carries a code must not be taken from a cache.
function leave (reply: FastifyReply, location: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(location, 302)
}

async function showAuthorize (registry: Registry, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply
  const query = queryOf(request)
  const asked = validateAuthorizeRequest(registry, query)
  if ('reason' in asked) return refuse(registry, reply, asked)
  const session = sessionOf(registry, request)
  if (session === undefined || mustSignInAgain(registry, asked, session)) {
    if (asked.prompt === 'none') return leave(reply, loginRequiredLocation(registry, asked))
    const isNewcomer = session === undefined && parameter(query, 'show_login') === 'false'
    return leave(reply, isNewcomer ? registerUrl(registry, request) : signInUrl(registry, request))
  }
  const asking = { asked, session }
  const grant = { clientId: asked.client.clientId, scopes: asked.scopes, orcid: session.orcid }
  // ORCID's page does not know prompt=confirm (orcid-angular, auth-decision.service.ts).
  if (isGranted(registry.grants, grant, registry.clock.now())) {
    return leave(reply, await grantLocation(registry, asking, asked.scopes))
  }
  const away = asked.prompt === 'none' ? interactionRequiredLocation(registry, asked) : null
  return away === null ? showConsent(registry, asking, { reply, isUndecided: false }) : leave(reply, away)
}

async function decideAuthorize (registry: Registry, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply
  const asked = validateAuthorizeRequest(registry, queryOf(request))
  if ('reason' in asked) return refuse(registry, reply, asked)
  const session = sessionOf(registry, request)
  if (session === undefined) return reply.redirect(signInUrl(registry, request), 303)
  const location = await decisionLocation(registry, { asked, session }, request)
  if (location === null) return showConsent(registry, { asked, session }, { reply, isUndecided: true })
  return leave(reply, location)
}

export function registerAuthorize (app: FastifyInstance, registry: Registry): void {
  // A HEAD sibling would hand out a code that nobody receives.
  app.get('/oauth/authorize', { exposeHeadRoute: false }, async function authorize (_request, reply) {
    return showAuthorize(registry, reply)
  })
  app.post('/oauth/authorize', async function decide (_request, reply) {
    return decideAuthorize(registry, reply)
  })
  registerSignIn(app, registry)
  registerRegistration(app, registry)
  registerSignOut(app, registry)
}
