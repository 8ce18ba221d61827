// Leg three by itself: the client of a job or a worker, which an app has as `fastify.orcid`, too.
import type { FastifyInstance } from 'fastify'
import { createPublicData, type OpenPublicRecord } from './api/public-record.ts'
import { createRecord, type OpenRecord } from './api/record.ts'
import { createRefresh, type Refresh } from './api/refresh.ts'
import type { RevokeAll } from './api/revoke-all.ts'
import { createRevoke, type Revoke } from './api/revoke.ts'
import type { Search } from './api/search.ts'
import { createTokenVault, type OpenTokens, type SealTokens } from './api/sealed-tokens.ts'
import { createUserinfo, type Userinfo } from './api/userinfo.ts'
import { createBackChannel } from './back-channel/http.ts'
import type { ClientContext } from './context.ts'
import type { OrcidEnvironment } from './environments.ts'
import type { FastifyOrcidDecoratorOptions } from './options/options.ts'
import { OrcidOptionsError } from './errors.ts'
import { resolveOptions } from './options/settings.ts'

/** Leg three: what an app does with the tokens of a login, at once or years later. */
export interface OrcidClient {
  /** The addresses of the ORCID registry in use. */
  readonly environment: OrcidEnvironment
  /**
   * Opens a record, to read and update it: `app.orcid.record(login.tokens, login.orcid)`, or with the access token as a
   * text. Nothing is sent yet. Throws `ORCID_ERR_VALIDATION` for a malformed iD, an unknown `api`, or a token that is
   * the text `[redacted]`, and `ORCID_ERR_TOKEN_INVALID` for a malformed token.
   */
  readonly record: OpenRecord
  /**
   * Opens what everybody may see of a record: `await app.orcid.publicRecord(orcid).read('works')`. It reads what
   * `record()` reads, but for the summary, which is for members. The app's own token (`/read-public`) is fetched with
   * the first call, shared, and replaced when it ends. Throws `ORCID_ERR_VALIDATION` for a malformed iD.
   *
   * That somebody names an iD proves nothing: only a login does.
   *
   * A read rejects as that of a record does, and with `ORCID_ERR_CLIENT_REJECTED` if ORCID does not know the client. A
   * token that ORCID refuses when it was just fetched is `ORCID_ERR_UNAVAILABLE`.
   *
   * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/tutorial/read_public.md
   */
  readonly publicRecord: OpenPublicRecord
  /**
   * Finds people by what they show in public: `await app.orcid.search({ familyName: 'Garcia', ror }, { rows: 10 })`.
   * One request with the app's own token (see `publicRecord`), sent again once if the connection broke. A term is
   * quoted, whatever is in it: it cannot change the query.
   *
   * **A found iD is not an authenticated one.** Use it to suggest, never to sign in, to link or to pay.
   *
   * Rejects with `ORCID_ERR_VALIDATION` (no term, one that is empty, too long or unknown, a wrong `start` or `rows`),
   * `_CLIENT_REJECTED`, `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE`, `_API` or
   * `_OUTCOME_UNKNOWN`.
   *
   * @see https://info.orcid.org/documentation/api-tutorials/api-tutorial-searching-the-orcid-registry/
   */
  readonly search: Search
  /**
   * Exchanges a refresh token for a new access token (RFC 6749 §6). ORCID revokes the old tokens, so store the new ones
   * at once. `refreshToken` is the old one if ORCID sent no other. Concurrent calls with the same token and scope share
   * one request, because the token of a second request would be used up.
   *
   * Rejects with `ORCID_ERR_TOKEN_INVALID` (start the login again), `_SCOPE_MISSING` (the token does not have all the
   * scopes asked for), `_IDENTITY` (the token of another person), `_VALIDATION` (`orcid` is malformed),
   * `_CLIENT_REJECTED`, `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`. With
   * the last, ORCID may have revoked the old tokens: try once more, and start the login again if that rejects with
   * `ORCID_ERR_TOKEN_INVALID`.
   */
  readonly refresh: Refresh
  /**
   * Revokes an access or a refresh token (RFC 7009). Both tokens of the pair end; other tokens of the person stay
   * valid. A token that has ended already counts as revoked. A request whose connection broke is sent once more,
   * because revoking twice does no harm.
   *
   * Rejects with `ORCID_ERR_TOKEN_INVALID` (malformed, or a token of another client), `_CLIENT_REJECTED`,
   * `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`. The token may
   * then still be valid: call it again.
   *
   * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/tutorial/revoke.md
   */
  readonly revoke: Revoke
  /**
   * Revokes a list of tokens: `const { revoked, failed } = await orcid.revokeAll([login.tokens, ...stored])`. An item
   * is what `revoke()` takes: a token as a text, or the tokens of a login or of a store. Such a pair is one request,
   * because ORCID ends both tokens; so is a token that is in the list twice. Four requests are sent at a time. A
   * refusal or an outage does not stop the others: `failed` has the error that `revoke()` would have rejected with.
   *
   * Rejects with `ORCID_ERR_VALIDATION`, before anything is sent, if an item is not a token: the message has its place.
   *
   * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/tutorial/revoke.md
   */
  readonly revokeAll: RevokeAll
  /**
   * Asks which person an access token belongs to (OpenID Connect Core §5.3). A request whose connection broke is sent
   * once more.
   *
   * Rejects with `ORCID_ERR_TOKEN_INVALID` (the token is invalid, or has neither `openid` nor `/authenticate`),
   * `_IDENTITY` (the token of another person), `_VALIDATION` (`orcid` is malformed), `_RATE_LIMITED`, `_UNAVAILABLE`,
   * `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`.
   */
  readonly userinfo: Userinfo
  /**
   * Seals the tokens of a login, or of a refresh, into one text for a database column: some 350 characters of
   * base64url. It opens with the option `secret` alone (AES-256-GCM, under a key that seals nothing else), for the same
   * registry and the same iD. The id_token is left out: it is about the sign-in, and ends within a day.
   *
   * Throws `ORCID_ERR_OPTIONS` without the option `secret`: the client secret may be replaced at ORCID any day, and no
   * stored token would open again. A secret may be removed from the option when no text is stored that it has sealed.
   * Throws `ORCID_ERR_VALIDATION` for what is no login.
   */
  readonly sealTokens: SealTokens
  /**
   * Opens what `sealTokens()` made. `orcid` is the iD of the account that the text was stored with. The tokens are
   * hidden from logs, as those of a login are. Nothing is sent to ORCID, so it may have revoked them since.
   *
   * Throws `ORCID_ERR_SEALED_TOKENS`, with the reason in `cause.reason`, `ORCID_ERR_VALIDATION` for a malformed iD, and
   * `ORCID_ERR_OPTIONS` without the option `secret`.
   */
  readonly openTokens: OpenTokens
}

