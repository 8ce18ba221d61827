// A page of the small examples.
import type { FastifyReply } from 'fastify'
import { html } from './journal/html.ts'
import type { Safe } from './journal/html.ts'

/** Answers with a page that is kept in no cache. */
export function show (reply: FastifyReply, title: string, body: Safe): FastifyReply {
  return reply.type('text/html').header('cache-control', 'no-store').send(html`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>
${body}`.safe)
}
