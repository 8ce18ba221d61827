// What answers where the mock has nothing, and an address that is none.
import type { FastifyReply } from 'fastify'
import type { Registry } from '../registry/registry.ts'
import { html } from './html.ts'
import { sendPage } from './layout.ts'

const ADDRESSES = ['GET /', 'GET /{iD}', 'GET, POST /oauth/authorize', 'GET, POST /signin', 'GET /signout',
  'POST /oauth/token', 'POST /oauth/revoke', 'GET /.well-known/openid-configuration', 'GET /oauth/jwks',
  'GET, POST /oauth/userinfo', 'GET /v3.0/{iD}/{section}', 'GET /pub/v3.0/{iD}/{section}', 'GET /api/v3.0/{iD}/{section}']

function sendAbsenceOfControl (reply: FastifyReply): FastifyReply {
  const message = 'This mock has no control API. Start it with the option control: true, or from a terminal with --control.'
  return reply.code(404).type('application/json; charset=utf-8').send(`${JSON.stringify({ message })}\n`)
}

/** @param path seen from the issuer */
export function sendNotFound ({ issuer }: Registry, reply: FastifyReply, path: string): FastifyReply {
  if (/^\/control(?:[/?]|$)/.test(path)) return sendAbsenceOfControl(reply)
  const content = html`<p>These addresses exist, under <code>${issuer}</code>:</p>
<ul>
${ADDRESSES.map((address) => html`<li><code>${address}</code></li>
`)}</ul>`
  return sendPage(reply, { status: 404, title: 'There is nothing here', content })
}

export function sendMalformed (reply: FastifyReply, message: string): void {
  reply.header('x-fake-orcid', '1')
  sendPage(reply, { status: 400, title: 'This address is malformed', content: html`<p>${message}</p>` })
}
