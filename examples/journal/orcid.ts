// What ORCID asks of a page: its words on the button, an iD as a whole address with a link, and an icon beside both.
import { html } from './html.ts'
import type { Safe } from './html.ts'

/**
 * An identity card of our own drawing, where a real site has the ORCID iD icon. That one is ORCID's trademark and comes
 * from ORCID only, unaltered: its brand guidelines have the file, the sizes, and the room it needs around it.
 *
 * @see https://info.orcid.org/brand-guidelines/
 */
const card: Safe = {
  safe: '<svg class="card" viewBox="0 0 24 24" aria-hidden="true"><rect x="2" y="4.5" width="20" height="15" rx="2.5"/>' +
    '<circle cx="8" cy="10" r="2"/><path d="M4.75 16a3.25 3.25 0 0 1 6.5 0M14.5 9.5h4M14.5 13.5h4"/></svg>'
}

/**
 * The way to ORCID, in the same window. ORCID's words are `Create or connect your ORCID iD`, and for those who have
 * been here `Sign in with ORCID`.
 *
 * @see https://info.orcid.org/documentation/integration-guide/orcid-oauth-sign-in-guidelines/
 */
export function orcidButton (words: string, href = '/login/orcid'): Safe {
  return html`<a class="button main" href="${href}">${card} ${words}</a>`
}

/**
 * An authenticated iD in full. Where there is no room, it breaks before the sixteen digits and nowhere else.
 *
 * @see https://info.orcid.org/documentation/integration-guide/orcid-id-display-guidelines/
 */
export function orcidId ({ uri, orcid }: { uri: string, orcid: string }): Safe {
  const site = uri.slice(0, -orcid.length)
  return html`<a class="orcid" href="${uri}" aria-label="View ORCID record ${uri}">${card}
<span><span>${site}</span><wbr><span>${orcid}</span></span></a>`
}
