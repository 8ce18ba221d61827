// The pages that only tell something: signed out, an account that cannot sign in, a request with an error.
import { html, wholeIds, type Html } from '../../web/html.ts'
import type { Page } from '../../web/layout.ts'
import { describeInactive } from '../../web/person.ts'
import type { Researcher } from '../../registry/researchers.ts'
import type { Advice } from '../../registry/seam.ts'

export const signedOutPage: Page = {
  status: 200,
  title: 'Signed out',
  content: html`<p>Nobody is signed in to this fake ORCID in this browser.</p>`
}

export function accountPage (person: Researcher, signInUrl: string): Page {
  const { primaryRecord } = person
  const reason = primaryRecord === null
    ? html`${describeInactive(person)}`
    : html`The record is deprecated. Sign in with <bdi class="orcid">${primaryRecord}</bdi> instead.`
  const content = html`<p class="alarm" role="alert">${reason}</p>
<p><a href="${signInUrl}">Choose somebody else</a></p>`
  return { status: 400, title: 'Sign in', content }
}

function adviceBox ({ sent, expected, fix }: Advice): Html {
  return html`<section class="developer taped" aria-labelledby="developer">
<h2 id="developer">For the developer</h2>
<dl><dt>Sent</dt><dd><code>${sent}</code></dd>
<dt>Expected</dt><dd>${wholeIds(expected)}</dd>
<dt>Fix</dt><dd>${fix}</dd></dl>
</section>`
}

/** Tells a person that the client's request has an error, in ORCID's words; the advice below it is the mock's own. */
export function errorPage (error: string, description: string, advice: Advice | null): Page {
  const content = html`<p class="alarm" role="alert">Error: <bdi>${error} - ${description}</bdi></p>
<p>The site that sent you here made a mistake in its request, and it cannot be trusted with an answer.</p>
${advice === null ? null : adviceBox(advice)}`
  return { status: 400, title: 'This request cannot be answered', content }
}
