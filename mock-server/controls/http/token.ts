// The token that opens the control API, and the inspector to other machines.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

export function makeControlToken (): string {
  // Not in base64url, which may begin with a hyphen: `--control-token` would take that for another option.
  return randomBytes(32).toString('hex')
}

function digest (text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const isSame = (presented: string, token: string): boolean => timingSafeEqual(digest(presented), digest(token))

export function hasToken ({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  return isSame(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '', token)
}

/**
 * Whether a request has the token as its password, which a browser asks a person for. A browser then sends it with what
 * other sites' pages send, too, so that it opens only what has a secret of its own against them.
 */
export function hasPassword ({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  const credentials = /^Basic (\S+)$/i.exec(authorization)?.[1] ?? ''
  return isSame(Buffer.from(credentials, 'base64').toString().replace(/^[^:]*:/, ''), token)
}
