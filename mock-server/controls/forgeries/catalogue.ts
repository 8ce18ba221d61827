// The lies ORCID can be made to tell, by name: those of the OpenID relying-party suite and ORCID's own traps.

/** One forgery, as data. */
export interface MockForgery {
  /** What is different from the truth, in one sentence. */
  readonly does: string
  /** Where it is told. */
  readonly where: 'id_token' | 'token' | 'userinfo' | 'jwks' | 'discovery'
  /** What a client ought to do with it: refuse the login, accept it as if nothing were, or as it likes. */
  readonly client: 'refuses' | 'accepts' | 'may do either'
  /** The test or the specification it comes from. */
  readonly source: string
}

const SUITE = 'https://gitlab.com/openid/conformance-suite'
const CORE = 'https://openid.net/specs/openid-connect-core-1_0.html'
const STRUCTURE = 'https://support.orcid.org/hc/en-us/articles/360006897674'
const README = 'https://github.com/ORCID/ORCID-Source orcid-api-web/README.md'

function row (where: MockForgery['where'], client: MockForgery['client'], does: string,
  source: string): MockForgery {
  return { does, where, client, source }
}

const basic = (test: string): string => `${SUITE} oidcc-client-test-${test}`
const fapi = (test: string): string => `${SUITE} fapi2-security-profile-final-client-test-${test}`

