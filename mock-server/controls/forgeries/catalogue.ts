// The lies ORCID can be made to tell, one row each: those of the OpenID relying-party suite and ORCID's own traps.
import { publicJwk } from '../../orcid/registry/keys.ts'
import { hideKids, rogueKey } from '../keys.ts'
import {
  append, asOrcid, at, both, byRogueKey, changeClaim, changeMember, dropClaim, dropMember, embedKey, es256OfAnyKey,
  flippedSignature, hs256, named, nextDigit, noSignature, ps256, publicPem, rotateFirst, setClaim, setHeader,
  setMember, signedAs, signedWithClientSecret, STRANGER, STRANGER_CLIENT, truncatePayload
} from './token-draft.ts'
import type { Amend } from './token-draft.ts'
import type { Drafts } from '../../orcid/registry/seam.ts'

/** One forgery, as data. */
export interface MockForgery {
  /** What is different from the truth, in one sentence. */
  readonly does: string
  /** The answer it is told in. */
  readonly where: 'id_token' | 'token' | 'userinfo' | 'jwks' | 'discovery'
  /** What a client ought to do with it: refuse the login, accept it as if nothing were, or as it likes. */
  readonly client: 'refuses' | 'accepts' | 'may do either'
  /** The test or the specification it comes from. */
  readonly source: string
}

/** A forgery and its act. */
export type Forgery = MockForgery & (
  | { readonly where: 'id_token' | 'token', readonly act: Amend }
  | { readonly where: 'jwks', readonly act: (draft: Drafts['jwks']) => void }
  | { readonly where: 'userinfo' | 'discovery', readonly act: (draft: Drafts['userinfo']) => void })

const SUITE = 'https://gitlab.com/openid/conformance-suite'
const CORE = 'https://openid.net/specs/openid-connect-core-1_0.html'
const STRUCTURE = 'https://support.orcid.org/hc/en-us/articles/360006897674'
const README = 'https://github.com/ORCID/ORCID-Source orcid-api-web/README.md'
const UNKNOWN_HEADER = 'https://fake.example/must-understand'

const basic = (test: string): string => `${SUITE} oidcc-client-test-${test}`
const fapi = (test: string): string => `${SUITE} fapi2-security-profile-final-client-test-${test}`

