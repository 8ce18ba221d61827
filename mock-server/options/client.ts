// What a user may say about one OAuth client of the mock, and the check of it.
import { Compile } from 'typebox/schema'
import type { Shape } from './validate.ts'

/** What ORCID calls the kinds of API credentials: the public API's, a basic member's, a premium member's. */
export type MockClientType = 'public' | 'member' | 'premium'

/** Whether ORCID lets a client work: it locks clients that break its rules, and owners deactivate theirs. */
export type MockClientStatus = 'active' | 'locked' | 'deactivated'

/** One client to register with the mock. Everything has a default, so `{}` is a public client. */
export interface MockClientOptions {
  /**
   * `APP-` and sixteen characters `[0-9A-Z]`. Two clients with one id are refused with `MOCK_ORCID_ERR_OPTIONS`.
   *
   * @default a fresh one
   */
  readonly clientId?: string
  /**
   * The client's secret, at most 100 characters. ORCID's are UUIDs.
   *
   * @default a fresh UUID
   */
  readonly clientSecret?: string
  /**
   * What the consent page calls the client.
   *
   * @default 'A test client'
   */
  readonly name?: string
  /**
   * Absolute `http:` or `https:` URIs, matched as ORCID does: scheme, host and port as written, path as a prefix.
   * Without any, the client adopts the first loopback redirect URI it is used with and holds it strictly from then on.
   *
   * @default []
   * @see https://info.orcid.org/ufaqs/how-do-redirect-uris-work/
   */
  readonly redirectUris?: readonly string[]
  /**
   * Decides the scopes the client may ask for and whether the member API talks to it.
   *
   * @default 'public'
   */
  readonly type?: MockClientType
  /**
   * What ORCID has done to the client. A locked or deactivated one gets no token and no consent page.
   *
   * @default 'active'
   */
  readonly status?: MockClientStatus
}

const ClientSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    clientId: { type: 'string', pattern: '^APP-[0-9A-Z]{16}$' },
    clientSecret: { type: 'string', minLength: 1, maxLength: 100 },
    name: { type: 'string', minLength: 1 },
    redirectUris: { type: 'array', items: { type: 'string', pattern: '^https?://[\\x21-\\x7e]+$' } },
    type: { enum: ['public', 'member', 'premium'] },
    status: { enum: ['active', 'locked', 'deactivated'] }
  }
} as const

/** Judges {@link MockClientOptions}. */
export const clientShape: Shape = Compile(ClientSchema)

/** The same for a list of them. */
export const clientListShape: Shape = Compile({ type: 'array', items: ClientSchema } as const)
