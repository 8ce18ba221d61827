// The pages of the small examples.
import type { FastifyReply } from 'fastify'
import { html } from './journal/html.ts'
import type { Safe } from './journal/html.ts'

/** Answers with a page that is kept in no cache. */
export function show (reply: FastifyReply, title: string, body: Safe): FastifyReply {
  return reply.type('text/html').header('cache-control', 'no-store').send(html`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>
${body}`.safe)
}

/**
 * Asks a visitor without a session to sign in, by a link: ORCID does not ask twice, so a redirect to the login would go
 * in circles where a browser keeps no cookies.
 */
export function askToSignIn (reply: FastifyReply, returnTo: string): FastifyReply {
  return show(reply.code(401), 'Sign in', html`<a href="/login/orcid?returnTo=${returnTo}">Sign in with ORCID</a>`)
}
