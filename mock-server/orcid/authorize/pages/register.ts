// The registration page: three fields, and which of them was wrong.
import { html } from '../../web/html.ts'
import { alarm, invalidField, type Page } from '../../web/layout.ts'
import type { NewcomerFields } from '../../registry/researchers.ts'

const PROBLEMS = {
  givenNames: 'Given names are needed.',
  email: 'An e-mail address is needed.',
  taken: 'Somebody has registered with this e-mail address.',
  full: 'Nobody else can register at this fake ORCID until it is reset.'
} as const

export type RegistrationProblem = keyof typeof PROBLEMS

interface RegistrationPageParts extends NewcomerFields {
  readonly action: string
  readonly signInUrl: string
  readonly problem: RegistrationProblem | null
}

export function registrationPage (parts: RegistrationPageParts): Page {
  const { action, signInUrl, problem, givenNames, familyName, email } = parts
  const content = html`${problem === null ? null : alarm(PROBLEMS[problem])}
<p>Somebody new, with a fresh and valid ORCID iD, until this fake is reset.</p>
<form method="post" action="${action}">
<div class="pair"><p><label for="given_names">Given names</label>
<input id="given_names" name="given_names" value="${givenNames}" autocomplete="off" required${
  problem === 'givenNames' ? invalidField : null}></p>
<p><label for="family_names">Family names (optional)</label>
<input id="family_names" name="family_names" value="${familyName}" autocomplete="off"></p></div>
<p><label for="email">E-mail address, which nobody will verify</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="off" required${
  problem === 'email' || problem === 'taken' ? invalidField : null}></p>
<p><button class="go">Create and sign in</button></p>
</form>
<p><a href="${signInUrl}">Sign in as somebody who is there</a></p>`
  return { status: problem === null ? 200 : 400, title: 'Create a researcher', content }
}
