// Leg one: /oauth/authorize, /signin and /signout, as a browser walks them.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../page.ts'
import { queryOf } from '../parameters.ts'
import { nowInSeconds } from '../registry/clock.ts'
import type { Registry } from '../registry/registry.ts'
import type { Session } from '../registry/sessions.ts'
import { codeLocation, decisionLocation, isConsentStanding, showConsent } from './consent.ts'
import { errorPage, signedOutPage } from './pages.ts'
import { judgeAuthorizeRequest } from './request.ts'
import type { AuthorizeRequest, Judgement } from './request.ts'
import { sessionOf, signOut } from './session.ts'
import { acceptSignIn, showSignIn, signInUrl } from './sign-in.ts'

type Refusal = Exclude<Judgement, { kind: 'request' }>

function answerRefusal (reply: FastifyReply, judgement: Refusal): FastifyReply {
  if (judgement.kind === 'redirect') return reply.redirect(judgement.location, 302)
  return sendPage(reply, errorPage(judgement.error, judgement.description))
}

// Without openid ORCID ignores both parameters (orcid-angular, auth-decision.service.ts).
function mustSignInAgain (registry: Registry, asked: AuthorizeRequest, session: Session): boolean {
  if (!asked.scopes.includes('openid')) return false
  const age = nowInSeconds(registry.clock) - session.authTime
  return asked.prompt === 'login' || (asked.maxAgeSeconds !== null && age > asked.maxAgeSeconds)
}

function showAuthorize (registry: Registry, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const judgement = judgeAuthorizeRequest(registry, queryOf(request))
  if (judgement.kind !== 'request') return answerRefusal(reply, judgement)
  const { request: asked } = judgement
  const session = sessionOf(registry, request)
  if (session === undefined && asked.prompt === 'none') {
    // ORCID's own page sends exactly this fragment, which no server sees (orcid-angular, authorize.guard.ts).
    return reply.redirect(`${asked.redirectUri}#login_required`, 302)
  }
  if (session === undefined || mustSignInAgain(registry, asked, session)) {
    return reply.redirect(signInUrl(registry, request), 302)
  }
  const asking = { asked, session }
  if (asked.prompt !== 'confirm' && isConsentStanding(registry, asking)) {
    return reply.redirect(codeLocation(registry, asking, asked.scopes), 302)
  }
  return showConsent(registry, asking, { request, reply, isUndecided: false })
}

function decideAuthorize (registry: Registry, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const judgement = judgeAuthorizeRequest(registry, queryOf(request))
  if (judgement.kind !== 'request') return answerRefusal(reply, judgement)
  const session = sessionOf(registry, request)
  if (session === undefined) return reply.redirect(signInUrl(registry, request), 303)
  const asking = { asked: judgement.request, session }
  const location = decisionLocation(registry, asking, request)
  if (location === null) return showConsent(registry, asking, { request, reply, isUndecided: true })
  return reply.header('cache-control', 'no-store').redirect(location, 302)
}

/** Mounts leg one. */
export function registerAuthorize (app: FastifyInstance, registry: Registry): void {
  // A HEAD sibling would hand out a code that nobody receives.
  const options = { exposeHeadRoute: false }
  app.get('/oauth/authorize', options, async function authorize (request, reply) {
    return showAuthorize(registry, request, reply)
  })
  app.post('/oauth/authorize', async function decide (request, reply) {
    return decideAuthorize(registry, request, reply)
  })
  app.get('/signin', options, async function askWho (request, reply) {
    return showSignIn(registry, request, reply)
  })
  app.post('/signin', async function acceptWho (request, reply) {
    return acceptSignIn(registry, request, reply)
  })
  app.get('/signout', options, async function leave (request, reply) {
    signOut(registry, request, reply)
    return sendPage(reply, signedOutPage())
  })
}
