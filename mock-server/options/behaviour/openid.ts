// What is not known of ORCID's id_token and keys, as settings.
import type { Setting } from './setting.ts'

/** The settings of OpenID Connect. */
export const openidSettings = {
  /** Whether an id_token has `at_hash`. */
  atHash: {
    values: {
      present: 'it has',
      absent: 'it has not'
    },
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md, samples since 2017'
  },
  /** How a member's id_token tells the way somebody signed in. */
  amr: {
    values: {
      string: '`"amr":"pwd"` or `"mfa"`',
      array: '`"amr":["pwd"]`, as OpenID Connect Core §2 wants it',
      absent: 'not at all'
    },
    evidence: 'Source of the server before April 2026: OpenIDConnectTokenEnhancer'
  },
  /** Claims that ORCID has not been seen to send. */
  extraClaims: {
    values: {
      none: 'none',
      azp: '`azp`, the client',
      'azp-sid': '`azp` and `sid`, the session'
    },
    evidence: 'Documented: no sample has them. Spring sends both'
  },
  /** How an id_token names its audience. */
  audience: {
    values: {
      string: '`"aud":"APP-…"`',
      array: '`"aud":["APP-…"]`'
    },
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md'
  },
  /** How long an id_token is good. */
  idTokenLifetime: {
    values: {
      '24 hours': '86,400 seconds',
      '30 minutes': '1,800 seconds, as Spring has it',
      '10 minutes': '600 seconds, as in 2017'
    },
    evidence: 'Documented: samples since August 2020; ORCID-Source#6595'
  },
  /** Whether an id_token has the names that are public. */
  idTokenNames: {
    values: {
      present: '`name` (the credit name), `given_name` and `family_name`',
      absent: 'none of them'
    },
    evidence: 'Source of the server before April 2026: OpenIDConnectTokenEnhancer'
  },
  /** Whether the header of an id_token has `typ`. */
  idTokenType: {
    values: {
      absent: '`{"kid":"…","alg":"RS256"}`',
      present: '`{"kid":"…","typ":"JWT","alg":"RS256"}`'
    },
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md'
  },
  /** How slashes are written in the JSON of an id_token. */
  idTokenSlashes: {
    values: {
      escaped: '`"iss":"https:\\/\\/orcid.org"`',
      plain: '`"iss":"https://orcid.org"`'
    },
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md, samples'
  },
  /** Whether the published key names its algorithm. */
  jwksAlg: {
    values: {
      absent: 'it does not',
      present: '`"alg":"RS256"`'
    },
    evidence: 'Observed 2026-10-01, and in 2023: aces/Loris#8927'
  }
} as const satisfies Readonly<Record<string, Setting>>
