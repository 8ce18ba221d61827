// The frame around every page a person sees: the warning that this is a fake, the style, the headers.
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { html } from './html.ts'
import type { Html } from './html.ts'

/** One page. */
export interface Page {
  /** HTTP status. */
  readonly status: number
  /** What the page is about: its heading, and the window's title after the word "Fake ORCID". */
  readonly title: string
  /** What stands below the heading. */
  readonly content: Html
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #767676; --accent: #1f5f8b;
  --on: #fff; --alarm: #a1231c }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eee; --paper: #17191c; --line: #8d9399; --accent: #8ec5ee; --on: #10212e; --alarm: #ff9c94 }
}
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
header, main { max-width: 36rem; margin: 0 auto; padding: 1rem }
header p { margin: 0; padding: .5rem .75rem; border: 2px dashed var(--alarm); border-radius: .25rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.125rem }
a { color: var(--accent) }
code { overflow-wrap: anywhere }
ul { padding-left: 1.25rem }
ul.plain { list-style: none; padding: 0 }
li { margin: .5rem 0 }
fieldset { margin: 1rem 0; border: 1px solid var(--line); border-radius: .25rem }
input:not([type=checkbox]) { width: 100%; padding: .5rem; font: inherit; border: 1px solid var(--line);
  border-radius: .25rem }
button { padding: .5rem 1rem; font: inherit; color: var(--accent); background: var(--paper);
  border: 1px solid var(--accent); border-radius: .25rem; cursor: pointer }
button.wide { width: 100%; text-align: start }
button.main { color: var(--on); background: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.alarm { color: var(--alarm); font-weight: 600 }
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

// form-action also governs where a submitted form may be redirected to, and that is the client's address.
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action http: https:; ` +
  "base-uri 'none'; frame-ancestors 'none'"

const style: Html = { markup: `<style>${STYLE}</style>` }

/** The whole document of a page. */
export function renderPage ({ title, content }: Page): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fake ORCID: ${title}</title>
${style}
</head>
<body>
<header><p><strong>Fake ORCID, for tests.</strong> This is not orcid.org. Nobody here is real, and no password
is asked for.</p></header>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`
  return markup
}

/** Answers with a page that is never cached, never framed and never runs a script. */
export function sendPage (reply: FastifyReply, page: Page): FastifyReply {
  return reply.code(page.status).headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY'
  }).send(renderPage(page))
}
