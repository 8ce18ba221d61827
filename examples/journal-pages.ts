// The journal's pages, from data to HTML.
import type { OrcidError, OrcidPerson } from 'fastify-orcid'
import type { Author } from './journal.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

interface Safe { safe: string }

/** Everything that is put into a page passes through here: names at ORCID are chosen by strangers. */
function html (strings: TemplateStringsArray, ...values: Array<string | Safe | undefined | null>): Safe {
  const shown = values.map((value) => typeof value === 'object' && value !== null
    ? value.safe
    : (value ?? '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? ''))
  return { safe: String.raw({ raw: strings }, ...shown) }
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e8ecf2); --paper: light-dark(#fff, #161b22); --line: light-dark(#cfd6df, #3a4452);
  --ground: light-dark(#f3f5f7, #0d1117); --link: light-dark(#1d5c86, #8cc4ee); --quiet: light-dark(#525d6b, #a5afbd) }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
header, main { max-width: 42rem; margin: 0 auto; padding: 1rem }
header { padding-top: 2rem; font-weight: 600; color: var(--quiet) }
main { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem 2rem 2rem }
h1 { line-height: 1.25; font-size: 1.7rem; margin: .2rem 0 1rem }
a { color: var(--link) }
.button, button { display: inline-flex; gap: .6rem; align-items: center; font: inherit; font-weight: 600; padding: .6rem 1.1rem; border-radius: .5rem;
  border: 1px solid var(--line); background: var(--paper); color: var(--ink); text-decoration: none; cursor: pointer; min-height: 2.75rem }
.button:hover, button:hover { border-color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.2rem; margin: 1.2rem 0 }
dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
.mark { flex: none; width: 1.5rem; height: 1.5rem; border-radius: 50%; background: #a6ce39; color: #1d2430; font: 700 .8rem/1.5rem system-ui, sans-serif; text-align: center }
code { font-size: .95em } .quiet { color: var(--quiet) }
@media (max-width: 30rem) { main { border-width: 1px 0; border-radius: 0; padding: 1rem } dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .7rem } }
`

const mark = html`<span class="mark" aria-hidden="true">iD</span>`
const signIn = (words: string) => html`<p><a class="button" href="/login/orcid">${mark} ${words}</a></p>`

/** The frame around every page. */
export function page (body: string): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Journal of Reproducible Gardens</title><style>${{ safe: STYLE }}</style></head>
<body><header>Journal of Reproducible Gardens</header><main>${{ safe: body }}</main></body>
</html>
`.safe
}

/** Why ORCID, and the way in. */
export function welcomePage (): string {
  return html`<h1>Submit an article</h1>
<p>We sign authors in with <a href="https://info.orcid.org/what-is-orcid/">ORCID</a>, so that your article is yours
wherever your name is spelled another way. We learn your ORCID iD and what your record shows to everyone.</p>
${signIn('Sign in with ORCID')}`.safe
}

/** Who signed in, what they granted, and what their record says. */
export function personPage (author: Author, person: OrcidPerson): string {
  const { name, emails, biography } = person
  const publicName = [name?.['given-names']?.value, name?.['family-name']?.value].filter(Boolean).join(' ')
  const addresses = (emails?.email ?? []).map(({ email, verified }) => `${email}${verified ? '' : ' (not verified)'}`)
  return html`<h1>Welcome, ${author.name ?? 'author'}</h1>
<p>Your ORCID iD is authenticated:</p>
<p><a class="button" href="${author.uri}" aria-label="View ORCID record">${mark} ${author.uri}</a></p>
<dl>
<dt>Granted scope</dt><dd><code>${author.scope.join(' ')}</code></dd>
<dt>Name in the record</dt><dd>${publicName || 'not public'}</dd>
<dt>E-mail in the record</dt><dd>${addresses.join(', ') || 'none that we may see'}</dd>
<dt>Biography</dt><dd>${biography?.content ?? 'none that we may see'}</dd>
</dl>
<p class="quiet">The last three were read from the record with the access token: leg three.</p>
<form method="post" action="/leave"><button>Sign out</button></form>`.safe
}

/** What went wrong, in words for the person it happened to, and the way on. */
export function failurePage (error: OrcidError, author: Author | undefined): string {
  if (error.code === 'ORCID_ERR_ACCESS_DENIED') {
    return html`<h1>You did not allow it</h1>
<p>ORCID told us that you did not grant permission, so we know nothing about you. You can change your mind.</p>
${signIn('Try again with ORCID')}<p><a href="/">Back to the journal</a></p>`.safe
  }
  if (author !== undefined && error.statusCode === 400) {
    return html`<h1>You are signed in already</h1>
<p>This sign-in is finished. Nothing was lost.</p><p><a class="button" href="/author">Go on to your page</a></p>`.safe
  }
  return html`<h1>The sign-in did not work</h1><p>${error.message}</p>
${signIn('Sign in again with ORCID')}<p class="quiet">If it goes on like this, tell us this code: <code>${error.code}</code></p>`.safe
}
