// Leg one: /oauth/authorize, as a browser walks it over the sign-in and the consent page.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { parameter, queryOf } from '../web/parameters.ts'
import { nowInSeconds } from '../registry/clock.ts'
import type { Registry } from '../registry/registry.ts'
import type { Session } from '../registry/sessions.ts'
import { interactionRequiredLocation, loginRequiredLocation } from './redirect.ts'
import { decisionLocation, isConsentStanding, showConsent } from './consent.ts'
import { grantLocation } from './grant.ts'
import { errorPage } from './pages/messages.ts'
import { registerRegistration } from './register.ts'
import { validateAuthorizeRequest, type AuthorizeRequest, type Verdict } from './request.ts'
import { sessionOf } from './session.ts'
import { registerSignIn, registerUrl, signInUrl } from './sign-in.ts'
import { registerSignOut } from './sign-out.ts'

type Refused = Exclude<Verdict, { kind: 'request' }>

function refuse ({ seam }: Registry, reply: FastifyReply, verdict: Refused): FastifyReply {
  const { request } = reply
  if (verdict.kind === 'redirect') {
    const { reason, location, client } = verdict
    seam.refused(request, { reason, status: 302, said: location, client })
    return reply.redirect(location, 302)
  }
  const { reason, error, description } = verdict
  const refusal = { reason, status: 400, said: `${error} - ${description}` }
  seam.refused(request, refusal)
  return sendPage(reply, errorPage(error, description, seam.adviceOn(request, refusal)))
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

async function showAuthorize (registry: Registry, request: FastifyRequest,
  reply: FastifyReply): Promise<FastifyReply> {
  const query = queryOf(request)
  const verdict = validateAuthorizeRequest(registry, query)
  if (verdict.kind !== 'request') return refuse(registry, reply, verdict)
  const { request: asked } = verdict
  const session = sessionOf(registry, request)
  if (session === undefined || mustSignInAgain(registry, asked, session)) {
    if (asked.prompt === 'none') return leave(reply, loginRequiredLocation(registry, asked))
    const isNewcomer = session === undefined && parameter(query, 'show_login') === 'false'
    return leave(reply, isNewcomer ? registerUrl(registry, request) : signInUrl(registry, request))
  }
  const asking = { asked, session }
  // ORCID's page does not know prompt=confirm (orcid-angular, auth-decision.service.ts).
  if (isConsentStanding(registry, asking)) return leave(reply, await grantLocation(registry, asking, asked.scopes))
  const away = asked.prompt === 'none' ? interactionRequiredLocation(registry, asked) : null
  if (away !== null) return leave(reply, away)
  return showConsent(registry, asking, { request, reply, isUndecided: false })
}

async function decideAuthorize (registry: Registry, request: FastifyRequest,
  reply: FastifyReply): Promise<FastifyReply> {
  const verdict = validateAuthorizeRequest(registry, queryOf(request))
  if (verdict.kind !== 'request') return refuse(registry, reply, verdict)
  const session = sessionOf(registry, request)
  if (session === undefined) return reply.redirect(signInUrl(registry, request), 303)
  const asking = { asked: verdict.request, session }
  const location = await decisionLocation(registry, asking, request)
  if (location === null) return showConsent(registry, asking, { request, reply, isUndecided: true })
  return leave(reply, location)
}

export function registerAuthorize (app: FastifyInstance, registry: Registry): void {
  // A HEAD sibling would hand out a code that nobody receives.
  const options = { exposeHeadRoute: false }
  app.get('/oauth/authorize', options, async function authorize (request, reply) {
    return showAuthorize(registry, request, reply)
  })
  app.post('/oauth/authorize', async function decide (request, reply) {
    return decideAuthorize(registry, request, reply)
  })
  registerSignIn(app, registry)
  registerRegistration(app, registry)
  registerSignOut(app, registry)
}
