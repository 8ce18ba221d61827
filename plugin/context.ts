// What a registration of the plugin carries: its settings, and the services that live as long as it does.
import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import type { BackChannel } from './back-channel/http.ts'
import type { KeySource } from './back-channel/jwks.ts'
import type { Settings } from './options/settings.ts'
import type { Sealer } from './seal.ts'

/** The part of `@fastify/cookie` that the plugin uses. */
export interface CookieSerializer {
  serializeCookie (name: string, value: string, attributes: object): string
}

/** The request of any Fastify, whether it speaks HTTP/1 or HTTP/2. */
export type AnyRequest = FastifyRequest<RouteGenericInterface, RawServerBase>
/** Its reply. */
export type AnyReply = FastifyReply<RouteGenericInterface, RawServerBase>

export interface HttpExchange { readonly request: FastifyRequest, readonly reply: FastifyReply }

/** What leg three needs: it asks ORCID, and nobody signs in. */
export interface ClientContext {
  readonly settings: Settings
  readonly backChannel: BackChannel
}

export interface Context extends ClientContext {
  readonly cookies: CookieSerializer
  /** What the names of the registration's cookies begin with. */
  readonly cookiePrefix: string
  readonly sealer: Sealer
  readonly keys: KeySource
}
