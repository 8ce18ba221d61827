// The options of one OAuth client of the mock, and their schema.
import { listOf, objectOf } from './validate.ts'

/** ORCID's kinds of API credentials: of the public API, of a basic member, of a premium member. */
export type MockClientType = 'public' | 'member' | 'premium'

/** Whether a client works at ORCID. ORCID locks clients that break its rules, and owners deactivate theirs. */
export type MockClientStatus = 'active' | 'locked' | 'deactivated'

/** One client to register with the mock. Everything has a default, so `{}` is a public client. */
export interface MockClientOptions {
  /**
   * The client's id: `APP-` and sixteen characters `[0-9A-Z]`, or one of an iD's form, as members have them from before
   * 2013. A second client with the same id is refused with `MOCK_ORCID_ERR_OPTIONS`. @default a fresh one
   */
  readonly clientId?: string
  /** The client's secret, at most 100 characters. ORCID's are UUIDs. @default a fresh UUID */
  readonly clientSecret?: string
  /** The name that the consent page shows. @default 'A test client' */
  readonly name?: string
  /** What `GET /v3.0/client/{client id}` says of it beside the name. @default 'A client for tests' */
  readonly description?: string
  /**
   * Absolute `http:` or `https:` URIs. The mock matches them as ORCID does: scheme, host and port as written, path as a
   * prefix. A client without any adopts the first loopback redirect URI it is used with, and is then held to it.
   * @default []
   * @see https://info.orcid.org/ufaqs/how-do-redirect-uris-work/
   */
  readonly redirectUris?: readonly string[]
  /**
   * The kind of credentials. It decides which scopes the client may ask for, and whether the member API answers it.
   * @default 'public'
   */
  readonly type?: MockClientType
  /**
   * Whether the client works. A locked or deactivated one gets no token and no consent page.
   * @default 'active'
   */
  readonly status?: MockClientStatus
}

/** As ORCID makes them today, or of an iD's form, as members have them from before 2013. */
export const CLIENT_ID = '^APP-[0-9A-Z]{16}$|^(\\d{4}-){3}\\d{3}[\\dX]$'

export const clientShape = objectOf({
  clientId: { type: 'string', pattern: CLIENT_ID },
  clientSecret: { type: 'string', minLength: 1, maxLength: 100 },
  name: { type: 'string', minLength: 1 },
  description: { type: 'string' },
  redirectUris: listOf({ type: 'string', pattern: '^https?://[\\x21-\\x7e]+$' }),
  type: { enum: ['public', 'member', 'premium'] },
  status: { enum: ['active', 'locked', 'deactivated'] }
})
export const clientListShape = listOf(clientShape)
