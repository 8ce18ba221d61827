// One registration of the plugin: its settings and the few things that live as long as it does.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BackChannel } from './back-channel/http.ts'
import type { KeySource } from './back-channel/jwks.ts'
import type { Settings } from './settings.ts'
import type { Sealer } from './transaction/seal.ts'

/** What `@fastify/cookie` does for us: it knows how cookies are written. */
export interface CookieTools {
  serializeCookie (name: string, value: string, attributes: object): string
}

/** A request of the browser and the reply to it. */
export interface Call { readonly request: FastifyRequest, readonly reply: FastifyReply }

/** What every leg is handed. */
export interface Registration {
  readonly settings: Settings
  readonly cookies: CookieTools
  readonly sealer: Sealer
  readonly backChannel: BackChannel
  readonly keys: KeySource
}
