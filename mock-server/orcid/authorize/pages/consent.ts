// The consent page: what is granted by whom to which client, and two buttons of the same weight.
import { html, type Html } from '../../web/html.ts'
import type { Page } from '../../web/layout.ts'
import type { Client } from '../../registry/clients.ts'
import { monogram, signedInAs } from '../../web/person.ts'
import type { ConsentMenuGroup } from '../../registry/seam.ts'
import type { Researcher } from '../../registry/researchers.ts'

interface ConsentPageParts {
  readonly action: string
  readonly signInUrl: string
  readonly person: Researcher
  readonly asked: { readonly client: Client, readonly redirectUri: string, readonly scopes: readonly string[] }
  readonly menu: readonly ConsentMenuGroup[]
  readonly isUndecided: boolean
}

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

function menuChoice (menu: readonly ConsentMenuGroup[]): Html {
  return html`<details class="taped">
<summary>Make this login go wrong</summary>
<p class="quiet">It happens once, in this login alone. An app ought to survive all of it.</p>
<p><label for="fault">What goes wrong</label>
<select id="fault" name="fault">
<option value="">Nothing</option>
${menu.map(({ label, choices }) => html`<optgroup label="${label}">
${choices.map(({ value, name, text }) => html`<option value="${value}">${name}: ${text}</option>
`)}</optgroup>
`)}</select></p>
</details>
`
}

function decisionForm ({ action, asked: { client, scopes }, menu }: ConsentPageParts): Html {
  const hint = html`<p class="quiet">Uncheck what you do not want to grant.</p>`
  return html`<form method="post" action="${action}">
<fieldset>
<legend><bdi>${client.name}</bdi> asks to</legend>
<input type="hidden" name="scope" value="">
<ul class="plain scopes">
${scopes.map(scopeChoice)}</ul>
${scopes.length > 1 ? hint : null}
</fieldset>
<p class="row decide"><button class="main" name="decision" value="allow">Authorize access</button>
<button class="main" name="decision" value="deny">Deny access</button></p>
${menu.length > 0 ? menuChoice(menu) : null}</form>
`
}

export function consentPage (parts: ConsentPageParts): Page {
  const { signInUrl, person, asked: { client: { name, clientId }, redirectUri }, isUndecided } = parts
  const alarm = html`<p class="alarm" role="alert" tabindex="-1" autofocus>Choose one of the two buttons.</p>`
  const content = html`<p class="strip">${monogram(person)}
<span class="who">${signedInAs(person)}</span>
<a href="${signInUrl}">Sign in as somebody else</a></p>
${isUndecided ? alarm : null}
${decisionForm(parts)}<p class="quiet">The answer goes to <code>${redirectUri}</code>, which is registered by <code class="id">${clientId}</code>.</p>`
  return {
    status: isUndecided ? 400 : 200,
    title: `Authorize ${name}`,
    heading: html`Authorize <bdi>${name}</bdi>`,
    content
  }
}
