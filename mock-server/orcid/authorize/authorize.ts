// Leg one: /oauth/authorize, as a browser walks it over the sign-in and the consent page.
import type { FastifyReply } from 'fastify'
import { html, wholeIds, type Html } from '../web/html.ts'
import { sendPage } from '../web/layout.ts'
import { formOf, parameter, queryOf } from '../web/parameters.ts'
import { nowInSeconds } from '../registry/clock.ts'
import { isGranted } from '../registry/grants.ts'
import type { Registry, Session } from '../registry/registry.ts'
import type { Advice } from '../registry/seam.ts'
import { decisionLocation, showConsent } from './consent.ts'
import { grantLocation } from './grant.ts'
import { showInterstitial } from './interstitial.ts'
import { refusalLocation } from './redirect.ts'
import { validateAuthorizeRequest, type AuthorizeRequest, type RefusedRequest } from './request.ts'
import { sessionOf } from './session.ts'
import { registerUrl, signInUrl } from './sign-in.ts'

function adviceBox ({ sent, expected, fix }: Advice): Html {
  return html`<section class="developer taped" aria-labelledby="developer">
<h2 id="developer">For the developer</h2>
<dl><dt>Sent</dt><dd><code>${sent}</code></dd>
<dt>Expected</dt><dd>${wholeIds(expected)}</dd>
<dt>Fix</dt><dd>${fix}</dd></dl>
</section>`
}

/** What ORCID's page says (orcid-angular, oauth-error.component.html). */
function wordsOn ({ behaviour }: Registry, { error, code, description, sentence }: RefusedRequest): string {
  const words = behaviour.errorPage === 'legacy'
    ? [sentence, error, '/', description]
    : [`${error}:`, code, '-', description]
  return words.filter((word) => word !== '').join(' ')
}

/** Tells the client, or else the person, in ORCID's words; the advice below them is the mock's own. */
function refuse (registry: Registry, reply: FastifyReply, refused: RefusedRequest): FastifyReply {
  const { seam } = registry
  const { reason, location, client } = refused
  if (location !== null) {
    seam.refused(reply.request, { reason, status: 302, said: location, client })
    return reply.redirect(location, 302)
  }
  const refusal = { reason, status: 400, said: wordsOn(registry, refused) }
  seam.refused(reply.request, refusal)
  const advice = seam.adviceOn(reply.request, refusal)
  const content = html`<p class="alarm" role="alert">Error: <bdi>${refusal.said}</bdi></p>
<p>The site that sent you here made a mistake in its request, and it cannot be trusted with an answer.</p>
${advice === null ? null : adviceBox(advice)}`
  return sendPage(reply, { status: 400, title: 'This request cannot be answered', content })
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

/** Where `prompt=none` sends a browser that would have to show a page; null if the page is shown. */
function refuseSilence (registry: Registry, asked: AuthorizeRequest,
  error: 'login_required' | 'interaction_required'): string | null {
  if (asked.prompt !== 'none') return null
  const { loginRequired, interactionRequired } = registry.behaviour
  return refusalLocation(registry, asked, { error, place: error === 'login_required' ? loginRequired : interactionRequired })
}

export async function showAuthorize (registry: Registry, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply
  const query = queryOf(request)
  const asked = validateAuthorizeRequest(registry, query)
  if ('reason' in asked) return refuse(registry, reply, asked)
  const session = sessionOf(registry, request)
  if (session === undefined || mustSignInAgain(registry, asked, session)) {
    const isNewcomer = session === undefined && parameter(query, 'show_login') === 'false'
    const page = isNewcomer ? registerUrl(registry, request) : signInUrl(registry, request)
    return leave(reply, refuseSilence(registry, asked, 'login_required') ?? page)
  }
  const asking = { asked, session }
  const grant = { clientId: asked.client.clientId, scopes: asked.scopes, orcid: session.orcid }
  // ORCID's page does not know prompt=confirm (orcid-angular, auth-decision.service.ts).
  if (isGranted(registry.grants, grant, registry.clock.now())) {
    const location = await grantLocation(registry, asking, asked.scopes)
    const screen = asked.prompt === 'none' ? null : showInterstitial(registry, reply, { location })
    return screen ?? leave(reply, location)
  }
  const away = refuseSilence(registry, asked, 'interaction_required')
  return away === null ? showConsent(registry, asking, { reply, isUndecided: false }) : leave(reply, away)
}

export async function decideAuthorize (registry: Registry, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply
  const asked = validateAuthorizeRequest(registry, queryOf(request))
  if ('reason' in asked) return refuse(registry, reply, asked)
  const session = sessionOf(registry, request)
  if (session === undefined) return reply.redirect(signInUrl(registry, request), 303)
  const location = await decisionLocation(registry, { asked, session }, request)
  if (location === null) return showConsent(registry, { asked, session }, { reply, isUndecided: true })
  const chosen = formOf(request).getAll('interstitial').join()
  return showInterstitial(registry, reply, { location, chosen }) ?? leave(reply, location)
}
