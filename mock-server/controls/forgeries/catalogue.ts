// The forgeries, one row each: those of the OpenID relying-party suite and those of ORCID's own answers.
import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { Client } from '../../orcid/registry/clients.ts'
import { publicJwk } from '../../orcid/registry/keys.ts'
import type { Drafts } from '../../orcid/registry/seam.ts'
import { hideKids, rogueKey } from '../keys.ts'
import {
  all, append, asOrcid, at, byRogueKey, claim, hs256, inIdToken, member, named, signBy, signedAs, type Amend
} from './token-draft.ts'

/** One forgery, as data. */
export interface MockForgery {
  /** What is different from the truth, in one sentence. */
  readonly does: string
  /** The answer that is forged. */
  readonly where: 'id_token' | 'token' | 'userinfo' | 'jwks' | 'discovery'
  /** What a client ought to do with it: refuse the login, accept it as if nothing were, or as it likes. */
  readonly client: 'refuses' | 'accepts' | 'may do either'
  /** The test or the specification it comes from. */
  readonly source: string
  /** What to change in a client that does otherwise, where there is more to say than for every such answer. */
  readonly fix?: string
  /** When a client that asks for `openid` is right to do otherwise, which cannot be seen from outside. */
  readonly exception?: string
}

/** How each kind of answer is changed. */
type Acts = { readonly [Kind in 'userinfo' | 'jwks' | 'discovery']: (draft: Drafts[Kind]) => void } &
  { readonly [Kind in 'id_token' | 'token']: Amend }

export interface Forgery extends MockForgery { readonly act: Acts[MockForgery['where']] }

const STRANGER = '0000-0002-1825-0097'
const STRANGER_CLIENT = 'APP-SOMEBODYELSE0000'

const SUITE = 'https://gitlab.com/openid/conformance-suite'
const CORE = 'https://openid.net/specs/openid-connect-core-1_0.html'
const STRUCTURE = 'https://support.orcid.org/hc/en-us/articles/360006897674'
const README = 'https://github.com/ORCID/ORCID-Source orcid-api-web/README.md'
const UNKNOWN_HEADER = 'https://fake.example/must-understand'

const rfc = (number: number, section: string): string =>
  `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`
const core = (section: string): string => `${CORE}#${section}`
const basic = (test: string): string => `${SUITE} oidcc-client-test-${test}`
const fapi = (test: string): string => `${SUITE} fapi2-security-profile-final-client-test-${test}`

interface Row<Where extends MockForgery['where']> extends Pick<MockForgery, 'exception' | 'fix'> {
  readonly does: string
  readonly act: Acts[Where]
  /** Left out where it is the suite's test of the same name. */
  readonly source?: string
}

/** Forgeries of one kind of answer, which a client ought to treat alike. */
function group<Where extends MockForgery['where'], Name extends string> (where: Where, client: MockForgery['client'],
  rows: Readonly<Record<Name, Row<Where>>>): Record<Name, Forgery> {
  const forgeries = Object.entries<Row<Where>>(rows)
    .map(([name, row]): [string, Forgery] => [name, { where, client, source: basic(name), ...row }])
  return Object.fromEntries(forgeries) as Record<Name, Forgery>
}

const SIGNATURE = {
  fix: 'Verify the signature with the key of its kid in the JWKS. openid-client does so from ' +
    'enableNonRepudiationChecks(config) on: until then it trusts the TLS of the token endpoint instead, as OpenID Connect ' +
    'Core 3.1.3.7 allows. If that is enough for you, have the audit skip this check.'
}

const SAME_ID = { fix: 'Compare sub of the id_token with orcid of the token answer: they are one iD.' }

const SUB_STAYS = {
  exception: 'To sign in is right if the app takes the iD from sub of the id_token alone, and wrong if from the token answer.'
}

