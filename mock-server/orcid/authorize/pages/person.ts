// How a person looks on a page: the first letter of the name in a circle, and who is signed in as a sentence.
import { html, phrase } from '../../web/html.ts'
import type { Html } from '../../web/html.ts'
import type { Texts } from '../../web/texts.ts'
import { fullName } from '../../registry/researchers.ts'
import type { Researcher } from '../../registry/researchers.ts'

/** The first letter of a name. It says nothing that the name beside it does not. */
export function monogram ({ givenNames }: Researcher): Html {
  return html`<span class="mark" aria-hidden="true">${[...givenNames].slice(0, 1).join('')}</span>`
}

/** Who is signed in, or null if nobody is. */
export function describePerson (person: Researcher | null, { signedInAs }: Texts): Html | null {
  if (person === null) return null
  const name = html`<b><bdi>${fullName(person)}</bdi></b>`
  return phrase(signedInAs, { name, orcid: html`<bdi class="orcid">${person.orcid}</bdi>` })
}
