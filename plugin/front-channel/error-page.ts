// The error page: what a browser gets when a sign-in failed and the app has no error handler of its own.
import { hash, randomInt } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { types } from 'node:util'
import type { FastifyRequest, RouteOptions } from 'fastify'
import type { HttpExchange } from '../context.ts'
import {
  OrcidAccessDeniedError, OrcidAuthorizationError, OrcidError, OrcidLoginRequiredError, OrcidTransactionMissingError,
  OrcidValidationError
} from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { setStrictHeaders } from './headers.ts'

/** An error of the plugin or of the app. */
interface Failure { readonly error: Error, readonly statusCode: number }

interface PageText {
  readonly title: string
  readonly explanation: string
  readonly advice: string
  /** The text of the link that starts the sign-in again; `null` if that would not help. */
  readonly retryLabel: string | null
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --ground: #eef1f4; --line: #c5ccd5; --quiet: #525d6b;
  --link: #1d5c86; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --paper: #161b22; --ground: #0d1117; --line: #3a4452;
  --quiet: #a5afbd; --link: #8cc4ee; --on: #10212e } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; align-content: center; padding: 1rem;
  font: 1.0625rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
main { width: 100%; max-width: 34rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 5vw, 2.25rem) 2rem;
  background: var(--paper); border: 1px solid var(--line); border-radius: .75rem }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance }
p { margin: .75rem 0 }
a { color: var(--link) }
.ways { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; margin-top: 1.5rem }
.again { padding: .6rem 1.1rem; border-radius: .5rem; font-weight: 600; text-decoration: none; color: var(--on);
  background: var(--link); border: 1px solid transparent }
.code { margin: 1.75rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet) }
code { font-size: 1rem; color: var(--ink); overflow-wrap: anywhere }
:focus-visible { outline: 3px solid var(--link); outline-offset: 3px }
`

// A code that was not exchanged stays valid. It leaves the address bar and the history, where somebody would copy it.
const SCRIPT = "history.replaceState(null, '', location.pathname)"

const sourceOf = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`

const HEADERS = Object.freeze({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${sourceOf(STYLE)}; script-src ${sourceOf(SCRIPT)}; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
})

// Some messages talk about the visitor. The page talks to them.
function explain ({ error, statusCode }: Failure): string {
  if (error instanceof OrcidLoginRequiredError) return 'ORCID has to ask you something first, and this site asked it not to.'
  if (error instanceof OrcidValidationError) return 'This site did not finish the sign-in.'
  if (error instanceof OrcidError) {
    return statusCode === 500 ? 'This site is not set up correctly for signing in.' : error.publicMessage
  }
  // An app's own error may have a message of any type.
  const isShown = statusCode < 500 && typeof error.message === 'string'
  return isShown ? error.message : 'This site did not finish the sign-in.'
}

const ADVICE = 'Nothing was lost. Start again from here.'
// A browser that refuses cookies gets this error at every attempt.
const COOKIE_ADVICE = `${ADVICE} If that does not help, allow this site to keep cookies.`

/** The text for the visitor. The message of a 500 is for the developers and stays in the log. */
function writeText (failure: Failure): PageText {
  const { error, statusCode } = failure
  if (error instanceof OrcidAccessDeniedError) {
    return {
      title: 'You did not allow it',
      explanation: 'ORCID says that you did not grant permission, so nothing was shared with this site.',
      advice: 'That is fine. If you change your mind, you can sign in again.',
      retryLabel: 'Sign in with ORCID'
    }
  }
  const title = 'The sign-in did not work'
  const explanation = explain(failure)
  if (statusCode === 429) {
    return { title: 'Too many attempts', explanation: 'This site limits how often a sign-in can be tried.', advice: 'Try again in a few minutes.', retryLabel: null }
  }
  // The app has refused this visitor, and would again.
  if (statusCode < 500 && !(error instanceof OrcidError)) {
    return { title, explanation, advice: 'If you think that this is a mistake, tell the people who run this site.', retryLabel: null }
  }
  if (statusCode < 500) {
    const advice = error instanceof OrcidTransactionMissingError ? COOKIE_ADVICE : ADVICE
    return { title, explanation, advice, retryLabel: 'Start again' }
  }
  // Wrong options and a wrong secret stay wrong until somebody corrects them.
  const isLasting = error instanceof OrcidError && statusCode === 500
  const advice = isLasting ? 'It is not your fault. Tell the people who run this site.' : 'It is not your fault. Try again in a few minutes.'
  return { title, explanation, advice, retryLabel: isLasting ? null : 'Try again' }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape (text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string)
}

/** `again` starts the sign-in again; `null` if only a form of the app can. */
interface Links { readonly home: string, readonly again: string | null }