const rows = {
  ...group('id_token', 'refuses', {
    'invalid-iss': { does: '`iss` with a `1` behind it.', act: append('iss', '1') },
    'missing-iss': { does: 'No `iss`.', source: fapi('invalid-missing-iss'), act: claim.drop('iss') },
    'invalid-aud': { does: '`aud` with a `1` behind it.', act: append('aud', '1') },
    'missing-aud': { does: 'No `aud`.', act: claim.drop('aud') },
    'invalid-secondary-aud': {
      does: '`aud` is a list that also names another client, and there is no `azp`.',
      source: fapi('invalid-secondary-aud'),
      act: all(claim.change('aud', (aud) => [aud, STRANGER_CLIENT].flat()), claim.drop('azp'))
    },
    'missing-sub': { does: 'No `sub`.', act: claim.drop('sub') },
    'missing-iat': { does: 'No `iat`.', act: claim.drop('iat') },
    'invalid-expired-exp': {
      does: '`exp` six minutes ago.', source: fapi('invalid-expired-exp'), act: at('exp', -360)
    },
    'missing-exp': { does: 'No `exp`.', source: fapi('invalid-missing-exp'), act: claim.drop('exp') },
    'not-yet-valid': { does: '`nbf` in an hour.', source: rfc(7519, '4.1.5'), act: at('nbf', 3600) },
    'nonce-invalid': { does: '`nonce` with a `1` behind it.', act: append('nonce', '1') },
    'missing-nonce': {
      does: 'No `nonce`, although one was sent.',
      source: fapi('invalid-missing-nonce'),
      act: claim.drop('nonce')
    },
    // jose refuses to write what is wrong, so node:crypto signs.
    'idtoken-sig-none': {
      does: '`alg` is `none` and there is no signature.', act: signedAs('none', () => Buffer.alloc(0))
    },
    'invalid-null-alg': {
      does: 'As `idtoken-sig-none`, with `nOnE`.',
      source: fapi('invalid-null-alg'),
      act: signedAs('nOnE', () => Buffer.alloc(0))
    },
    'invalid-sig-rs256': {
      ...SIGNATURE,
      does: 'One bit of the signature is flipped.',
      act: signedAs('RS256', (input, { pair: { privateKey } }) => {
        const signature = sign('sha256', input, privateKey)
        signature[100] = (signature[100] as number) ^ 1
        return signature
      })
    },
    'rogue-key': {
      ...SIGNATURE,
      does: 'Signed with another key under the right `kid`.',
      source: basic('invalid-sig-rs256'),
      act: byRogueKey()
    },
    'unknown-kid': {
      ...SIGNATURE,
      does: 'Signed with another key, whose `kid` the JWKS does not have.',
      source: core('RotateSigKeys'),
      act: byRogueKey('fake-orcid-org-unknown0000000000000000000000000')
    },
    'embedded-key': {
      ...SIGNATURE,
      does: 'Signed with another key, which is in the header as `jwk`.',
      source: rfc(8725, '3.10'),
      act: all(byRogueKey(), inIdToken(({ header, key }) => {
        header['jwk'] = createPublicKey(key.pair.privateKey).export({ format: 'jwk' })
      }))
    },
    'invalid-sig-hs256': {
      does: '`HS256`, with the public key as the shared secret.',
      act: signedAs('HS256', (input, { pair: { privateKey } }) =>
        hs256(input, createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }) as string))
    },
    'client-secret-hs256': {
      does: '`HS256`, with the client\'s own secret.',
      source: core('IDTokenValidation'),
      act: (draft, context) => {
        const { clientSecret } = context.registry.clients.get(String(context.clientId)) as Client
        signedAs('HS256', (input) => hs256(input, clientSecret))(draft, context)
      }
    },
    'invalid-sig-es256': {
      does: '`ES256`, with a key that is made up.',
      act: signedAs('ES256', (input) => {
        const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        return sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })
      })
    },
    'invalid-alternate-alg': {
      does: '`PS256`, with the right key.',
      source: fapi('invalid-alternate-alg'),
      act: signedAs('PS256', (input, { pair: { privateKey: key } }) => {
        const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
        return sign('sha256', input, { key, padding, saltLength })
      })
    },
    'unknown-crit': {
      does: 'A header that must be understood, and cannot be.',
      source: rfc(7515, '4.1.11'),
      act: inIdToken(({ header }) => { Object.assign(header, { crit: [UNKNOWN_HEADER], [UNKNOWN_HEADER]: true }) })
    },
    'malformed-id-token': {
      does: 'The payload of the id_token is no JSON.',
      source: rfc(7519, '7.2'),
      act: inIdToken((idToken) => {
        const { serialize } = idToken
        idToken.serialize = (claims) => serialize(claims).slice(0, -1)
      })
    },
    'sub-not-orcid': {
      ...SAME_ID,
      does: '`sub` is another person\'s iD than `orcid`.',
      source: core('IDToken'),
      act: claim.set('sub', STRANGER)
    },
    'missing-id-token': {
      does: 'No id_token, although `openid` was granted.',
      source: core('TokenResponse'),
      act: (draft) => { draft.idToken = null }
    },
    'orcid-not-sub': {
      ...SAME_ID,
      ...SUB_STAYS,
      does: '`orcid` is another person\'s iD than `sub`.',
      source: README,
      act: member.set('orcid', STRANGER)
    }
  }),
  ...group('id_token', 'accepts', {
    'valid-aud-as-array': {
      does: '`aud` is a list of the client alone.',
      source: fapi('valid-aud-as-array'),
      act: claim.change('aud', (aud) => [aud].flat())
    },
    'missing-athash': {
      does: 'No `at_hash`, which the code flow allows.',
      source: core('CodeIDToken'),
      act: claim.drop('at_hash')
    },
    'other-claims': {
      does: 'Claims that no specification has.',
      source: core('IDToken'),
      act: all(claim.set('https://fake.example/claim', { nested: [1, null] }), claim.set('locale', 'en'))
    },
    'signing-key-rotation-just-before-signing': {
      does: 'The key is replaced in the moment of signing.',
      fix: 'Fetch the keys again for a kid that is unknown.',
      exception: 'To refuse is right if the app waits before it fetches keys again (openid-client a minute, jose its ' +
        'cooldownDuration), and wrong if it never does.',
      act: inIdToken((idToken, { registry: { keys } }) => {
        keys.rotate(false)
        signBy(idToken, keys.current())
      })
    }
  }),
  ...group('id_token', 'may do either', {
    'invalid-athash': {
      does: '`at_hash` with a `1` behind it, which the code flow need not look at.',
      source: core('CodeFlowTokenValidation'),
      act: append('at_hash', '1')
    },
    'iat-is-week-in-past': {
      does: '`iat` a week ago.',
      source: `${SUITE} fapi1-advanced-final-client-test-iat-is-week-in-past`,
      act: at('iat', -604_800)
    },
    'iat-in-future': { does: '`iat` in an hour.', source: core('IDTokenValidation'), act: at('iat', 3600) },
    'invalid-azp': {
      does: '`azp` names another client.',
      source: core('IDTokenValidation'),
      act: claim.set('azp', STRANGER_CLIENT)
    }
  }),
  ...group('token', 'refuses', {
    'missing-access-token': {
      does: 'No `access_token`.', source: rfc(6749, '5.1'), act: member.drop('access_token')
    },
    'token-type-unknown': {
      does: '`token_type` is `mac`.', source: rfc(6749, '7.1'), act: member.set('token_type', 'mac')
    },
    'orcid-missing': { ...SUB_STAYS, does: 'No `orcid`.', source: README, act: member.drop('orcid') },
    'orcid-null': {
      ...SUB_STAYS,
      does: '`orcid` is `null`, as for a client\'s own token.',
      source: README,
      act: member.set('orcid', null)
    },
    'orcid-empty': {
      ...SUB_STAYS,
      does: '`orcid` is empty: the account every later visitor would share.',
      source: 'https://github.com/pennersr/django-allauth/issues/1966',
      act: member.set('orcid', '')
    },
    'orcid-number': {
      ...SUB_STAYS,
      does: '`orcid` is a number.',
      source: README,
      act: member.change('orcid', (orcid) => Number.parseInt(String(orcid).replaceAll('-', '')))
    },
    'orcid-bad-check-digit': {
      does: '`orcid` and `sub` end in a wrong check digit.',
      source: STRUCTURE,
      act: asOrcid((orcid) => orcid.slice(0, -1) + (orcid.endsWith('X') ? '0' : (Number(orcid.at(-1)) + 1) % 10))
    },
    'orcid-lower-case-x': {
      does: '`orcid` and `sub` are an iD that ends in a small x.',
      source: STRUCTURE,
      act: asOrcid(() => '0000-0002-1694-233x')
    },
    'orcid-uri': {
      does: '`orcid` and `sub` are the URI instead of the iD.',
      source: 'https://github.com/IQSS/dataverse/issues/4358',
      act: asOrcid((orcid, issuer) => `${issuer}/${orcid}`)
    }
  }),
  ...group('token', 'accepts', {
    'token-type-case-insensitivity': {
      does: '`token_type` is `bEaReR`.',
      source: fapi('token-type-case-insensitivity'),
      act: member.set('token_type', 'bEaReR')
    },
    'token-endpoint-response-without-expires_in': {
      does: 'No `expires_in`.',
      source: fapi('token-endpoint-response-without-expires_in'),
      act: member.drop('expires_in')
    },
    'name-null': { does: '`name` is `null`, and the claims have none.', source: README, act: named(null) },
    'name-missing': { does: 'No `name`, and the claims have none.', source: README, act: named(undefined) },
    'name-empty': {
      does: '`name` is empty, as for a private one.',
      source: 'https://github.com/periodo/periodo-server/issues/51',
      act: named('')
    },
    'name-hostile': {
      does: '`name` is markup that would run where it is not escaped.',
      source: 'https://owasp.org/www-community/attacks/xss/',
      act: member.set('name', '<img src=x onerror=alert(1)>"\'&\u202e')
    }
  }),
  ...group('token', 'may do either', {
    'no-scope-in-token-endpoint-response': {
      does: 'No `scope`.',
      source: `${SUITE} fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response`,
      act: member.drop('scope')
    },
    'scope-narrowed': {
      does: '`scope` lacks the last that was granted.',
      source: rfc(6749, '3.3'),
      act: member.change('scope', (scope) => String(scope).split(' ').slice(0, -1).join(' '))
    }
  }),
  ...group('userinfo', 'refuses', {
    'userinfo-invalid-sub': {
      does: '`sub` with `invalid` behind it.', act: (draft) => { draft['sub'] = `${draft['sub']}invalid` }
    },
    'userinfo-missing-sub': {
      does: 'No `sub`.', source: core('UserInfoResponse'), act: (draft) => { draft['sub'] = undefined }
    }
  }),
  ...group('jwks', 'accepts', {
    'kid-absent-single-jwks': { does: 'One key without `kid`, and none in the header.', act: hideKids }
  }),
  ...group('jwks', 'may do either', {
    'kid-absent-multiple-jwks': {
      does: 'Two keys without `kid`, and none in the header.',
      act: (draft) => {
        draft.keys.push(publicJwk(rogueKey('')))
        hideKids(draft)
      }
    }
  }),
  ...group('discovery', 'refuses', {
    'discovery-issuer-mismatch': {
      does: '`issuer` with `INVALID` behind it.',
      act: (draft) => { draft['issuer'] = `${draft['issuer']}INVALID` }
    }
  })
}

/** The name of a forgery. */
export type MockForgeryName = keyof typeof rows

/** Every forgery, by the name `forge()` takes. */
export const forgeries: Readonly<Record<MockForgeryName, Forgery>> = rows
