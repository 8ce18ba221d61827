// An address that no record API reads: ORCID redirects one of another version, and refuses one that is malformed.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { addressFor } from '../../network/address.ts'
import type { Registry } from '../registry/registry.ts'
import { sendServletPage } from '../web/servlet.ts'
import { RecordRefusal, routingError, versionError } from './errors.ts'

const VERSION = /^\/v(\d.*?)\//
const OLDER = ['2.0', '2.1']
// These have no version.
const UNVERSIONED = /^\/(?:resources|search|static|experimental_rdf_v1)\/|^\/(?:oauth\/token|openapi\.json)|^\/(?:\d{4}-){3}\d{3}[\dX]\/webhook\/./
const LINKED_DATA = /n3|rdf|n-triples|turtle/

function given (version: string): string {
  return `Release candidates for V${version} are now disabled, your request will be redirected to the corresponding ` +
    `V${version} end point`
}

// Names and numbers as they are: this answer goes around the code that writes the API's other errors.
function renderRedirect (accept: string, version: string): string {
  if (accept.includes('json')) {
    const members = { responseCode: 301, developerMessage: given('2.0'), userMessage: given(version), errorCode: 9056, moreInfo: null }
    return `${JSON.stringify(members)}\n`
  }
  const message = given(version)
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<error xmlns="http://www.orcid.org/ns/error">\n' +
    `    <response-code>308</response-code>\n    <developer-message>${message}</developer-message>\n` +
    `    <user-message>${message}</user-message>\n    <error-code>9056</error-code>\n</error>\n\n`
}

/**
 * Answers an address that Spring's firewall in front of the public API does not let through. The member API has
 * another, which takes them.
 * @see https://github.com/spring-projects/spring-security StrictHttpFirewall.java
 */
export function refuseMalformed (registry: Registry, reply: FastifyReply): FastifyReply {
  return sendServletPage(registry, reply.header('access-control-allow-origin', '*'), { status: 400, message: '' })
}

/**
 * Answers an address that is not of version 3.0; `path` is below the API's own address. A redirect loses the query.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-common DefaultApiVersionFilter.java
 */
export function answerVersion (registry: Registry, reply: FastifyReply,
  { base, path }: { readonly base: string, readonly path: string }): FastifyReply {
  const { headers: { accept = '' } } = reply.request
  const address = addressFor(registry, reply.request)
  const version = VERSION.exec(path)?.[1]
  if (path === '/ping') return reply.header('content-type', 'application/json;charset=ISO-8859-1').send('{"tomcatUp":true}')
  if (UNVERSIONED.test(path)) throw new RecordRefusal(routingError(404))
  if (version === undefined) {
    const to = LINKED_DATA.test(accept) ? '/pub/experimental_rdf_v1' : `${base}/v3.0`
    return reply.code(302).header('location', address + encodeURI(to + path)).send()
  }
  if (OLDER.includes(version)) throw new RecordRefusal(versionError)
  const current = OLDER.find((older) => version.startsWith(older)) ?? '3.0'
  const rest = path.replaceAll('/v', '').slice(version.length)
  reply.code(308).header('location', `${address}${base}/v${current}${encodeURI(rest)}`)
  // Fastify gives every body a content type except a stream.
  return reply.send(Readable.from([renderRedirect(accept.toLowerCase(), current)]))
}