/** `ref` finds the entry in the log; it is `null` for a denial, which is not a fault. */
function render ({ title, explanation, advice, retryLabel }: PageText, links: Links, ref: string | null): string {
  const { again, home } = links
  const retry = retryLabel === null || again === null ? '' : `<a class="again" href="${escape(again)}">${escape(retryLabel)}</a>\n`
  const hint = ref === null
    ? ''
    : `<p class="code">If it happens again, tell the people who run this site this code: <code>${ref}</code></p>\n`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<script>${SCRIPT}</script>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p>${escape(explanation)}</p>
<p>${escape(advice)}</p>
<p class="ways">${retry}<a href="${escape(home)}">Go to the home page</a></p>
${hint}</main>
</body>
</html>
`
}

// An error of another realm, as test runners create it, fails `instanceof`.
const isError = (thrown: unknown): boolean => thrown instanceof Error || types.isNativeError(thrown)

// No two of these characters sound or look alike, because people read the reference aloud on the telephone.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

function createReference (): string {
  return Array.from({ length: 12 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

/** The `q` of a media type in an Accept header; wildcards do not count (RFC 9110 §12.5.1). */
function quality (accept: string, type: string): number {
  const range = accept.toLowerCase().split(',').map((part) => part.split(';').map((piece) => piece.trim()))
    .find(([name]) => name === type)
  if (range === undefined) return 0
  const q = range.find((piece) => piece.startsWith('q='))
  return q === undefined ? 1 : Number(q.slice(2)) || 0
}

function prefersPage ({ headers: { accept = '' } }: FastifyRequest): boolean {
  return quality(accept, 'text/html') > quality(accept, 'application/json')
}

// Fastify binds a handler that an app sets to its instance, so that its name starts with "bound".
function hasOwnErrorHandler ({ server }: FastifyRequest): boolean {
  return server.errorHandler.name !== 'defaultErrorHandler'
}

// Where the sign-in of a request was to end. An error may be shared by the requests of several people.
const targets = new WeakMap<FastifyRequest, string>()

/** Remembers where a sign-in was to end, for the link that starts it again. */
export function rememberTarget (request: FastifyRequest, returnTo: string): void {
  targets.set(request, returnTo)
}

function findLinks (request: FastifyRequest, settings: Settings): Links {
  const { proxyPrefix, loginPath, loginMethod, defaultReturnTo } = settings
  const returnTo = targets.get(request)
  const home = `${proxyPrefix}/`
  // The page that a form leads back to is likely to have the form.
  if (loginMethod === 'POST') return { home, again: returnTo ?? null }
  const isDefault = returnTo === undefined || [defaultReturnTo, proxyPrefix + defaultReturnTo].includes(returnTo)
  const query = isDefault ? '' : `?returnTo=${encodeURIComponent(returnTo)}`
  return { home, again: proxyPrefix + request.server.prefix + loginPath + query }
}

/** Logs the error. A refused authorization request is a warning: it is the developer's mistake, not the visitor's. */
export function logError ({ log }: FastifyRequest, error: OrcidError, fields: { readonly ref?: string } = {}): void {
  const { code, statusCode, cause } = error
  // The app passed wrong data to the record in `onLogin`. The stack shows its developers where.
  if (error instanceof OrcidValidationError) return log.error({ ...fields, code, err: error }, error.message)
  const level = error instanceof OrcidAuthorizationError ? 'warn' : 'info'
  log[statusCode >= 500 ? 'error' : level]({ ...fields, code, cause }, error.message)
}

function sendPage (settings: Settings, failure: Failure, { request, reply }: HttpExchange): void {
  const { error, statusCode } = failure
  const ref = createReference()
  if (error instanceof OrcidError) logError(request, error, { ref })
  else request.log[statusCode >= 500 ? 'error' : 'info']({ ref, err: error }, error.message)
  const shownRef = error instanceof OrcidAccessDeniedError ? null : ref
  reply.code(statusCode).headers(HEADERS).send(render(writeText(failure), findLinks(request, settings), shownRef))
}

/** What Fastify would answer and log, but for the message: Fastify answers with the one for developers. */
function sendJson (error: OrcidError, { request, reply }: HttpExchange): void {
  const { code, statusCode, publicMessage: message } = error
  request.log[statusCode >= 500 ? 'error' : 'info']({ err: error }, error.message)
  reply.code(statusCode).send({ statusCode, code, error: STATUS_CODES[statusCode], message })
}

/** The status of an error, or 500 if it is missing or not 4xx or 5xx. */
function readStatus ({ statusCode }: Error & { statusCode?: unknown }): number {
  const status = Number.isInteger(statusCode) ? Number(statusCode) : 500
  return status >= 400 && status <= 599 ? status : 500
}

/**
 * The error handler of both routes. A browser that prefers HTML gets a page with a link to start again and a reference
 * to the entry in the log, also for an error of the app's own code. All other clients get JSON as Fastify writes it.
 * An app with an error handler of its own answers all clients by that.
 */
export function createErrorHandler (settings: Settings): NonNullable<RouteOptions['errorHandler']> {
  return function showError (error, request, reply) {
    // Fastify would send a thrown value that is not an error as an answer with status 200.
    const thrown = isError(error) ? error : new Error('Something was thrown that is no error.', { cause: error })
    if (hasOwnErrorHandler(request)) throw thrown
    setStrictHeaders(reply)
    const failure = { error: thrown, statusCode: readStatus(thrown) }
    if (prefersPage(request)) sendPage(settings, failure, { request, reply })
    else if (thrown instanceof OrcidError) sendJson(thrown, { request, reply })
    else throw thrown
  }
}
