// The frame around every page a person sees: the warning that this is a fake, and the response headers.
import type { FastifyReply } from 'fastify'
import { html, type Html } from './html.ts'
import { sourceOf, style, styleSource } from './style.ts'

/** A stylesheet besides that of every page, and the only script that runs. */
interface PageAssets { readonly style: string, readonly script: string }

export interface HtmlPage {
  readonly status: number
  /** The heading, and the window's title after the words "Fake ORCID". */
  readonly title: string
  /** The heading as markup. @default the title */
  readonly heading?: Html
  readonly subtitle?: Html | null
  readonly content: Html
  readonly assets?: PageAssets | null
}

/** What went wrong with a form. */
export function alarm (text: string): Html {
  return html`<p class="alarm" id="alarm" role="alert">${text}</p>`
}

// With the focus, the field and its error are what a screen reader says first.
export const invalidField = html` aria-invalid="true" aria-describedby="alarm" autofocus`

// form-action also governs where a submitted form may be redirected to, and that is the client's address.
const REST = "form-action http: https:; img-src data:; base-uri 'none'; frame-ancestors 'none'"

// In the page, so that no browser asks for /favicon.ico: a square of the tape that marks every page as a fake.
const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">' +
  '<rect width="8" height="8" rx="2" fill="#f0c23a"/><path d="M0 6 6 0h2L0 8zM4 8l4-4v4z" fill="#1b2126"/></svg>')}`

function policyFor ({ assets = null }: HtmlPage): string {
  const policy = `default-src 'none'; style-src ${styleSource}`
  if (assets === null) return `${policy}; ${REST}`
  return `${policy} ${sourceOf(assets.style)}; script-src ${sourceOf(assets.script)}; connect-src 'self'; ${REST}`
}

function renderPage ({ title, heading, subtitle = null, content, assets = null }: HtmlPage): string {
  const line = html`<p class="subtitle">${subtitle}</p>
`
  const head = assets === null ? '' : `<style>${assets.style}</style>\n<script>${assets.script}</script>`
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fake ORCID: ${title}</title>
<link rel="icon" href="${ICON}">
${style}${{ markup: head }}
</head>
<body>
<header><p><strong>Fake ORCID</strong> For tests. This is not orcid.org: nobody here is real, and no password is asked for.</p></header>
<main>
<h1>${heading ?? title}</h1>
${subtitle === null ? null : line}${content}
</main>
</body>
</html>
`
  return markup
}

/** Answers with a page that is never cached and never framed, and runs only the script among its assets. */
export function sendPage (reply: FastifyReply, page: HtmlPage): FastifyReply {
  return reply.code(page.status).headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyFor(page),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY'
  }).send(renderPage(page))
}
