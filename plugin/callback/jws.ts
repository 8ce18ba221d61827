// Reads a signed token (JWS in its compact form, RFC 7515 §7.1). What it says counts when a key has verified it.
import { verify, type KeyObject } from 'node:crypto'
import { parseJson } from '../back-channel/json.ts'

type JsonObject = Readonly<Record<string, unknown>>

export interface SignedToken {
  readonly header: JsonObject
  readonly payload: JsonObject
  /** Whether the key has signed the token with RS256. */
  isSignedBy (key: KeyObject): boolean
}

/** `null` if the text is not such a token: not in base64url, not JSON, or with a member twice (RFC 8725 §2.4). */
export function readSignedToken (text: string): SignedToken | null {
  const [header, payload, signature, ...others] = text.split('.').map(decodeBase64Url)
  if (header == null || payload == null || signature == null || others.length > 0) return null
  const [readHeader, readPayload] = [readObject(header), readObject(payload)]
  if (readHeader === null || readPayload === null) return null
  const signed = Buffer.from(text.slice(0, text.lastIndexOf('.')))
  return {
    header: readHeader,
    payload: readPayload,
    // Verified here and not in another thread: that takes 30 µs, and to hand it over takes longer.
    isSignedBy: (key) => verify('RSA-SHA256', signed, key, signature)
  }
}

/** Node.js decodes anything. Two texts must not be the same token. */
function decodeBase64Url (text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

function readObject (bytes: Buffer): JsonObject | null {
  const value = parseJson(bytes, { refusesDuplicates: true })
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : null
}
