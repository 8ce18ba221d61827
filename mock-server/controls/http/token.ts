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

/** Whether a request has the token: as `Bearer`, or as the password of `Basic`, which browsers ask a person for. */
export function hasToken ({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  const [, scheme = '', credentials = ''] = /^(Bearer|Basic) (\S+)$/i.exec(authorization) ?? []
  const presented = scheme.toLowerCase() === 'basic'
    ? Buffer.from(credentials, 'base64').toString().replace(/^[^:]*:/, '')
    : credentials
  return timingSafeEqual(digest(presented), digest(token))
}
