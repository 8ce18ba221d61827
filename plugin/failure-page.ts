// What a browser is shown when a sign-in failed and the host has nothing of its own to show.
import { createHash, randomInt } from 'node:crypto'
import { types } from 'node:util'
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import {
  OrcidAccessDeniedError, OrcidAuthorizationError, OrcidError, OrcidLoginRequiredError, OrcidTransactionMissingError,
  OrcidValidationError
} from './errors.ts'
import type { Settings } from './settings.ts'

/** Answers for an error of one of the two routes. */
export type FailureHandler = NonNullable<RouteOptions['errorHandler']>

type Failure = InstanceType<typeof OrcidError>

/** What is shown of an error: ours, or one of the host's own. */
interface Shown { readonly error: Error, readonly statusCode: number }

interface Words {
  readonly title: string
  readonly happened: string
  readonly advice: string
  readonly again: string
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

const HEADERS = Object.freeze({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
})

// A message is about the visitor, and a page speaks to them.
function happenedTo ({ error, statusCode }: Shown): string {
  if (error instanceof OrcidLoginRequiredError) return 'ORCID has to ask you something first, and this site asked it not to.'
  if (error instanceof OrcidValidationError) return 'This site did not finish the sign-in.'
  // A host may have written anything there.
  if (statusCode < 500 && typeof error.message === 'string') return error.message
  if (!(error instanceof OrcidError)) return 'This site did not finish the sign-in.'
  return statusCode === 500 ? 'This site is not set up correctly for signing in.' : error.message
}

const ADVICE = 'Nothing was lost. Start again from here.'
// A browser without cookies begins a new sign-in each time, and never has one under way.
const COOKIE_ADVICE = `${ADVICE} If that does not help, allow this site to keep cookies.`

/** Words for the person it happened to. What a 500 says is for the developers, and stays in the log. */
function wordsFor (shown: Shown): Words {
  const { error, statusCode } = shown
  if (error instanceof OrcidAccessDeniedError) {
    return {
      title: 'You did not allow it',
      happened: 'ORCID says that you did not grant permission, so nothing was shared with this site.',
      advice: 'That is fine. If you change your mind, you can sign in again.',
      again: 'Sign in with ORCID'
    }
  }
  const title = 'The sign-in did not work'
  const happened = happenedTo(shown)
  if (statusCode < 500) {
    const advice = error instanceof OrcidTransactionMissingError ? COOKIE_ADVICE : ADVICE
    return { title, happened, advice, again: 'Start again' }
  }
  return { title, happened, advice: 'It is not your fault. Try again in a few minutes.', again: 'Try again' }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape (text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string)
}

function render ({ title, happened, advice, again }: Words, base: string, [loginPath, code]: [string, string]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p>${escape(happened)}</p>
<p>${escape(advice)}</p>
<p class="ways"><a class="again" href="${escape(base + loginPath)}">${escape(again)}</a>
<a href="${escape(base)}/">Go to the home page</a></p>
${code}</main>
</body>
</html>
`
}

// One of another realm, as test runners make them, is an error all the same.
const isError = (thrown: unknown): boolean => thrown instanceof Error || types.isNativeError(thrown)

// Read aloud on the telephone, none of these is taken for another.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

function makeRef (): string {
  return Array.from({ length: 12 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

/** `q` of a media type that an Accept header names; wildcards name none (RFC 9110 §12.5.1). */
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

// A handler that somebody sets is bound to its instance by Fastify, and its name then starts with "bound".
function hasOwnErrorHandler ({ server }: FastifyRequest): boolean {
  return server.errorHandler.name !== 'defaultErrorHandler'
}

// What a proxy in front of the app puts before every path is in the redirect URI and nowhere else.
function outsideOf ({ server: { prefix } }: FastifyRequest, { redirectUri, callbackPath }: Settings): string {
  return redirectUri.pathname.slice(0, -(prefix + callbackPath).length)
}

/** Writes a failure down. That ORCID refuses what an app asks for is its developers' to see, whoever was shown it. */
export function logFailure ({ log }: FastifyRequest, error: Failure, more: { readonly ref?: string } = {}): void {
  const { code, statusCode, cause } = error
  // What the app itself did wrong with the record, in `onLogin`: its developers want to know where.
  if (error instanceof OrcidValidationError) return log.error({ ...more, code, err: error }, error.message)
  const refused = error instanceof OrcidAuthorizationError ? 'warn' : 'info'
  log[statusCode >= 500 ? 'error' : refused]({ ...more, code, cause }, error.message)
}

function sendPage (settings: Settings, shown: Shown, [request, reply]: [FastifyRequest, FastifyReply]): void {
  const { error, statusCode } = shown
  const ref = makeRef()
  if (error instanceof OrcidError) logFailure(request, error, { ref })
  else request.log[statusCode >= 500 ? 'error' : 'info']({ ref, err: error }, error.message)
  const hint = error instanceof OrcidAccessDeniedError
    ? ''
    : `<p class="code">If it happens again, tell the people who run this site this code: <code>${ref}</code></p>\n`
  const path = request.server.prefix + settings.loginPath
  reply.code(statusCode).headers(HEADERS)
    .send(render(wordsFor(shown), outsideOf(request, settings), [path, hint]))
}

/** The status of an error, 500 if it has none that is an error's. */
function statusOf ({ statusCode }: Error & { statusCode?: unknown }): number {
  const status = Number.isInteger(statusCode) ? Number(statusCode) : 500
  return status >= 400 && status <= 599 ? status : 500
}

/**
 * Makes the error handler of both routes. A browser that prefers HTML gets a page with a way to start again and a
 * code under which the log has the failure, also when it was the host's own code that failed. Everybody else, and
 * every app with an error handler of its own, gets what Fastify does with an error.
 */
export function createFailureHandler (settings: Settings): FailureHandler {
  return function showFailure (error, request, reply) {
    // Thrown on as it is, what is no error would be sent as an answer, with status 200.
    const thrown = isError(error) ? error : new Error('Something was thrown that is no error.', { cause: error })
    if (hasOwnErrorHandler(request) || !prefersPage(request)) throw thrown
    sendPage(settings, { error: thrown, statusCode: statusOf(thrown) }, [request, reply])
  }
}
