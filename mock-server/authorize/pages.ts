// What a person sees of leg one: sign in, consent, signed out, and the error page.
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { Page } from '../page.ts'
import { fullName } from '../registry/researchers.ts'
import type { Researcher } from '../registry/researchers.ts'

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['openid', 'Get your ORCID iD and sign you in with it'],
  ['/authenticate', 'Get your ORCID iD'],
  ['/read-limited', 'Read what your record shows to trusted parties'],
  ['/activities/update', 'Add and change your works, jobs, funding and other activities'],
  ['/person/update', 'Add and change other information about you']
])

/** What the sign-in page is made of. */
export interface SignInPageParts {
  /** Where its forms go: the page's own address. */
  readonly action: string
  /** Where somebody who has no iD gets one. */
  readonly registerUrl: string
  /** Everybody who can be chosen. */
  readonly people: Iterable<Researcher>
  /** The iD or e-mail address the client suggests, or what was typed and not found. */
  readonly suggestion: string
  /** Whether the iD that was sent is nobody's. */
  readonly isRefused: boolean
}

function personButton (person: Researcher): Html {
  return html`<li><button class="wide" name="orcid" value="${person.orcid}">${fullName(person)}<br>
<small>${person.orcid}</small></button></li>
`
}

/** Where a person says who they are: a button each, and a field for any registered iD. */
export function signInPage (parts: SignInPageParts): Page {
  const { action, registerUrl, people, suggestion, isRefused } = parts
  const alarm = html`<p class="alarm" id="alarm" role="alert">Nobody here has this ORCID iD or e-mail address.</p>`
  const invalid = html` aria-invalid="true" aria-describedby="alarm"`
  const content = html`${isRefused ? alarm : null}
<form method="post" action="${action}">
<h2 id="people">Sign in as</h2>
<ul class="plain" aria-labelledby="people">
${[...people].map(personButton)}</ul>
</form>
<form method="post" action="${action}">
<p><label for="orcid">Or type an ORCID iD or an e-mail address</label>
<input id="orcid" name="orcid" value="${suggestion}" autocomplete="off" required${isRefused ? invalid : null}>
</p>
<p><button class="main">Sign in</button></p>
</form>
<p><a href="${registerUrl}">Register for an ORCID iD</a></p>`
  return { status: isRefused ? 400 : 200, title: 'Sign in', content }
}

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
  /** Why what was typed is not taken; `''` if nothing was. */
  readonly complaint: string
}

/** Where a person who has no iD gets one. */
export function registrationPage (parts: RegistrationPageParts): Page {
  const { action, signInUrl, givenNames, familyName, email, complaint } = parts
  const alarm = html`<p class="alarm" role="alert">${complaint}</p>`
  const content = html`${complaint === '' ? null : alarm}
<form method="post" action="${action}">
<p><label for="given_names">Given names</label>
<input id="given_names" name="given_names" value="${givenNames}" autocomplete="off" required></p>
<p><label for="family_names">Family names (optional)</label>
<input id="family_names" name="family_names" value="${familyName}" autocomplete="off"></p>
<p><label for="email">E-mail address, which nobody will verify</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="off" required></p>
<p><button class="main">Register</button></p>
</form>
<p><a href="${signInUrl}">Sign in with an ORCID iD</a></p>`
  return { status: complaint === '' ? 200 : 400, title: 'Register', content }
}

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
  /** Whether the form came back without a decision. */
  readonly isUndecided: boolean
}

function scopeChoice (scope: string): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${scope}" checked>
${MEANINGS.get(scope) ?? 'Do what its name says'} (<code>${scope}</code>)</label></li>
`
}

/** Where a person allows or denies a client what it asks for. */
export function consentPage (parts: ConsentPageParts): Page {
  const { action, signInUrl, person, clientName, clientId, redirectUri, scopes, isUndecided } = parts
  const alarm = html`<p class="alarm" role="alert">Choose one of the two buttons.</p>`
  const content = html`${isUndecided ? alarm : null}
<p>You are signed in as <strong>${fullName(person)}</strong> (${person.orcid}).
<a href="${signInUrl}">Sign in as somebody else</a></p>
<form method="post" action="${action}">
<fieldset>
<legend><strong>${clientName}</strong> asks to</legend>
<input type="hidden" name="scope" value="">
<ul class="plain">
${scopes.map(scopeChoice)}</ul>
</fieldset>
<p><button class="main" name="decision" value="allow">Authorize access</button>
<button name="decision" value="deny">Deny access</button></p>
</form>
<p>The answer goes to <code>${redirectUri}</code>, which is registered by <code>${clientId}</code>.</p>`
  return { status: isUndecided ? 400 : 200, title: `Authorize ${clientName}`, content }
}

/** What is left after signing out. */
export function signedOutPage (): Page {
  const content = html`<p>Nobody is signed in to this fake ORCID in this browser.</p>`
  return { status: 200, title: 'Signed out', content }
}

/** What a person sees when the client's request cannot be answered; ORCID writes the error the same way. */
export function errorPage (error: string, description: string): Page {
  const content = html`<p class="alarm" role="alert">Error: ${error} - ${description}</p>
<p>The site that sent you here made a mistake in its request, and it cannot be trusted with an answer.</p>`
  return { status: 400, title: 'This request cannot be answered', content }
}
