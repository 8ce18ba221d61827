// How a page shows a person: the monogram, who is signed in, and why an account cannot be signed in to.
import type { RecordState } from '../../options/researcher.ts'
import { fullName, type Researcher } from '../registry/researchers.ts'
import { html, type Html } from './html.ts'

const INACTIVE: Readonly<Record<Exclude<RecordState, 'active'>, string>> = {
  locked: 'The account is locked.',
  deactivated: 'The account is deactivated.',
  unclaimed: 'The record has not been claimed yet.'
}

/** The first letter of a name in a circle. Screen readers skip it, because the name is next to it. */
export function monogram ({ givenNames }: Researcher): Html {
  return html`<span class="mark" aria-hidden="true">${[...givenNames].slice(0, 1).join('')}</span>`
}

export function signedInAs (person: Researcher): Html {
  return html`You are signed in as <b><bdi>${fullName(person)}</bdi></b>, <bdi class="orcid">${person.orcid}</bdi>.`
}

export function describeInactive ({ state }: Researcher): string {
  return INACTIVE[state as keyof typeof INACTIVE]
}
