// Authenticated encryption with key rotation. Knows no HTTP.
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { drawRandomBytes } from './random.ts'

const VERSION = 1
const KEY_ID_BYTES = 4
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES

/** Why a sealed text does not open: not a sealed text, its key was removed, or it was changed. */
export type SealFailure = 'malformed' | 'unknown key' | 'forged'

export interface Sealer {
  /** Seals a text so that it opens only with the same `label`. The result is base64url. */
  seal (text: string, label: string): string
  /** Opens a sealed text, or returns why it does not open. */
  open (sealed: string, label: string): { readonly text: string } | { readonly failure: SealFailure }
}

interface SealKey { readonly id: Buffer, readonly key: KeyObject }

function deriveKey (secret: string, purpose: string): SealKey {
  // The info string keeps the keys of different purposes apart (RFC 5869 §3.2).
  const derive = (use: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `fastify-orcid ${purpose} v${VERSION} ${use}`, bytes))
  return { id: derive('key id', KEY_ID_BYTES), key: createSecretKey(derive('key', 32)) }
}

/**
 * AES-256-GCM with keys derived by HKDF-SHA-256. The first secret seals, all of them open. A text that was sealed for
 * another `purpose` does not open.
 */
export function createSealer (secrets: readonly string[], purpose: string): Sealer {
  const keys = secrets.map((secret) => deriveKey(secret, purpose))
  const [sealKey] = keys as [SealKey]

  function seal (text: string, label: string): string {
    const iv = drawRandomBytes(IV_BYTES)
    const head = Buffer.concat([Buffer.of(VERSION), sealKey.id])
    const cipher = createCipheriv('aes-256-gcm', sealKey.key, iv).setAAD(Buffer.concat([head, Buffer.from(label)]))
    const body = [cipher.update(text, 'utf8'), cipher.final()]
    return Buffer.concat([head, iv, ...body, cipher.getAuthTag()]).toString('base64url')
  }

  function open (sealed: string, label: string): { text: string } | { failure: SealFailure } {
    const bytes = Buffer.from(sealed, 'base64url')
    // The decoder skips foreign characters. Only the canonical encoding counts, so that a cookie has one spelling.
    const isSealed = bytes.length >= HEAD_BYTES + IV_BYTES + TAG_BYTES && bytes[0] === VERSION &&
      bytes.toString('base64url') === sealed
    if (!isSealed) return { failure: 'malformed' }
    const head = bytes.subarray(0, HEAD_BYTES)
    const openKey = keys.find(({ id }) => id.equals(head.subarray(1)))
    if (openKey === undefined) return { failure: 'unknown key' }
    try {
      const iv = bytes.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', openKey.key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.concat([head, Buffer.from(label)]))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      const text = decipher.update(bytes.subarray(HEAD_BYTES + IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      return { text }
    } catch {
      return { failure: 'forged' }
    }
  }

  return Object.freeze({ seal, open })
}
