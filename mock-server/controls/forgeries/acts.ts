// How each forgery of a token answer is done: one line each, on a draft that is signed afterwards.
import { createPublicKey } from 'node:crypto'
import { nowInSeconds } from '../../orcid/registry/clock.ts'
import { change, publicPem } from './token-draft.ts'
import type { Draft } from './token-draft.ts'
import { rogueKey, rotateKey } from '../keys.ts'
import type { MockForgeryName } from './catalogue.ts'
import type { Stage } from '../stage.ts'

/** What a forger knows besides the draft. */
export interface ForgeryScene {
  /** The mock. */
  readonly stage: Pick<Stage, 'keys' | 'registry'>
  /** The secret of the client that is lied to. */
  readonly clientSecret: string
}

type Act = (draft: Draft, scene: ForgeryScene) => void

/** Another person's iD than anybody's in the mock, with a right check digit. */
const STRANGER = '0000-0002-1825-0097'

function drop (part: 'answer' | 'claims', name: string): Act {
  return (draft) => { change(draft[part], name, undefined) }
}

function set (part: 'answer' | 'claims', name: string, value: unknown): Act {
  return (draft) => { change(draft[part], name, value) }
}

function append (name: string, tail: string): Act {
  return ({ claims }) => { change(claims, name, `${claims[name] ?? ''}${tail}`) }
}

function at (name: string, seconds: number): Act {
  return ({ claims }, { stage }) => { change(claims, name, nowInSeconds(stage.registry.clock) + seconds) }
}

/** The same iD, said wrongly, in the answer and in the claims. */
function asOrcid (write: (orcid: string, issuer: string) => string): Act {
  return ({ answer, claims }, { stage }) => {
    const said = write(String(answer['orcid']), stage.registry.issuer)
    change(answer, 'orcid', said)
    change(claims, 'sub', said)
  }
}

function named (value: unknown): Act {
  return ({ answer, claims }) => {
    change(answer, 'name', value)
    for (const claim of ['name', 'given_name', 'family_name']) change(claims, claim, undefined)
  }
}

function algorithm (alg: string, signature: Draft['signature'] = alg as Draft['signature']): Act {
  return (draft) => {
    change(draft.header, 'alg', alg)
    draft.signature = signature
  }
}

function byRogue (kid?: string): Act {
  return (draft) => {
    draft.key = rogueKey(kid ?? draft.key.kid)
    change(draft.header, 'kid', draft.key.kid)
  }
}

const nextDigit = (digit: string): string => digit === 'X' ? '0' : String((Number(digit) + 1) % 10)

/** Every forgery that a token answer carries. Those of keys, userinfo and discovery are told where they stand. */
export const acts: Readonly<Partial<Record<MockForgeryName, Act>>> = {
  'invalid-iss': append('iss', '1'),
  'missing-iss': drop('claims', 'iss'),
  'invalid-aud': ({ claims }) => { change(claims, 'aud', `${claims['aud']}1`) },
  'missing-aud': drop('claims', 'aud'),
  'invalid-secondary-aud': ({ claims }) => {
    change(claims, 'aud', [claims['aud'], 'APP-SOMEBODYELSE0000'].flat())
    change(claims, 'azp', undefined)
  },
  'valid-aud-as-array': ({ claims }) => { change(claims, 'aud', [claims['aud']].flat()) },
  'missing-sub': drop('claims', 'sub'),
  'missing-iat': drop('claims', 'iat'),
  'iat-is-week-in-past': at('iat', -604_800),
  'iat-in-future': at('iat', 3600),
  'invalid-expired-exp': at('exp', -360),
  'missing-exp': drop('claims', 'exp'),
  'not-yet-valid': at('nbf', 3600),
  'nonce-invalid': append('nonce', '1'),
  'missing-nonce': drop('claims', 'nonce'),
  'invalid-athash': append('at_hash', '1'),
  'missing-athash': drop('claims', 'at_hash'),
  'invalid-azp': set('claims', 'azp', 'APP-SOMEBODYELSE0000'),
  'idtoken-sig-none': algorithm('none'),
  'invalid-null-alg': algorithm('nOnE', 'none'),
  'invalid-sig-rs256': algorithm('RS256', 'flipped'),
  'rogue-key': byRogue(),
  'unknown-kid': byRogue('fake-orcid-org-unknown0000000000000000000000000'),
  'embedded-key': (draft, scene) => {
    byRogue()(draft, scene)
    change(draft.header, 'jwk', createPublicKey(draft.key.key).export({ format: 'jwk' }))
  },
  'invalid-sig-hs256': (draft, scene) => {
    draft.secret = publicPem(draft.key)
    algorithm('HS256')(draft, scene)
  },
  'client-secret-hs256': (draft, scene) => {
    draft.secret = scene.clientSecret
    algorithm('HS256')(draft, scene)
  },
  'invalid-sig-es256': algorithm('ES256'),
  'invalid-alternate-alg': algorithm('PS256'),
  'unknown-crit': ({ header }) => {
    change(header, 'crit', ['https://fake.example/must-understand'])
    change(header, 'https://fake.example/must-understand', true)
  },
  'other-claims': ({ claims }) => {
    change(claims, 'https://fake.example/claim', { nested: [1, null] })
    change(claims, 'locale', 'en')
  },
  'malformed-id-token': (draft) => { draft.isJson = false },
  'sub-not-orcid': set('claims', 'sub', STRANGER),
  'signing-key-rotation-just-before-signing': (draft, { stage }) => {
    rotateKey(stage.keys)
    draft.key = stage.keys.current
    change(draft.header, 'kid', draft.key.kid)
  },
  'missing-id-token': (draft) => { draft.hasIdToken = false },
  'missing-access-token': drop('answer', 'access_token'),
  'token-type-case-insensitivity': set('answer', 'token_type', 'bEaReR'),
  'token-type-unknown': set('answer', 'token_type', 'mac'),
  'token-endpoint-response-without-expires_in': drop('answer', 'expires_in'),
  'no-scope-in-token-endpoint-response': drop('answer', 'scope'),
  'scope-narrowed': ({ answer }) => {
    change(answer, 'scope', String(answer['scope']).split(' ').slice(0, -1).join(' '))
  },
  'orcid-missing': drop('answer', 'orcid'),
  'orcid-null': set('answer', 'orcid', null),
  'orcid-empty': set('answer', 'orcid', ''),
  'orcid-number': ({ answer }) => { change(answer, 'orcid', Number.parseInt(String(answer['orcid']).replaceAll('-', ''))) },
  'orcid-not-sub': set('answer', 'orcid', STRANGER),
  'orcid-bad-check-digit': asOrcid((orcid) => orcid.slice(0, -1) + nextDigit(orcid.slice(-1))),
  'orcid-lower-case-x': asOrcid(() => '0000-0002-1694-233x'),
  'orcid-uri': asOrcid((orcid, issuer) => `${issuer}/${orcid}`),
  'name-null': named(null),
  'name-missing': named(undefined),
  'name-empty': named(''),
  'name-hostile': set('answer', 'name', '<img src=x onerror=alert(1)>"\'&\u202e')
}
