// What is not known of ORCID's token endpoint, as settings.
import type { Setting } from './setting.ts'

/** The settings of leg two. */
export const tokenSettings = {
  /** How long a code may be exchanged. */
  codeLifetime: {
    values: {
      '10 minutes': '600 seconds',
      '24 hours': '86,400 seconds'
    },
    legacy: '24 hours',
    evidence: 'Documented: https://members.orcid.org/api-news (2017). The last public source has 1,440 minutes'
  },
  /** What a second exchange of a code does. */
  codeReplay: {
    values: {
      revokes: '`Invalid authorization code: …`, and the tokens of the first are revoked',
      reused: 'the same with `Reused authorization code: …` the first time it revokes something',
      refused: '`Invalid authorization code: …`, and the tokens live on'
    },
    legacy: 'reused',
    evidence: 'Documented: tutorial/api_errors.md has the first text alone; https://members.orcid.org/api-news says ' +
      'that tokens are revoked. The second text: orcid-angular#2472'
  },
  /** Whether an exchange that fails on the client or the redirect URI spends the code. */
  failedExchange: {
    values: {
      spends: 'it does',
      keeps: 'it does not'
    },
    evidence: 'Source of the server before April 2026: OrcidAuthorizationCodeTokenGranter'
  },
  /** Whether an exchange must repeat the redirect URI. */
  exchangeRedirectUri: {
    values: {
      optional: 'it may be left out; one that is there must be the same',
      required: 'without it the exchange fails'
    },
    evidence: 'Source: ORCID-Source#7372'
  },
  /** What a refusal says. */
  tokenErrors: {
    values: {
      current: 'what tutorial/api_errors.md says since April 2026',
      legacy: 'the texts and statuses of the server before, 500 for a missing code included',
      spring: 'what Spring says untouched: the name of the error, mostly without a description'
    },
    legacy: 'legacy',
    evidence: 'Documented: tutorial/api_errors.md. Before: OAuthErrorUtils, OrcidRefreshTokenChecker. Inferred: the server ' +
      'is built on Spring Authorization Server'
  },
  /** How `token_type` is written. */
  tokenType: {
    values: {
      bearer: 'lower case',
      Bearer: 'upper case'
    },
    evidence: 'Documented: orcid-api-web/README.md; ORCID-Source#5149. Spring writes it in upper case'
  },
  /** In which order a token answer has its members. */
  memberOrder: {
    values: {
      documented: '`access_token`, `token_type`, `refresh_token`, `expires_in`, `scope`, `name`, `orcid`, `id_token`',
      hashed: '`access_token`, `refresh_token`, `scope`, `name`, `id_token`, `orcid`, `token_type`, `expires_in`'
    },
    evidence: 'Observed 2018: ORCID-Source#4565. Inferred for today: errors come in the order of a Java HashMap'
  },
  /** What `expires_in` says, and how long a token works. */
  tokenLifetime: {
    values: {
      '20 years': '631138518 seconds',
      '1 hour': '3599 seconds, which people could choose before 2018'
    },
    evidence: 'Observed 2018: ORCID-Source#4565'
  },
  /** Where `name` stands in a token answer. */
  namePlace: {
    values: {
      'before-orcid': 'before `orcid`',
      'after-orcid': 'after `orcid`'
    },
    evidence: 'Observed 2018: ORCID-Source#4565; tutorial/get_id.md shows the other'
  },
  /** What `name` is for a person who does not show it. */
  privateName: {
    values: {
      empty: '`""`',
      null: '`null`',
      absent: 'not there'
    },
    evidence: 'Source of the server before April 2026: ORCID-Source#3858'
  },
  /** Whether `name` ends with a blank. */
  nameEnding: {
    values: {
      plain: 'it does not',
      blank: '`"Sofia Garcia "`'
    },
    evidence: 'Documented: both, orcid-api-web/README.md and tutorial/get_id.md'
  },
  /** Whether a refresh brings an id_token. */
  refreshIdToken: {
    values: {
      absent: 'it does not',
      present: 'it does, with `openid`'
    },
    evidence: 'Source of the server before April 2026: OpenIDConnectTokenEnhancer. Spring sends one'
  },
  /** What becomes of the token that was refreshed. */
  refreshedToken: {
    values: {
      ends: 'it is revoked, and its refresh token with it',
      lives: 'it stays',
      asked: 'it is revoked unless the request says `revoke_old=false`'
    },
    legacy: 'asked',
    evidence: 'Source: `revoke_old` is dropped on the way (AuthorizationServerUtil), and true is its documented default. It was ' +
      'heard before April 2026: tutorial/refresh_tokens.md, orcid-independent-tests test_refresh_tokens.py'
  },
  /** What becomes of a request to revoke another client's token. */
  foreignToken: {
    values: {
      ignored: '200, and the token lives on',
      refused: '400 `invalid_client`'
    },
    evidence: 'Source of the server before April 2026: RevokeController. Spring refuses'
  },
  /** What the empty answer to a request to revoke is called. */
  revokedType: {
    values: {
      json: '`Content-Type: application/json;charset=UTF-8`, which some clients then try to read',
      absent: 'no `Content-Type`, which others do not take'
    },
    evidence: 'Inferred: RevokeController produces JSON, and hands an empty text to it'
  },
  /** How a request to revoke is refused that lacks a parameter. */
  revokeErrors: {
    values: {
      oauth: '400 and an OAuth error',
      servlet: '500 and the page of a servlet container'
    },
    evidence: 'Our choice: a 500 tells a tester nothing. Inferred from RevokeController, which maps no exception: 500'
  },
  /** Whether token answers say that they may not be kept (RFC 6749 §5.1). */
  tokenCaching: {
    values: {
      'no-store': '`Cache-Control: no-cache, no-store, max-age=0, must-revalidate` and `Pragma: no-cache`',
      absent: 'neither header'
    },
    evidence: 'Observed 2024: ORCID-Source#7051. The front of today sets neither itself (OauthGenericCallsController)'
  },
  /** What a client without the right to exchange tokens is told. */
  tokenExchange: {
    values: {
      unauthorized: '400 `unauthorized_client`',
      unsupported: '400 `unsupported_grant_type`'
    },
    evidence: 'Inferred: ORCID\'s member portal used the grant in August 2026, and Spring answers so. ' +
      'tutorial/token_delegation.md: no longer available'
  }
} as const satisfies Readonly<Record<string, Setting>>
