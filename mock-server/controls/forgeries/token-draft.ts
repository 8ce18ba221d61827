// How a token answer is made to lie before it is signed. jose refuses to write what is wrong, so node:crypto signs.
import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { nowInSeconds } from '../../orcid/registry/clock.ts'
import type { SigningKey } from '../../orcid/registry/keys.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Drafts, IdTokenDraft } from '../../orcid/registry/seam.ts'
import { rogueKey } from '../keys.ts'

type TokenDraft = Drafts['token']

/** What a forgery knows besides the draft. */
interface World { readonly registry: Registry, readonly clientSecret: string }

/** Changes a draft. */
export type Amend = (draft: TokenDraft, world: World) => void

type Sign = IdTokenDraft['sign']

export const STRANGER = '0000-0002-1825-0097'

export const STRANGER_CLIENT = 'APP-SOMEBODYELSE0000'

export function both (first: Amend, second: Amend): Amend {
  return (draft, world) => {
    first(draft, world)
    second(draft, world)
  }
}

export function changeMember (name: string, change: (value: unknown) => unknown): Amend {
  return ({ body }) => { body[name] = change(body[name]) }
}

export function setMember (name: string, value: unknown): Amend {
  return changeMember(name, () => value)
}

export function dropMember (name: string): Amend {
  return setMember(name, undefined)
}

function inIdToken (change: (idToken: IdTokenDraft, world: World) => void): Amend {
  return ({ idToken }, world) => { if (idToken !== null) change(idToken, world) }
}

export function changeClaim (name: string, change: (value: unknown) => unknown): Amend {
  return inIdToken(({ claims }) => { claims[name] = change(claims[name]) })
}

export function setClaim (name: string, value: unknown): Amend {
  return changeClaim(name, () => value)
}

export function dropClaim (name: string): Amend {
  return setClaim(name, undefined)
}

export function append (name: string, tail: string): Amend {
  return changeClaim(name, (value) => `${value ?? ''}${tail}`)
}

/** A time so many seconds from the mock's own. */
export function at (name: string, seconds: number): Amend {
  return inIdToken(({ claims }, { registry: { clock } }) => { claims[name] = nowInSeconds(clock) + seconds })
}

export function asOrcid (write: (orcid: string, issuer: string) => string): Amend {
  return (draft, world) => {
    const orcid = write(String(draft.body['orcid']), world.registry.issuer)
    both(setMember('orcid', orcid), setClaim('sub', orcid))(draft, world)
  }
}

export function named (value: unknown): Amend {
  const noClaims = ['name', 'given_name', 'family_name'].map(dropClaim).reduce(both)
  return both(setMember('name', value), noClaims)
}

export function nextDigit (digit: string): string {
  return digit === 'X' ? '0' : String((Number(digit) + 1) % 10)
}

export function setHeader (members: Readonly<Record<string, unknown>>): Amend {
  return inIdToken(({ header }) => { Object.assign(header, members) })
}

export function signedAs (alg: string, signWith: Sign): Amend {
  return inIdToken((idToken) => {
    idToken.header['alg'] = alg
    idToken.sign = signWith
  })
}

export const noSignature: Sign = () => Buffer.alloc(0)

export const flippedSignature: Sign = (input, { pair: { privateKey } }) => {
  const signature = sign('sha256', input, privateKey)
  signature[100] = (signature[100] as number) ^ 1
  return signature
}

export const es256OfAnyKey: Sign = (input) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' })
}

export const ps256: Sign = (input, { pair: { privateKey: key } }) => {
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
  return sign('sha256', input, { key, padding, saltLength })
}

export function hs256 (input: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(input).digest()
}

export const signedWithClientSecret: Amend = (draft, world) => {
  signedAs('HS256', (input) => hs256(input, world.clientSecret))(draft, world)
}

export function publicPem ({ pair: { privateKey } }: SigningKey): string {
  return createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }) as string
}

function signBy (idToken: IdTokenDraft, key: SigningKey): void {
  idToken.key = key
  idToken.header['kid'] = key.kid
}

/** Signed with a key that the JWKS does not have, under the `kid` of one it has unless another is given. */
export function byRogueKey (kid?: string): Amend {
  return inIdToken((idToken) => { signBy(idToken, rogueKey(kid ?? idToken.key.kid)) })
}

export const embedKey: Amend = inIdToken(({ header, key }) => {
  header['jwk'] = createPublicKey(key.pair.privateKey).export({ format: 'jwk' })
})

export const rotateFirst: Amend = inIdToken((idToken, { registry: { keys } }) => {
  keys.rotate(false)
  signBy(idToken, keys.current())
})

export const truncatePayload: Amend = inIdToken((idToken) => {
  const { serialize } = idToken
  idToken.serialize = (claims) => serialize(claims).slice(0, -1)
})
