// One message of a diagram as an arrow, with its two ends, its words and what it is on the wire.
import { html, wholeIds } from '../orcid/web/html.ts'
import type { Html } from '../orcid/web/html.ts'
import type { Speaker } from './rows.ts'

/** Who stands at an end. */
export type Actor = Speaker | 'ORCID'

/** One message. */
export interface Arrow {
  /** Who sends it. */
  readonly from: Actor
  /** Who gets it. */
  readonly to: Actor
  /** `ask`, `answer`, `implied` and what is wrong with it. */
  readonly kind: string
  /** What it says, in a phrase with the sender as its subject. */
  readonly says: string
  /** The same in terms of HTTP; `''` for nothing. */
  readonly wire: string
}

/** Where a voice pauses and the eye needs no mark. */
export const pause = html`<span class="ends">. </span>`

/** Draws it. The two ends are a class name: b-o is from the browser to ORCID. */
export function arrow ({ from, to, kind, says, wire }: Arrow): Html {
  const shown = wire === ''
    ? null
    : html`${pause}
<code>${wire}</code>`
  const ends = `${from.charAt(0)}-${to.charAt(0)}`.toLowerCase()
  return html`<span class="say ${kind} ${ends}"><span class="ends">${from} to ${to}: </span><b>${wholeIds(says)}</b>${shown}${pause}</span>
`
}

/** A label below an arrow. */
export function badge (kind: string, text: string): Html {
  return html`<span class="badge ${kind}">${text}</span> `
}
