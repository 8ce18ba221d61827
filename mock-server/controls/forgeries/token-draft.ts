// A token answer on the forger's desk: taken apart, to be changed, and signed by hand again.
import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { NamedKey } from '../keys.ts'

/** How an id_token is signed: three ways that verify, and what no library would write. */
export type Signature = 'RS256' | 'PS256' | 'ES256' | 'HS256' | 'none' | 'flipped'

/** A token answer in parts. Forgeries write to it. */
export interface Draft {
  /** The members of the answer, without `id_token`. */
  readonly answer: Record<string, unknown>
  /** The header of the id_token. */
  readonly header: Record<string, unknown>
  /** Its claims. */
  readonly claims: Record<string, unknown>
  /** Whether there is an id_token. */
  hasIdToken: boolean
  /** Whether its payload is still JSON. */
  isJson: boolean
  /** How it is signed. */
  signature: Signature
  /** With which key. */
  key: NamedKey
  /** What HS256 takes for a secret. */
  secret: string
}

function decode (part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}

/** Takes an answer apart. */
export function openDraft (body: string, key: NamedKey): Draft {
  const { id_token: idToken, ...answer } = JSON.parse(body) as Record<string, unknown>
  const [header = '', payload = ''] = typeof idToken === 'string' ? idToken.split('.') : ['e30', 'e30']
  return {
    answer,
    header: decode(header),
    claims: decode(payload),
    hasIdToken: typeof idToken === 'string',
    isJson: true,
    signature: 'RS256',
    key,
    secret: ''
  }
}

/** Moves a claim or member on: to `undefined`, which leaves it out, or to another value. */
export function change (members: Record<string, unknown>, name: string, value: unknown): void {
  members[name] = value
}

/** The public half of a key as PEM, which some libraries can be talked into using as a shared secret. */
export function publicPem ({ key }: NamedKey): string {
  return createPublicKey(key).export({ format: 'pem', type: 'spki' }) as string
}

// A forger signs by hand, because jose refuses to write what is wrong.
function signatureOf ({ signature, key: { key }, secret }: Draft, input: Buffer): Buffer {
  if (signature === 'none') return Buffer.alloc(0)
  if (signature === 'HS256') return createHmac('sha256', secret).update(input).digest()
  if (signature === 'ES256') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  }
  if (signature === 'PS256') {
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
    return sign('sha256', input, { key, padding, saltLength })
  }
  const right = sign('sha256', input, key)
  if (signature === 'flipped') right[100] = (right[100] as number) ^ 1
  return right
}

function writeIdToken (draft: Draft): string {
  const { header, claims, isJson } = draft
  // Slashes are escaped, as ORCID's JSON library does.
  const payload = JSON.stringify(claims).replaceAll('/', '\\/')
  const written = isJson ? payload : payload.slice(0, -1)
  const input = [JSON.stringify(header), written].map((part) => Buffer.from(part).toString('base64url')).join('.')
  return `${input}.${signatureOf(draft, Buffer.from(input)).toString('base64url')}`
}

/** Puts an answer together again. */
export function closeDraft (draft: Draft): string {
  return JSON.stringify({ ...draft.answer, ...(draft.hasIdToken && { id_token: writeIdToken(draft) }) })
}
