// The screen that ORCID may show between the consent page and the app: an offer to the person, and a way on.
import type { FastifyReply } from 'fastify'
import type { Behaviour } from '../../options/behaviour.ts'
import { html, type Html } from '../web/html.ts'
import { sendPage } from '../web/layout.ts'
import type { Registry } from '../registry/registry.ts'

type Screen = Exclude<Behaviour['interstitial'], 'none'>

const SCREENS: Readonly<Record<Screen, { readonly title: string, readonly offer: string }>> = {
  affiliation: {
    title: 'Add an affiliation to your record',
    offer: 'Here ORCID asks where the person works, because of the domain of the e-mail address.'
  },
  domains: {
    title: 'Show the domain of your e-mail address',
    offer: 'Here ORCID asks whether everybody may see the domain of the person\'s e-mail address.'
  },
  'backup-email': {
    title: 'Add a second e-mail address',
    offer: 'Here ORCID asks for an e-mail address that still works when the first one is lost.'
  }
}

/** The consent page's choice of a screen for this login alone. */
export const interstitialChoice: Html = html`<p><label for="interstitial">A page of ORCID's before the app</label>
<select id="interstitial" name="interstitial">
<option value="">None, unless the mock's behaviour has one</option>
${Object.entries(SCREENS).map(([name, { title }]) => html`<option value="${name}">${title}</option>
`)}</select></p>
`

/**
 * Shows a screen if the form or the mock's behaviour asks for one. The address that the person goes on to has its code
 * already, which grows old meanwhile (orcid-angular, authorize.component.ts).
 */
export function showInterstitial ({ behaviour }: Registry, reply: FastifyReply,
  { location, chosen = '' }: { readonly location: string, readonly chosen?: string }): FastifyReply | null {
  const wanted = Object.hasOwn(SCREENS, chosen) ? chosen as Screen : behaviour.interstitial
  if (wanted === 'none') return null
  const { title, offer } = SCREENS[wanted]
  const content = html`<p>${offer} There is nothing to fill in on this page.</p>
<p>The app gets its answer when the person goes on. A code has been issued by now, and works for ten minutes.</p>
<p><a id="continue" href="${location}">Continue</a></p>`
  // For those who keep what went over the wire, and should not read a page (RFC 8288).
  return sendPage(reply.header('link', `<${location}>; rel="next"`), { status: 200, title, content })
}