const rows = {
  'invalid-iss': {
    where: 'id_token', client: 'refuses', does: '`iss` with a `1` behind it.', source: basic('invalid-iss'), act: append('iss', '1')
  },
  'missing-iss': {
    where: 'id_token', client: 'refuses', does: 'No `iss`.', source: fapi('invalid-missing-iss'), act: dropClaim('iss')
  },
  'invalid-aud': {
    where: 'id_token', client: 'refuses', does: '`aud` with a `1` behind it.', source: basic('invalid-aud'), act: append('aud', '1')
  },
  'missing-aud': {
    where: 'id_token', client: 'refuses', does: 'No `aud`.', source: basic('missing-aud'), act: dropClaim('aud')
  },
  'invalid-secondary-aud': {
    where: 'id_token',
    client: 'refuses',
    does: '`aud` is a list with a stranger in it, and there is no `azp`.',
    source: fapi('invalid-secondary-aud'),
    act: both(changeClaim('aud', (aud) => [aud, STRANGER_CLIENT].flat()), dropClaim('azp'))
  },
  'valid-aud-as-array': {
    where: 'id_token',
    client: 'accepts',
    does: '`aud` is a list of the client alone.',
    source: fapi('valid-aud-as-array'),
    act: changeClaim('aud', (aud) => [aud].flat())
  },
  'missing-sub': {
    where: 'id_token', client: 'refuses', does: 'No `sub`.', source: basic('missing-sub'), act: dropClaim('sub')
  },
  'missing-iat': {
    where: 'id_token', client: 'refuses', does: 'No `iat`.', source: basic('missing-iat'), act: dropClaim('iat')
  },
  'iat-is-week-in-past': {
    where: 'id_token',
    client: 'may do either',
    does: '`iat` a week ago.',
    source: `${SUITE} fapi1-advanced-final-client-test-iat-is-week-in-past`,
    act: at('iat', -604_800)
  },
  'iat-in-future': {
    where: 'id_token', client: 'may do either', does: '`iat` in an hour.', source: `${CORE}#IDTokenValidation`, act: at('iat', 3600)
  },
  'invalid-expired-exp': {
    where: 'id_token', client: 'refuses', does: '`exp` six minutes ago.', source: fapi('invalid-expired-exp'), act: at('exp', -360)
  },
  'missing-exp': {
    where: 'id_token', client: 'refuses', does: 'No `exp`.', source: fapi('invalid-missing-exp'), act: dropClaim('exp')
  },
  'not-yet-valid': {
    where: 'id_token', client: 'refuses', does: '`nbf` in an hour.', source: 'https://www.rfc-editor.org/rfc/rfc7519#section-4.1.5', act: at('nbf', 3600)
  },
  'nonce-invalid': {
    where: 'id_token', client: 'refuses', does: '`nonce` with a `1` behind it.', source: basic('nonce-invalid'), act: append('nonce', '1')
  },
  'missing-nonce': {
    where: 'id_token', client: 'refuses', does: 'No `nonce`, although one was sent.', source: fapi('invalid-missing-nonce'), act: dropClaim('nonce')
  },
  'invalid-athash': {
    where: 'id_token', client: 'refuses', does: '`at_hash` with a `1` behind it.', source: basic('invalid-athash'), act: append('at_hash', '1')
  },
  'missing-athash': {
    where: 'id_token', client: 'accepts', does: 'No `at_hash`, which the code flow allows.', source: `${CORE}#CodeIDToken`, act: dropClaim('at_hash')
  },
  'invalid-azp': {
    where: 'id_token', client: 'may do either', does: '`azp` names another client.', source: `${CORE}#IDTokenValidation`, act: setClaim('azp', STRANGER_CLIENT)
  },
  'idtoken-sig-none': {
    where: 'id_token', client: 'refuses', does: '`alg` is `none` and there is no signature.', source: basic('idtoken-sig-none'), act: signedAs('none', noSignature)
  },
  'invalid-null-alg': {
    where: 'id_token', client: 'refuses', does: 'As `idtoken-sig-none`, with `nOnE`.', source: fapi('invalid-null-alg'), act: signedAs('nOnE', noSignature)
  },
  'invalid-sig-rs256': {
    where: 'id_token', client: 'refuses', does: 'One bit of the signature is flipped.', source: basic('invalid-sig-rs256'), act: signedAs('RS256', flippedSignature)
  },
  'rogue-key': {
    where: 'id_token', client: 'refuses', does: 'Signed with another key under the right `kid`.', source: basic('invalid-sig-rs256'), act: byRogueKey()
  },
  'unknown-kid': {
    where: 'id_token',
    client: 'refuses',
    does: 'Signed with another key, whose `kid` the JWKS does not have.',
    source: `${CORE}#RotateSigKeys`,
    act: byRogueKey('fake-orcid-org-unknown0000000000000000000000000')
  },
  'embedded-key': {
    where: 'id_token',
    client: 'refuses',
    does: 'Signed with another key, which is in the header as `jwk`.',
    source: 'https://www.rfc-editor.org/rfc/rfc8725#section-3.10',
    act: both(byRogueKey(), embedKey)
  },
  'invalid-sig-hs256': {
    where: 'id_token',
    client: 'refuses',
    does: '`HS256`, with the public key as the shared secret.',
    source: basic('invalid-sig-hs256'),
    act: signedAs('HS256', (input, key) => hs256(input, publicPem(key)))
  },
  'client-secret-hs256': {
    where: 'id_token', client: 'refuses', does: '`HS256`, with the client\'s own secret.', source: `${CORE}#IDTokenValidation`, act: signedWithClientSecret
  },
  'invalid-sig-es256': {
    where: 'id_token', client: 'refuses', does: '`ES256`, with a key of nobody\'s.', source: basic('invalid-sig-es256'), act: signedAs('ES256', es256OfAnyKey)
  },
  'invalid-alternate-alg': {
    where: 'id_token', client: 'refuses', does: '`PS256`, with the right key.', source: fapi('invalid-alternate-alg'), act: signedAs('PS256', ps256)
  },
  'unknown-crit': {
    where: 'id_token',
    client: 'refuses',
    does: 'A header that must be understood, and cannot be.',
    source: 'https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11',
    act: setHeader({ crit: [UNKNOWN_HEADER], [UNKNOWN_HEADER]: true })
  },
  'other-claims': {
    where: 'id_token',
    client: 'accepts',
    does: 'Claims nobody has heard of.',
    source: `${CORE}#IDToken`,
    act: both(setClaim('https://fake.example/claim', { nested: [1, null] }), setClaim('locale', 'en'))
  },
  'malformed-id-token': {
    where: 'id_token',
    client: 'refuses',
    does: 'The payload of the id_token is no JSON.',
    source: 'https://www.rfc-editor.org/rfc/rfc7519#section-7.2',
    act: truncatePayload
  },
  'sub-not-orcid': {
    where: 'id_token', client: 'refuses', does: '`sub` is another person\'s iD than `orcid`.', source: `${CORE}#IDToken`, act: setClaim('sub', STRANGER)
  },
  'kid-absent-single-jwks': {
    where: 'jwks', client: 'accepts', does: 'One key without `kid`, and none in the header.', source: basic('kid-absent-single-jwks'), act: hideKids
  },
  'kid-absent-multiple-jwks': {
    where: 'jwks',
    client: 'may do either',
    does: 'Two keys without `kid`, and none in the header.',
    source: basic('kid-absent-multiple-jwks'),
    act: (draft) => {
      draft.keys.push(publicJwk(rogueKey('')))
      hideKids(draft)
    }
  },
  'signing-key-rotation-just-before-signing': {
    where: 'id_token',
    client: 'accepts',
    does: 'The key is replaced in the moment of signing.',
    source: basic('signing-key-rotation-just-before-signing'),
    act: rotateFirst
  },
  'discovery-issuer-mismatch': {
    where: 'discovery',
    client: 'refuses',
    does: '`issuer` with `INVALID` behind it.',
    source: basic('discovery-issuer-mismatch'),
    act: (draft) => { draft['issuer'] = `${draft['issuer']}INVALID` }
  },
  'missing-id-token': {
    where: 'id_token', client: 'refuses', does: 'No id_token, although `openid` was granted.', source: `${CORE}#TokenResponse`, act: (draft) => { draft.idToken = null }
  },
  'missing-access-token': {
    where: 'token', client: 'refuses', does: 'No `access_token`.', source: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.1', act: dropMember('access_token')
  },
  'token-type-case-insensitivity': {
    where: 'token', client: 'accepts', does: '`token_type` is `bEaReR`.', source: fapi('token-type-case-insensitivity'), act: setMember('token_type', 'bEaReR')
  },
  'token-type-unknown': {
    where: 'token', client: 'refuses', does: '`token_type` is `mac`.', source: 'https://www.rfc-editor.org/rfc/rfc6749#section-7.1', act: setMember('token_type', 'mac')
  },
  'token-endpoint-response-without-expires_in': {
    where: 'token', client: 'accepts', does: 'No `expires_in`.', source: fapi('token-endpoint-response-without-expires_in'), act: dropMember('expires_in')
  },
  'no-scope-in-token-endpoint-response': {
    where: 'token',
    client: 'may do either',
    does: 'No `scope`.',
    source: `${SUITE} fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response`,
    act: dropMember('scope')
  },
  'scope-narrowed': {
    where: 'token',
    client: 'may do either',
    does: '`scope` lacks the last that was granted.',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-3.3',
    act: changeMember('scope', (scope) => String(scope).split(' ').slice(0, -1).join(' '))
  },
  'orcid-missing': {
    where: 'token', client: 'refuses', does: 'No `orcid`.', source: README, act: dropMember('orcid')
  },
  'orcid-null': {
    where: 'token', client: 'refuses', does: '`orcid` is `null`, as for a client\'s own token.', source: README, act: setMember('orcid', null)
  },
  'orcid-empty': {
    where: 'token',
    client: 'refuses',
    does: '`orcid` is empty: the account every later visitor would share.',
    source: 'https://github.com/pennersr/django-allauth/issues/1966',
    act: setMember('orcid', '')
  },
  'orcid-number': {
    where: 'token',
    client: 'refuses',
    does: '`orcid` is a number.',
    source: README,
    act: changeMember('orcid', (orcid) => Number.parseInt(String(orcid).replaceAll('-', '')))
  },
  'orcid-not-sub': {
    where: 'id_token', client: 'refuses', does: '`orcid` is another person\'s iD than `sub`.', source: README, act: setMember('orcid', STRANGER)
  },
  'orcid-bad-check-digit': {
    where: 'token',
    client: 'refuses',
    does: '`orcid` and `sub` end in a wrong check digit.',
    source: STRUCTURE,
    act: asOrcid((orcid) => orcid.slice(0, -1) + nextDigit(orcid.slice(-1)))
  },
  'orcid-lower-case-x': {
    where: 'token', client: 'refuses', does: '`orcid` and `sub` are an iD that ends in a small x.', source: STRUCTURE, act: asOrcid(() => '0000-0002-1694-233x')
  },
  'orcid-uri': {
    where: 'token',
    client: 'refuses',
    does: '`orcid` and `sub` are the URI instead of the iD.',
    source: 'https://github.com/IQSS/dataverse/issues/4358',
    act: asOrcid((orcid, issuer) => `${issuer}/${orcid}`)
  },
  'name-null': {
    where: 'token', client: 'accepts', does: '`name` is `null`, and the claims have none.', source: README, act: named(null)
  },
  'name-missing': {
    where: 'token', client: 'accepts', does: 'No `name`, and the claims have none.', source: README, act: named(undefined)
  },
  'name-empty': {
    where: 'token', client: 'accepts', does: '`name` is empty, as for a private one.', source: 'https://github.com/periodo/periodo-server/issues/51', act: named('')
  },
  'name-hostile': {
    where: 'token',
    client: 'accepts',
    does: '`name` is markup that would run where it is not escaped.',
    source: 'https://owasp.org/www-community/attacks/xss/',
    act: setMember('name', '<img src=x onerror=alert(1)>"\'&\u202e')
  },
  'userinfo-invalid-sub': {
    where: 'userinfo',
    client: 'refuses',
    does: '`sub` with `invalid` behind it.',
    source: basic('userinfo-invalid-sub'),
    act: (draft) => { draft['sub'] = `${draft['sub']}invalid` }
  },
  'userinfo-missing-sub': {
    where: 'userinfo', client: 'refuses', does: 'No `sub`.', source: `${CORE}#UserInfoResponse`, act: (draft) => { draft['sub'] = undefined }
  }
} as const satisfies Record<string, Forgery>

/** The name of a forgery. */
export type MockForgeryName = keyof typeof rows

/** Every forgery, by the name `forge()` takes. */
export const forgeries: Readonly<Record<MockForgeryName, Forgery>> = rows