/** Every forgery, by the name `forge()` takes. */
export const forgeries = {
  'invalid-iss': row('id_token', 'refuses', '`iss` with a `1` behind it.', basic('invalid-iss')),
  'missing-iss': row('id_token', 'refuses', 'No `iss`.', fapi('invalid-missing-iss')),
  'invalid-aud': row('id_token', 'refuses', '`aud` with a `1` behind it.', basic('invalid-aud')),
  'missing-aud': row('id_token', 'refuses', 'No `aud`.', basic('missing-aud')),
  'invalid-secondary-aud': row('id_token', 'refuses',
    '`aud` is a list with a stranger in it, and there is no `azp`.', fapi('invalid-secondary-aud')),
  'valid-aud-as-array': row('id_token', 'accepts', '`aud` is a list of the client alone.',
    fapi('valid-aud-as-array')),
  'missing-sub': row('id_token', 'refuses', 'No `sub`.', basic('missing-sub')),
  'missing-iat': row('id_token', 'refuses', 'No `iat`.', basic('missing-iat')),
  'iat-is-week-in-past': row('id_token', 'may do either', '`iat` a week ago.',
    `${SUITE} fapi1-advanced-final-client-test-iat-is-week-in-past`),
  'iat-in-future': row('id_token', 'may do either', '`iat` in an hour.', `${CORE}#IDTokenValidation`),
  'invalid-expired-exp': row('id_token', 'refuses', '`exp` six minutes ago.', fapi('invalid-expired-exp')),
  'missing-exp': row('id_token', 'refuses', 'No `exp`.', fapi('invalid-missing-exp')),
  'not-yet-valid': row('id_token', 'refuses', '`nbf` in an hour.',
    'https://www.rfc-editor.org/rfc/rfc7519#section-4.1.5'),
  'nonce-invalid': row('id_token', 'refuses', '`nonce` with a `1` behind it.', basic('nonce-invalid')),
  'missing-nonce': row('id_token', 'refuses', 'No `nonce`, although one was sent.',
    fapi('invalid-missing-nonce')),
  'invalid-athash': row('id_token', 'refuses', '`at_hash` with a `1` behind it.', basic('invalid-athash')),
  'missing-athash': row('id_token', 'accepts', 'No `at_hash`, which the code flow allows.',
    `${CORE}#CodeIDToken`),
  'invalid-azp': row('id_token', 'may do either', '`azp` names another client.', `${CORE}#IDTokenValidation`),
  'idtoken-sig-none': row('id_token', 'refuses', '`alg` is `none` and there is no signature.',
    basic('idtoken-sig-none')),
  'invalid-null-alg': row('id_token', 'refuses', 'As `idtoken-sig-none`, with `nOnE`.', fapi('invalid-null-alg')),
  'invalid-sig-rs256': row('id_token', 'refuses', 'One bit of the signature is flipped.',
    basic('invalid-sig-rs256')),
  'rogue-key': row('id_token', 'refuses', 'Signed with another key under the right `kid`.',
    basic('invalid-sig-rs256')),
  'unknown-kid': row('id_token', 'refuses', 'Signed with another key, whose `kid` the JWKS does not have.',
    `${CORE}#RotateSigKeys`),
  'embedded-key': row('id_token', 'refuses', 'Signed with another key, which is in the header as `jwk`.',
    'https://www.rfc-editor.org/rfc/rfc8725#section-3.10'),
  'invalid-sig-hs256': row('id_token', 'refuses', '`HS256`, with the public key as the shared secret.',
    basic('invalid-sig-hs256')),
  'client-secret-hs256': row('id_token', 'refuses', '`HS256`, with the client\'s own secret.',
    `${CORE}#IDTokenValidation`),
  'invalid-sig-es256': row('id_token', 'refuses', '`ES256`, with a key of nobody\'s.',
    basic('invalid-sig-es256')),
  'invalid-alternate-alg': row('id_token', 'refuses', '`PS256`, with the right key.',
    fapi('invalid-alternate-alg')),
  'unknown-crit': row('id_token', 'refuses', 'A header that must be understood, and cannot be.',
    'https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11'),
  'other-claims': row('id_token', 'accepts', 'Claims nobody has heard of.', `${CORE}#IDToken`),
  'malformed-id-token': row('id_token', 'refuses', 'The payload of the id_token is no JSON.',
    'https://www.rfc-editor.org/rfc/rfc7519#section-7.2'),
  'sub-not-orcid': row('id_token', 'refuses', '`sub` is another person\'s iD than `orcid`.',
    `${CORE}#IDToken`),
  'kid-absent-single-jwks': row('jwks', 'accepts', 'One key without `kid`, and none in the header.',
    basic('kid-absent-single-jwks')),
  'kid-absent-multiple-jwks': row('jwks', 'may do either', 'Two keys without `kid`, and none in the header.',
    basic('kid-absent-multiple-jwks')),
  'signing-key-rotation-just-before-signing': row('id_token', 'accepts',
    'The key is replaced in the moment of signing.', basic('signing-key-rotation-just-before-signing')),
  'discovery-issuer-mismatch': row('discovery', 'refuses', '`issuer` with `INVALID` behind it.',
    basic('discovery-issuer-mismatch')),
  'missing-id-token': row('id_token', 'refuses', 'No id_token, although `openid` was granted.',
    `${CORE}#TokenResponse`),
  'missing-access-token': row('token', 'refuses', 'No `access_token`.',
    'https://www.rfc-editor.org/rfc/rfc6749#section-5.1'),
  'token-type-case-insensitivity': row('token', 'accepts', '`token_type` is `bEaReR`.',
    fapi('token-type-case-insensitivity')),
  'token-type-unknown': row('token', 'refuses', '`token_type` is `mac`.',
    'https://www.rfc-editor.org/rfc/rfc6749#section-7.1'),
  'token-endpoint-response-without-expires_in': row('token', 'accepts', 'No `expires_in`.',
    fapi('token-endpoint-response-without-expires_in')),
  'no-scope-in-token-endpoint-response': row('token', 'may do either', 'No `scope`.',
    `${SUITE} fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response`),
  'scope-narrowed': row('token', 'may do either', '`scope` lacks the last that was granted.',
    'https://www.rfc-editor.org/rfc/rfc6749#section-3.3'),
  'orcid-missing': row('token', 'refuses', 'No `orcid`.', README),
  'orcid-null': row('token', 'refuses', '`orcid` is `null`, as for a client\'s own token.', README),
  'orcid-empty': row('token', 'refuses', '`orcid` is empty: the account every later visitor would share.',
    'https://github.com/pennersr/django-allauth/issues/1966'),
  'orcid-number': row('token', 'refuses', '`orcid` is a number.', README),
  'orcid-not-sub': row('id_token', 'refuses', '`orcid` is another person\'s iD than `sub`.', README),
  'orcid-bad-check-digit': row('token', 'refuses', '`orcid` and `sub` end in a wrong check digit.', STRUCTURE),
  'orcid-lower-case-x': row('token', 'refuses', '`orcid` and `sub` are an iD that ends in a small x.', STRUCTURE),
  'orcid-uri': row('token', 'refuses', '`orcid` and `sub` are the URI instead of the iD.',
    'https://github.com/IQSS/dataverse/issues/4358'),
  'name-null': row('token', 'accepts', '`name` is `null`, and the claims have none.', README),
  'name-missing': row('token', 'accepts', 'No `name`, and the claims have none.', README),
  'name-empty': row('token', 'accepts', '`name` is empty, as for a private one.',
    'https://github.com/periodo/periodo-server/issues/51'),
  'name-hostile': row('token', 'accepts', '`name` is markup that would run where it is not escaped.',
    'https://owasp.org/www-community/attacks/xss/'),
  'userinfo-invalid-sub': row('userinfo', 'refuses', '`sub` with `invalid` behind it.',
    basic('userinfo-invalid-sub')),
  'userinfo-missing-sub': row('userinfo', 'refuses', 'No `sub`.', `${CORE}#UserInfoResponse`)
} as const satisfies Record<string, MockForgery>

/** The name of a forgery. */
export type MockForgeryName = keyof typeof forgeries
