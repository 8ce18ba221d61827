// The frame around every page a person sees: the warning that this is a fake, the languages, the headers.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { english } from './english.ts'
import { languageOf, languages } from './languages.ts'
import { style, styleSource } from './style.ts'
import type { Texts } from './texts.ts'
import { queryOf } from './parameters.ts'

/** What a page needs besides the frame's stylesheet. */
export interface PageExtras {
  /** Elements for its head: a stylesheet and a script. */
  readonly head: Html
  /** The source that the policy admits the stylesheet by. */
  readonly styleSource: string
  /** The source that it admits the script by. A script may ask the page's own origin for more. */
  readonly scriptSource: string
}

/** One page. */
export interface Page {
  /** HTTP status. */
  readonly status: number
  /** What the page is about: its heading, and the window's title after the words "Fake ORCID". */
  readonly title: string
  /** The heading as markup, if it is more than text. */
  readonly heading?: Html
  /** A line right below the heading, if there is one. */
  readonly below?: Html | null
  /** What stands below the heading. */
  readonly content: Html
  /** What it needs besides; most pages need nothing. */
  readonly extras?: PageExtras | null
}

/** A page that is there in every language. */
export type LocalizedPage = (texts: Texts) => Page

// form-action also governs where a submitted form may be redirected to, and that is the client's address.
const REST = "form-action http: https:; base-uri 'none'; frame-ancestors 'none'"

function policyFor ({ extras = null }: Page): string {
  const policy = `default-src 'none'; style-src ${styleSource}`
  if (extras === null) return `${policy}; ${REST}`
  return `${policy} ${extras.styleSource}; script-src ${extras.scriptSource}; connect-src 'self'; ${REST}`
}

function languageLink (query: URLSearchParams, { tag, name }: Texts, current: Texts): Html {
  if (tag === current.tag) return html`<li><b lang="${tag}" aria-current="true">${name}</b></li>`
  const other = new URLSearchParams(query)
  other.set('lang', tag)
  return html`<li><a href="?${other.toString()}" lang="${tag}" hreflang="${tag}">${name}</a></li>`
}

function languageLinks (query: URLSearchParams, texts: Texts): Html {
  return html`<footer><nav aria-label="${texts.languages}"><ul>
${languages.map((language) => languageLink(query, language, texts))}
</ul></nav></footer>
`
}

function renderPage ({ title, heading, below = null, content, extras = null }: Page, texts: Texts,
  links: Html | null): string {
  const direction = texts.direction === 'rtl' ? html` dir="rtl"` : null
  const line = html`<p class="below">${below}</p>
`
  const { markup } = html`<!doctype html>
<html lang="${texts.tag}"${direction}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.fake}: ${title}</title>
${style}${extras === null ? null : extras.head}
</head>
<body>
<header><p><strong>${texts.fake}</strong> ${texts.warning}</p></header>
<main>
<h1>${heading ?? title}</h1>
${below === null ? null : line}${content}
</main>
${links}</body>
</html>
`
  return markup
}

function renderFor (request: FastifyRequest, page: LocalizedPage): [Page, string] {
  const texts = languageOf(request)
  const localized = page(texts)
  return [localized, renderPage(localized, texts, languageLinks(queryOf(request), texts))]
}

/** Answers with a page that is never cached, never framed, and runs no script but one it brings along. */
export function sendPage (reply: FastifyReply, page: Page | LocalizedPage): FastifyReply {
  const [shown, document] = typeof page === 'function'
    ? renderFor(reply.request, page)
    : [page, renderPage(page, english, null)]
  return reply.code(shown.status).headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyFor(shown),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY'
  }).send(document)
}