/** What a client without an app is given. The options mean what they mean to the plugin. */
export interface OrcidClientOptions
  extends Pick<FastifyOrcidDecoratorOptions, 'environment' | 'clientId' | 'clientSecret' | 'timeoutMs' | 'dispatcher'> {
  /**
   * What seals and opens the texts of `sealTokens()` and `openTokens()`, which need it: the secret of the app that
   * shares them, at least 32 characters, or several such strings. The first one seals, all of them open. A text never
   * opens again when the secret that sealed it is removed: seal each stored text again first.
   *
   * @default none: `sealTokens()` and `openTokens()` throw `ORCID_ERR_OPTIONS`
   * @see docs/record.md
   */
  secret?: string | readonly string[] | undefined
}

export function createClient (context: ClientContext): OrcidClient {
  const revoke = createRevoke(context)
  return {
    environment: context.settings.environment,
    record: createRecord(context),
    ...createPublicData(context),
    refresh: createRefresh(context),
    revoke,
    revokeAll: async (tokens) => await (await import('./api/revoke-all.ts')).revokeAll(revoke, tokens),
    userinfo: createUserinfo(context),
    ...createTokenVault(context.settings)
  }
}

const OPTIONS: readonly string[] = ['environment', 'clientId', 'clientSecret', 'secret', 'timeoutMs', 'dispatcher']

const quote = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

// A job has no logger of Fastify's.
const log = { warn: (message: string) => { process.emitWarning(message) } } as unknown as FastifyInstance['log']

/**
 * Leg three without Fastify, routes or a redirect URI, for jobs and workers:
 * `const orcid = createOrcid({ clientId, clientSecret, secret })`. It is what an app has as `fastify.orcid`, less the
 * first two legs. `close()` ends its connections; a process that ends closes them itself.
 *
 * Throws `ORCID_ERR_OPTIONS` for wrong options, all of them at once.
 */
export function createOrcid (options: OrcidClientOptions): OrcidClient & {
  /** Ends the connections to ORCID. */
  close (): Promise<void>
} {
  if (typeof options !== 'object' || options === null) {
    throw new OrcidOptionsError(`createOrcid() expects an object of options: ${quote(OPTIONS)}.`)
  }
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name))
  if (unknown.length > 0) {
    throw new OrcidOptionsError(`createOrcid() has no option ${quote(unknown)}; its options are ${quote(OPTIONS)}.`)
  }
  const settings = resolveOptions({ prefix: '', log }, { ...options, routes: false }, 'createOrcid() makes no client')
  const backChannel = createBackChannel(settings)
  return Object.freeze({ ...createClient({ settings, backChannel }), close: backChannel.close })
}
