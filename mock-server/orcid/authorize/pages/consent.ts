// The consent page: who is asked by whom for what, and two buttons of the same weight.
import { html, phrase } from '../../web/html.ts'
import type { Html } from '../../web/html.ts'
import type { LocalizedPage } from '../../web/layout.ts'
import type { Texts } from '../../web/texts.ts'
import type { ConsentMenuGroup } from '../../registry/seam.ts'
import type { Researcher } from '../../registry/researchers.ts'
import { describePerson, monogram } from './person.ts'

/** What the consent page is made of. */
export interface ConsentPageParts {
  /** Where its form goes: the page's own address. */
  readonly action: string
  /** Where somebody else can sign in and come back. */
  readonly signInUrl: string
  /** Who is asked. */
  readonly person: Researcher
  /** What the client is called. */
  readonly clientName: string
  /** Its id. */
  readonly clientId: string
  /** Where the answer goes. */
  readonly redirectUri: string
  /** What it asks for. */
  readonly scopes: readonly string[]
  /** What the person can make go wrong; nothing if nobody stands behind the scenes. */
  readonly menu: readonly ConsentMenuGroup[]
  /** Whether the form came back without a decision. */
  readonly isUndecided: boolean
}

function scopeChoice (scope: string, { scopes }: Texts): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${scope}" checked>
<span>${scopes[scope] as string} <small><code>${scope}</code></small></span></label></li>
`
}

function menuOption ({ value, name, text }: ConsentMenuGroup['choices'][number]): Html {
  return html`<option value="${value}">${name}: ${text}</option>
`
}

// The choices are named as in a test, whatever the language of the page.
function menuChoice (menu: readonly ConsentMenuGroup[], texts: Texts): Html {
  return html`<details class="taped">
<summary>${texts.goWrong}</summary>
<p class="quiet">${texts.goWrongMeans}</p>
<p><label for="mishap">${texts.whatGoesWrong}</label>
<select id="mishap" name="mishap">
<option value="">${texts.nothing}</option>
${menu.map(({ label, choices }) => html`<optgroup label="${label}">
${choices.map(menuOption)}</optgroup>
`)}</select></p>
</details>
`
}

function decisionForm ({ action, clientName, scopes, menu }: ConsentPageParts, texts: Texts): Html {
  const hint = html`<p class="quiet">${texts.youMayUncheck}</p>`
  return html`<form method="post" action="${action}">
<fieldset>
<legend>${phrase(texts.asksTo, { client: html`<bdi>${clientName}</bdi>` })}</legend>
<input type="hidden" name="scope" value="">
<ul class="plain scopes">
${scopes.map((scope) => scopeChoice(scope, texts))}</ul>
${scopes.length > 1 ? hint : null}
</fieldset>
<p class="row decide"><button class="main" name="decision" value="allow">${texts.allow}</button>
<button class="main" name="decision" value="deny">${texts.deny}</button></p>
${menu.length > 0 ? menuChoice(menu, texts) : null}</form>
`
}

/** Where a person allows or denies a client what it asks for. */
export function consentPage (parts: ConsentPageParts): LocalizedPage {
  const { signInUrl, person, clientName, clientId, redirectUri, isUndecided } = parts
  const where = { address: html`<code>${redirectUri}</code>`, client: html`<code class="id">${clientId}</code>` }
  return (texts) => {
    const alarm = html`<p class="alarm" role="alert" tabindex="-1" autofocus>${texts.chooseOne}</p>`
    const content = html`<p class="strip">${monogram(person)}
<span class="who">${describePerson(person, texts)}</span>
<a href="${signInUrl}">${texts.somebodyElse}</a></p>
${isUndecided ? alarm : null}
${decisionForm(parts, texts)}<p class="quiet">${phrase(texts.answerGoesTo, where)}</p>`
    const title = texts.authorize.replace('{client}', () => clientName)
    const heading = phrase(texts.authorize, { client: html`<bdi>${clientName}</bdi>` })
    return { status: isUndecided ? 400 : 200, title, heading, content }
  }
}
