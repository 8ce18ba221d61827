// Webhooks: how a client has an address called when a record changes, or no longer.
import type { FastifyReply } from 'fastify'
import type { Registry } from '../registry/registry.ts'
import { addWebhook, findWebhook, removeWebhook } from '../registry/webhooks.ts'
import { checkScopes } from './access.ts'
import { refuse } from './errors.ts'
import { admit, answerAt } from './record.ts'
import type { Call, Endpoint } from './target.ts'

interface Place {
  readonly orcid: string
  readonly uri: string
  /** The path as it came. */
  readonly path: string
}

// Which members may ask for it, the token endpoint knows.
const SCOPES = ['/webhook']

function checkRecord ({ researchers }: Registry, orcid: string): void {
  if (!researchers.has(orcid)) refuse(9011)
}

// As java.net.URI reads it, which takes an address without a scheme too.
const URI = /^(?!:|[^/?#]*:$)(?:[^\0- \x7f"<>\\^`{|}%]|%[\da-f]{2})+$/i

function register (call: Call, { orcid, uri, path }: Place): string {
  const { clientId } = checkScopes(call, SCOPES)
  if (!URI.test(uri)) refuse(9012, { detail: `Webhook uri: ${uri} is syntactically incorrect` })
  const { webhooks } = call.registry
  checkRecord(call.registry, orcid)
  // What another client has registered stays that client's.
  if (findWebhook(webhooks, orcid, uri) === undefined) addWebhook(webhooks, { orcid, uri, clientId })
  return path
}

function unregister (call: Call, { orcid, uri }: Place): null {
  const { clientId } = checkScopes(call, SCOPES)
  const { webhooks } = call.registry
  checkRecord(call.registry, orcid)
  const webhook = findWebhook(webhooks, orcid, uri) ?? refuse(9028, { params: { orcid, uri } })
  if (webhook.clientId !== clientId) {
    refuse(9014, { detail: 'Unable to unregister webhook: Only the client that register the webhook can unregister it.' })
  }
  removeWebhook(webhooks, webhook)
  return null
}

function findWebhookEndpoint ({ webhooks }: Registry, path: string): Endpoint<Call> | null {
  const [orcid = '', segment, written = '', ...further] = path.split('/')
  if (segment !== 'webhook' || written === '' || further.length > 0) return null
  const place = { orcid, uri: decodeURIComponent(written), path }
  const isKnown = findWebhook(webhooks, orcid, place.uri) !== undefined
  return {
    PUT: { status: isKnown ? 204 : 201, readsBody: false, prepare: () => (call) => register(call, place) },
    DELETE: { status: 204, prepare: () => (call) => unregister(call, place) }
  }
}

/** The address of the member API without a version, where webhooks are. */
export const WEBHOOK_BASE = '/api'

export function answerWebhook (registry: Registry, reply: FastifyReply): FastifyReply {
  const { request } = reply
  // As it came: the address is one segment, and a slash in it is encoded.
  const [written = ''] = request.url.split('?', 1)
  const path = written.slice(written.indexOf(`${WEBHOOK_BASE}/`) + WEBHOOK_BASE.length + 1)
  const exchange = admit(registry, reply, { root: WEBHOOK_BASE, isMemberApi: true, path })
  return exchange === null ? reply : answerAt(exchange, findWebhookEndpoint(registry, path), () => exchange)
}
