// The secrets of a mock's own pages and control API, and whether a request brings the right one.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

export function makeToken (): string {
  // Not in base64url, which may begin with a hyphen: `--control-token` would take that for another option.
  return randomBytes(32).toString('hex')
}

function digest (text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

export function isSameToken (presented: string, token: string): boolean {
  return timingSafeEqual(digest(presented), digest(token))
}

export function hasToken ({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  return isSameToken(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '', token)
}

/**
 * Whether a request has the token as its password, which a browser asks a person for. A browser then sends it with what
 * other sites' pages send, too, so that it opens only what has a secret of its own against them.
 */
export function hasPassword ({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  const credentials = /^Basic (\S+)$/i.exec(authorization)?.[1] ?? ''
  return isSameToken(Buffer.from(credentials, 'base64').toString().replace(/^[^:]*:/, ''), token)
}
