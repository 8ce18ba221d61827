// The keys of one mock: which one signs, which ones are published, and how a test changes both.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { KEY_ID, PRIVATE_KEY } from '../orcid/registry/keys.ts'
import { createUndo } from './arming.ts'
import type { MockUndo } from './arming.ts'
import { ROGUE_KEY, SPARE_KEY } from './spare-keys.ts'

/** A key and its name. */
export interface NamedKey {
  /** `kid`. */
  readonly kid: string
  /** Both halves. */
  readonly key: KeyObject
}

/** The keys of a mock, and what is odd about them. */
export interface KeyRing {
  /** What id_tokens are signed with. */
  current: NamedKey
  /** Keys besides it that the JWKS shows. */
  others: NamedKey[]
  /** How often the key has been replaced. */
  rotations: number
  /** Who has asked for signatures of the rogue key. */
  readonly rogues: Set<object>
  /** Who has asked for keys without `kid`. */
  readonly nameless: Set<object>
}

/** What a test may do to the keys of a mock. Everything here is every client's. */
export interface MockKeys {
  /** `kid` of the key that signs. */
  readonly kid: string
  /**
   * Replaces the key that signs. The old one leaves the JWKS with it, unless `keepOld` is true.
   *
   * @default { keepOld: false }
   */
  readonly rotate: (options?: { readonly keepOld?: boolean }) => void
  /** Signs with a key that the JWKS does not have, under the name of the one it has. */
  readonly signWithRogue: () => MockUndo
  /** Shows two keys in the JWKS; the first one signs. */
  readonly showTwo: () => MockUndo
  /** Leaves `kid` out, in the JWKS and in id_tokens. */
  readonly hideNames: () => MockUndo
}

const imported = new Map<string, KeyObject>()

/** A key of this file's, imported once per process. */
function importOnce (name: 'first' | 'spare' | 'rogue'): KeyObject {
  const known = imported.get(name)
  if (known !== undefined) return known
  const der = { spare: SPARE_KEY, rogue: ROGUE_KEY } as const
  const key = name === 'first'
    ? createPrivateKey({ key: { ...PRIVATE_KEY }, format: 'jwk' })
    : createPrivateKey({ key: Buffer.from(der[name], 'base64'), format: 'der', type: 'pkcs8' })
  imported.set(name, key)
  return key
}

// A key is imported when it is asked for: a mock whose keys nobody touches pays nothing.
function named (kid: string, name: 'first' | 'spare' | 'rogue'): NamedKey {
  return { kid, get key () { return importOnce(name) } }
}

/** The rogue key. */
export function rogueKey (kid: string): NamedKey {
  return named(kid, 'rogue')
}

/** The keys of a mock that has just started. */
export function createKeyRing (): KeyRing {
  return { current: named(KEY_ID, 'first'), others: [], rotations: 0, rogues: new Set(), nameless: new Set() }
}

/** Puts everything back. */
export function resetKeyRing (ring: KeyRing): void {
  Object.assign(ring, createKeyRing())
}

/** Whether the ring is as it was at the start, so that nothing needs to be signed or shown again. */
export function isUntouched ({ others, rotations, rogues, nameless }: KeyRing): boolean {
  return others.length + rotations + rogues.size + nameless.size === 0
}

/** Replaces the key that signs. */
export function rotateKey (ring: KeyRing, keepOld = false): void {
  const number = ++ring.rotations
  if (keepOld) ring.others.unshift(ring.current)
  // Each rotation changes to the other of two keys, under a name that has never been used.
  const kid = `fake-orcid-org-${`rotated${number}`.padEnd(32, '0')}`
  ring.current = named(kid, number % 2 === 1 ? 'spare' : 'first')
}

function publicHalf ({ kid, key }: NamedKey, hasName: boolean): object {
  const { e, n } = createPublicKey(key).export({ format: 'jwk' })
  return { kty: 'RSA', e, use: 'sig', ...(hasName && { kid }), n }
}

/** The JWKS as the ring has it. */
export function renderKeyRing ({ current, others, nameless }: KeyRing, extra: readonly NamedKey[] = []): string {
  const keys = [current, ...others, ...extra].map((key) => publicHalf(key, nameless.size === 0))
  return JSON.stringify({ keys })
}

function ask (wishes: Set<object>): MockUndo {
  const wish = { fired: 0 }
  wishes.add(wish)
  return createUndo(wish, () => { wishes.delete(wish) })
}

/** What a test holds. */
export function openKeys (ring: KeyRing): MockKeys {
  return Object.freeze({
    get kid () { return ring.current.kid },
    rotate: ({ keepOld = false }: { readonly keepOld?: boolean } = {}) => { rotateKey(ring, keepOld) },
    signWithRogue: () => ask(ring.rogues),
    hideNames: () => ask(ring.nameless),
    showTwo: () => {
      const extra = named(`fake-orcid-org-${'second'.padEnd(32, '0')}`, ring.rotations % 2 === 1 ? 'first' : 'spare')
      ring.others.push(extra)
      return createUndo({ fired: 0 }, () => { ring.others = ring.others.filter((key) => key !== extra) })
    }
  })
}
