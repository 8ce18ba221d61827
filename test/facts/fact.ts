// What one row of docs/reference/fidelity-rows.md is: a request, the answer ORCID gives to it, and how sure that is.
import type { MockClientType } from '../../mock-server/options/client.ts'

/**
 * How sure a fact is: seen on the real service, read in ORCID's public source, stated in its documentation,
 * concluded from these, or chosen by this mock where nothing is known.
 */
export type Sureness = 'observed' | 'source' | 'documented' | 'inferred' | 'our choice'

/**
 * How the mock compares: its answer is ORCID's, its answer is another one, or it has none. For the last two
 * `answer` is what the mock does and `orcid` says what ORCID does.
 */
export type Verdict = 'exact' | 'differs' | 'lacks'

/**
 * One request, sent byte for byte over a socket. Every text may hold placeholders: `{issuer}`, `{redirectUri}`,
 * `{clientId}`, `{clientSecret}`, `{basic}` (the two as Basic credentials), `{otherClientId}`,
 * `{otherClientSecret}`, `{orcid}`, `{cookie}` (of a browser in which `given.as` is signed in), `{code}`,
 * `{accessToken}`, `{refreshToken}`, `{ownToken}` (of the client itself, `/read-public`), and
 * `{1.access_token}`: a member of the JSON answer to the first request of `before`, or, in lower case, one of its
 * headers, or a parameter of its Location.
 */
export interface WireRequest {
  /** Default `GET`, with a form or a body `POST`. */
  readonly method?: string
  /** The path below the issuer, as written: nothing is normalised. */
  readonly path: string
  /** Joined to the path, percent-encoded. */
  readonly query?: Readonly<Record<string, string>>
  /** Names keep their case and a list is sent as several headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as `application/x-www-form-urlencoded`, percent-encoded. */
  readonly form?: Readonly<Record<string, string>>
  /** Sent as it is; `headers` must name its type. */
  readonly body?: string
}

/**
 * What is compared with the answer. In a text `{uuid}`, `{jwt}`, `{number}`, `{six}` (a code) and `{any}` stand for
 * such values and the placeholders of a request for theirs; everything else must be there exactly.
 */
export interface WireAnswer {
  /** HTTP status. */
  readonly status: number
  /** Headers by name in lower case; null for one that must not be there. Others may be. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>
  /** The whole body, or a pattern that is found in it. */
  readonly body?: string | RegExp
  /** The id_token in the body or the Location: its header and its claims as the raw JSON they are. */
  readonly idToken?: { readonly header?: string, readonly claims?: string | RegExp }
}

/** What is the case before the request. */
export interface Given {
  /** The type of `{clientId}`; default `'public'`. */
  readonly client?: MockClientType
  /** The person by name; default `'sofia'`. */
  readonly as?: string
  /** What `{code}` and `{accessToken}` were granted; default `'openid'`. */
  readonly scope?: string
  /** Further parameters of the authorize request behind `{code}` and `{accessToken}`. */
  readonly asked?: Readonly<Record<string, string>>
  /** Redirect URIs of the client; default the one that is `{redirectUri}`. */
  readonly redirectUris?: readonly string[]
  /** Whether the client is locked or deactivated; default neither. */
  readonly status?: 'locked' | 'deactivated'
  /** What the person does after `before`: takes back what the client was granted, or deactivates the record. */
  readonly person?: 'withdraws' | 'deactivates'
  /** Seconds that pass between `before` and the request, after its placeholders are made. */
  readonly waitSeconds?: number
}

/** One fact about ORCID on the wire. */
export interface Fact {
  /** Short and stable: `token-code-replay`. */
  readonly id: string
  /** The heading it stands under in docs/reference/fidelity-rows.md, below its endpoint: `'Token endpoint'`. */
  readonly room: string
  /** What is special, in a few words. */
  readonly about: string
  /** Settings of the mock that answers; default none. */
  readonly behaviour?: Readonly<Record<string, string>> | 'legacy'
  /** What is the case before. */
  readonly given?: Given
  /** Requests that come first. */
  readonly before?: readonly WireRequest[]
  /** The request. */
  readonly request: WireRequest
  /** What the mock answers. */
  readonly answer: WireAnswer
  /** How sure it is that ORCID answers so. */
  readonly sure: Sureness
  /** How the mock compares. */
  readonly verdict: Verdict
  /** What ORCID does instead, if the mock differs or lacks it. */
  readonly orcid?: string
  /** An ORCID page, a file of ORCID-Source or orcid-angular, a thread, an RFC. */
  readonly source: string
}
