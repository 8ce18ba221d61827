// How a token answer is changed before it is signed. jose refuses to write what is wrong, so node:crypto signs.
import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { Client } from '../../orcid/registry/clients.ts'
import { nowInSeconds } from '../../orcid/registry/clock.ts'
import type { SigningKey } from '../../orcid/registry/keys.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Drafts, IdTokenDraft } from '../../orcid/registry/seam.ts'
import { rogueKey } from '../keys.ts'

/** What a forgery knows besides the draft. */
export interface World { readonly registry: Registry, readonly clientId: string | null }

/** Changes a draft. */
export type Amend = (draft: Drafts['token'], world: World) => void

type Change = (value: unknown) => unknown

type Sign = IdTokenDraft['sign']

export const STRANGER = '0000-0002-1825-0097'

export const STRANGER_CLIENT = 'APP-SOMEBODYELSE0000'

export const all = (...amends: readonly Amend[]): Amend => (draft, world) => {
  for (const amend of amends) amend(draft, world)
}

export const changeMember = (name: string, change: Change): Amend => ({ body }) => { body[name] = change(body[name]) }

export const setMember = (name: string, value: unknown): Amend => changeMember(name, () => value)

export const dropMember = (name: string): Amend => setMember(name, undefined)

const inIdToken = (change: (idToken: IdTokenDraft, world: World) => void): Amend => ({ idToken }, world) => {
  if (idToken !== null) change(idToken, world)
}

export const changeClaim = (name: string, change: Change): Amend =>
  inIdToken(({ claims }) => { claims[name] = change(claims[name]) })

export const setClaim = (name: string, value: unknown): Amend => changeClaim(name, () => value)

export const dropClaim = (name: string): Amend => setClaim(name, undefined)

export const append = (name: string, tail: string): Amend => changeClaim(name, (value) => `${value ?? ''}${tail}`)

/** A time so many seconds from the mock's own. */
export const at = (name: string, seconds: number): Amend =>
  inIdToken(({ claims }, { registry: { clock } }) => { claims[name] = nowInSeconds(clock) + seconds })

export const asOrcid = (write: (orcid: string, issuer: string) => string): Amend => (draft, world) => {
  const orcid = write(String(draft.body['orcid']), world.registry.issuer)
  all(setMember('orcid', orcid), setClaim('sub', orcid))(draft, world)
}

export const named = (value: unknown): Amend =>
  all(setMember('name', value), ...['name', 'given_name', 'family_name'].map(dropClaim))

export const nextDigit = (digit: string): string => digit === 'X' ? '0' : String((Number(digit) + 1) % 10)

export const setHeader = (members: Readonly<Record<string, unknown>>): Amend =>
  inIdToken(({ header }) => { Object.assign(header, members) })

export const signedAs = (alg: string, signWith: Sign): Amend => inIdToken((idToken) => {
  idToken.header['alg'] = alg
  idToken.sign = signWith
})

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

const hs256 = (input: Buffer, secret: string): Buffer => createHmac('sha256', secret).update(input).digest()

export const hs256OfPublicKey: Sign = (input, { pair: { privateKey } }) =>
  hs256(input, createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }) as string)

export const signedWithClientSecret: Amend = (draft, world) => {
  const { clientSecret } = world.registry.clients.get(String(world.clientId)) as Client
  signedAs('HS256', (input) => hs256(input, clientSecret))(draft, world)
}

function signBy (idToken: IdTokenDraft, key: SigningKey): void {
  idToken.key = key
  idToken.header['kid'] = key.kid
}

/** Signed with a key that the JWKS does not have, under the `kid` of one it has unless another is given. */
export const byRogueKey = (kid?: string): Amend =>
  inIdToken((idToken) => { signBy(idToken, rogueKey(kid ?? idToken.key.kid)) })

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
