// How a token answer is changed before it is signed.
import { createHmac } from 'node:crypto'
import { nowInSeconds } from '../../orcid/registry/clock.ts'
import type { SigningKey } from '../../orcid/registry/keys.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Drafts, IdTokenDraft } from '../../orcid/registry/seam.ts'
import { rogueKey } from '../keys.ts'

export interface ForgeryContext { readonly registry: Registry, readonly clientId: string | null }

export type Amend = (draft: Drafts['token'], context: ForgeryContext) => void

export const all = (...amends: readonly Amend[]): Amend => (draft, context) => {
  for (const amend of amends) amend(draft, context)
}

export const inIdToken = (change: (idToken: IdTokenDraft, context: ForgeryContext) => void): Amend =>
  ({ idToken }, context) => { if (idToken !== null) change(idToken, context) }

/** Ways to change one of the members that a draft has. */
function amending (membersOf: (draft: Drafts['token']) => Record<string, unknown>) {
  const change = (name: string, to: (value: unknown) => unknown): Amend => (draft) => {
    const members = membersOf(draft)
    members[name] = to(members[name])
  }
  const set = (name: string, value: unknown): Amend => change(name, () => value)
  return { change, set, drop: (name: string): Amend => set(name, undefined) }
}

export const member = amending(({ body }) => body)
// Where there is no id_token, nobody sees the change.
export const claim = amending(({ idToken }) => idToken?.claims ?? {})

export const append = (name: string, tail: string): Amend => claim.change(name, (value) => `${value ?? ''}${tail}`)

/** A time so many seconds from the mock's own. */
export const at = (name: string, seconds: number): Amend =>
  inIdToken(({ claims }, { registry: { clock } }) => { claims[name] = nowInSeconds(clock) + seconds })

/** Changes the iD wherever it is. */
export const asOrcid = (write: (orcid: string, issuer: string) => string): Amend => (draft, context) => {
  const orcid = write(String(draft.body['orcid']), context.registry.issuer)
  all(member.set('orcid', orcid), claim.set('sub', orcid))(draft, context)
}

export const named = (value: unknown): Amend =>
  all(member.set('name', value), ...['name', 'given_name', 'family_name'].map(claim.drop))

export const signedAs = (alg: string, sign: IdTokenDraft['sign']): Amend => inIdToken((idToken) => {
  idToken.header['alg'] = alg
  idToken.sign = sign
})

export const hs256 = (input: Buffer, secret: string): Buffer => createHmac('sha256', secret).update(input).digest()

/** Signed with a key that the JWKS does not have, under the `kid` of one it has unless another is given. */
export const byRogueKey = (kid?: string): Amend =>
  inIdToken((idToken) => { signBy(idToken, rogueKey(kid ?? idToken.key.kid)) })

export function signBy (idToken: IdTokenDraft, key: SigningKey): void {
  idToken.key = key
  idToken.header['kid'] = key.kid
}
