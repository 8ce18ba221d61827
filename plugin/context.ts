// What a registration of the plugin carries: its settings, and the services that live as long as it does.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BackChannel } from './back-channel/http.ts'
import type { KeySource } from './back-channel/jwks.ts'
import type { Settings } from './options/settings.ts'
import type { Sealer } from './seal.ts'

/** The part of `@fastify/cookie` that the plugin uses. */
export interface CookieSerializer {
  serializeCookie (name: string, value: string, attributes: object): string
}

export interface HttpExchange { readonly request: FastifyRequest, readonly reply: FastifyReply }

export interface Context {
  readonly settings: Settings
  readonly cookies: CookieSerializer
  /** What the names of the registration's cookies begin with. */
  readonly cookiePrefix: string
  readonly sealer: Sealer
  readonly backChannel: BackChannel
  readonly keys: KeySource
}
