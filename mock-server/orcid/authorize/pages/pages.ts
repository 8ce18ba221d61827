// What else a person may see of leg one: the registration, the signed-out and the error page.
import { html, phrase, wholeIds } from '../../web/html.ts'
import type { Html } from '../../web/html.ts'
import type { LocalizedPage } from '../../web/layout.ts'
import type { Complaint, Refusal } from '../../web/texts.ts'
import type { Researcher } from '../../registry/researchers.ts'
import type { Advice } from '../../registry/seam.ts'

/** What the registration page is made of. */
export interface RegistrationPageParts {
  /** Where its form goes: the page's own address. */
  readonly action: string
  /** Where somebody who has an iD signs in. */
  readonly signInUrl: string
  /** What the client suggests, or what was typed. */
  readonly givenNames: string
  /** The same for the family name. */
  readonly familyName: string
  /** The same for the e-mail address. */
  readonly email: string
  /** Why what was typed is not taken, or null. */
  readonly complaint: Complaint | null
}

/** Where a person who has no iD gets one. */
export function registrationPage (parts: RegistrationPageParts): LocalizedPage {
  const { action, signInUrl, givenNames, familyName, email, complaint } = parts
  return (texts) => {
    const alarm = complaint === null ? null : html`<p class="alarm" id="alarm" role="alert">${texts.complaints[complaint]}</p>`
    // Focused, it is what somebody hears first of the page that came back.
    const invalid = html` aria-invalid="true" aria-describedby="alarm" autofocus`
    const content = html`${alarm}
<p>${texts.registerMeans}</p>
<form method="post" action="${action}">
<div class="pair"><p><label for="given_names">${texts.givenNames}</label>
<input id="given_names" name="given_names" value="${givenNames}" autocomplete="off" required${
  complaint === 'givenNames' ? invalid : null}></p>
<p><label for="family_names">${texts.familyName}</label>
<input id="family_names" name="family_names" value="${familyName}" autocomplete="off"></p></div>
<p><label for="email">${texts.email}</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="off" required${
  complaint === 'email' || complaint === 'taken' ? invalid : null}></p>
<p><button class="go">${texts.registerNow}</button></p>
</form>
<p><a href="${signInUrl}">${texts.haveOne}</a></p>`
    return { status: complaint === null ? 200 : 400, title: texts.register, content }
  }
}

/** What is left after signing out. */
export function signedOutPage (): LocalizedPage {
  return (texts) => ({ status: 200, title: texts.signedOut, content: html`<p>${texts.nobodySignedIn}</p>` })
}

/**
 * What a person sees whose account cannot be signed in to, and why.
 *
 * @param signInUrl where somebody else signs in
 */
export function accountPage ({ state, primaryRecord }: Researcher, signInUrl: string): LocalizedPage {
  return ({ signIn, refusals, chooseElse }) => {
    const orcid = html`<bdi class="orcid">${primaryRecord}</bdi>`
    // Nobody is sent here whose record is active and not deprecated.
    const refusal = refusals[primaryRecord === null ? state as Refusal : 'deprecated']
    return {
      status: 400,
      title: signIn,
      content: html`<p class="alarm" role="alert">${phrase(refusal, { orcid })}</p>
<p><a href="${signInUrl}">${chooseElse}</a></p>`
    }
  }
}

/** What the page has for the developer, in English and well apart from what ORCID says. */
function adviceBox ({ sent, expected, fix }: Advice): Html {
  return html`<section class="developer taped" lang="en" dir="ltr" aria-labelledby="developer">
<h2 id="developer">For the developer</h2>
<dl><dt>Sent</dt><dd><code>${sent}</code></dd>
<dt>Expected</dt><dd>${wholeIds(expected)}</dd>
<dt>Fix</dt><dd>${fix}</dd></dl>
</section>`
}

/**
 * What a person sees when the client's request cannot be answered; ORCID writes the error the same way. The advice
 * below it is the fake's.
 */
export function errorPage (error: string, description: string, advice: Advice | null): LocalizedPage {
  const words = html`<bdi class="words" lang="en" dir="ltr">${error} - ${description}</bdi>`
  return (texts) => ({
    status: 400,
    title: texts.cannotAnswer,
    content: html`<p class="alarm" role="alert">${phrase(texts.errorIs, { words })}</p>
<p>${texts.clientMistake}</p>
${advice === null ? null : adviceBox(advice)}`
  })
}
