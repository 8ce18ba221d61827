// What every page of the journal has: the frame, and headers that say what the page may do.
import { createHash } from 'node:crypto'
import { html } from './html.ts'
import type { Safe } from './html.ts'
import { orcidId } from './orcid.ts'
import { STYLE } from './style.ts'
import type { Author } from './submission.ts'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** A page has our style, sends forms to us, and that is all: no script, no picture, no frame, no copy in a cache. */
export const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; ` +
    "base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff'
}

const STEPS = ['Who you are', 'Your article', 'Our decision']

interface Frame { author?: Author | undefined, step?: number }

/** The way home. */
export const HOME = html`<a href="/">Back to the journal</a>`

/** The frame around every page. */
export function page (title: string, body: Safe, { author, step }: Frame = {}): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Journal of Reproducible Gardens</title><style>${{ safe: STYLE }}</style></head>
<body>
<header><a href="/">Journal of Reproducible Gardens</a><p>An invented journal, to show how ORCID is used</p></header>
<main>
${step !== undefined && progress(step)}
<h1>${title}</h1>
${body}
</main>
${author !== undefined && partingWays(author)}
<footer>
<p>ORCID® and the ORCID iD icon are trademarks of ORCID, Inc. The card that stands for an iD here is our own drawing; a
journal shows ORCID’s icon, by its <a href="https://info.orcid.org/brand-guidelines/">brand guidelines</a>.</p>
</footer>
</body>
</html>
`.safe
}

function progress (step: number): Safe {
  return html`<ol class="steps" aria-label="Steps">
${STEPS.map((words, index) => html`<li ${index === step && html`aria-current="step"`}>${words}</li>
`)}</ol>`
}

/** Whose visit this is, and the ways out of it. */
function partingWays (author: Author): Safe {
  return html`<aside aria-label="Your visit">
<p>Signed in as ${author.name === null ? orcidId(author) : html`<bdi>${author.name}</bdi>`}. Signing out ends your visit. Disconnecting gives our permission
back to ORCID, too.</p>
<div class="ways"><form method="post" action="/sign-out"><button>Sign out</button></form>
<form method="post" action="/disconnect"><button>Disconnect my ORCID iD</button></form></div>
</aside>`
}
