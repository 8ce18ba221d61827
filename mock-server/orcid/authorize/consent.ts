// The consent page: what is granted by whom to which client, two buttons, and what they do.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressFor } from '../../network/address.ts'
import { html, type Html } from '../web/html.ts'
import { sendPage } from '../web/layout.ts'
import { formOf, rawQuery } from '../web/parameters.ts'
import { monogram, signedInAs } from '../web/person.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import type { ConsentMenuGroup } from '../registry/seam.ts'
import { grantLocation, type Asking } from './grant.ts'
import { interstitialChoice } from './interstitial.ts'
import { denialLocation } from './redirect.ts'
import type { AuthorizeRequest } from './request.ts'
import { signInUrl } from './sign-in.ts'

/** Every scope that a researcher can grant, in the words of ORCID's own consent page. */
export const scopeDescriptions: Readonly<Record<string, string>> = {
  openid: 'Get your ORCID iD, and sign you in with it',
  '/authenticate': 'Get your ORCID iD',
  '/read-limited': 'Read your information with visibility set to Trusted Parties',
  '/activities/update': 'Add and update your research activities (works, affiliations and so on)',
  '/person/update': 'Add and update other information about you (country, keywords and so on)',
  '/activities/read-limited': 'Read your activities with visibility set to Trusted Parties',
  '/person/read-limited': 'Read your personal information with visibility set to Trusted Parties',
  '/orcid-profile/read-limited': 'Read your whole record as Trusted Parties see it',
  '/orcid-bio/read-limited': 'Read your biography as Trusted Parties see it',
  '/orcid-bio/update': 'Update your biography',
  '/orcid-bio/external-identifiers/create': 'Add your identifiers in other systems',
  '/affiliations/read-limited': 'Read your affiliations with visibility set to Trusted Parties',
  '/funding/read-limited': 'Read your funding with visibility set to Trusted Parties',
  '/orcid-works/read-limited': 'Read your works with visibility set to Trusted Parties',
  '/peer-review/read-limited': 'Read your peer reviews with visibility set to Trusted Parties',
  '/affiliations/create': 'Add affiliations',
  '/funding/create': 'Add funding',
  '/orcid-works/create': 'Add works',
  '/peer-review/create': 'Add peer reviews',
  '/affiliations/update': 'Update the affiliations it has added',
  '/funding/update': 'Update the funding it has added',
  '/orcid-works/update': 'Update the works it has added',
  '/peer-review/update': 'Update the peer reviews it has added'
}

function scopeChoice (scope: string): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${scope}" checked>
<span>${scopeDescriptions[scope] ?? 'Nothing: ORCID grants this scope by its name alone'} <small><code>${scope}</code></small></span></label></li>
`
}

// The same on every page of a mock, and the most of it.
const drawn = new WeakMap<readonly ConsentMenuGroup[], Html>()

function menuChoice (menu: readonly ConsentMenuGroup[]): Html {
  const before = drawn.get(menu)
  if (before !== undefined) return before
  const choice = html`<details class="taped">
<summary>Make this login go wrong</summary>
<p class="quiet">It happens once, in this login alone. An app ought to survive all of it.</p>
<p><label for="fault">What goes wrong</label>
<select id="fault" name="fault">
<option value="">Nothing</option>
${menu.map(({ label, choices }) => html`<optgroup label="${label}">
${choices.map(({ value, name, text }) => html`<option value="${value}">${name}: ${text}</option>
`)}</optgroup>
`)}</select></p>
${interstitialChoice}</details>
`
  drawn.set(menu, choice)
  return choice
}

function decisionForm (action: string, { client, scopes }: AuthorizeRequest, menu: readonly ConsentMenuGroup[]): Html {
  const hint = html`<p class="quiet">Uncheck what you do not want to grant.</p>`
  return html`<form method="post" action="${action}">
<fieldset>
<legend><bdi>${client.name}</bdi> asks to</legend>
<input type="hidden" name="scope" value="">
<ul class="plain scopes">
${scopes.map(scopeChoice)}</ul>
${scopes.length > 1 ? hint : null}
</fieldset>
<p class="row decide"><button class="go" name="decision" value="allow">Authorize access</button>
<button name="decision" value="deny">Deny access</button></p>
${menu.length > 0 ? menuChoice(menu) : null}</form>
`
}

/** @param isUndecided whether the form came back without a decision */
export function showConsent (registry: Registry, { asked, session }: Asking,
  { reply, isUndecided }: { readonly reply: FastifyReply, readonly isUndecided: boolean }): FastifyReply {
  const { client: { name, clientId }, redirectUri } = asked
  const person = registry.researchers.get(session.orcid) as Researcher
  const action = `${addressFor(registry, reply.request)}/oauth/authorize?${rawQuery(reply.request)}`
  const alarm = html`<p class="alarm" role="alert" tabindex="-1" autofocus>Choose one of the two buttons.</p>`
  const content = html`<p class="strip">${monogram(person)}
<span class="who">${signedInAs(person)}</span>
<a href="${signInUrl(registry, reply.request)}">Sign in as somebody else</a></p>
${isUndecided ? alarm : null}
${decisionForm(action, asked, registry.seam.consentMenu)}<p class="quiet">The answer goes to <code>${redirectUri}</code>, which is registered by <code class="id">${clientId}</code>.</p>`
  const heading = html`Authorize <bdi>${name}</bdi>`
  return sendPage(reply, { status: isUndecided ? 400 : 200, title: `Authorize ${name}`, heading, content })
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
  if (decision === 'deny' || granted.length === 0) return denialLocation(registry, asked)
  registry.seam.choose(form.getAll('fault').join(), asked.client.clientId)
  return await grantLocation(registry, asking, granted)
}
