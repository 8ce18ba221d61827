// A certificate authority that lives in memory, and the server certificate it signs: X.509 v3 in DER (RFC 5280, X.690).
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

// Node.js makes keys and signatures, and no certificates. The libraries that do bring 24 packages, or a cryptography of
// their own; what is missing between a key and a certificate is this page.

function der (tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const octets = (content: Buffer): Buffer => der(0x04, content)
// No bit of the last byte is unused.
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content)
const TRUE = Buffer.from([0x01, 0x01, 0xff])

// The bytes of X.690 §8.19, in hexadecimal.
const OIDS = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectKeyIdentifier: '551d0e',
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  authorityKeyIdentifier: '551d23',
  extKeyUsage: '551d25',
  serverAuth: '2b06010505070301'
}

const oid = (name: keyof typeof OIDS): Buffer => der(0x06, Buffer.from(OIDS[name], 'hex'))

function nameOf (commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('commonName'), der(0x0c, Buffer.from(commonName)))))
}

// UTCTime, which RFC 5280 §4.1.2.5 wants until 2049.
function time (at: number): Buffer {
  return der(0x17, Buffer.from(new Date(at).toISOString().replace(/^..|[-:T]|\.\d+/g, '')))
}

function extension (name: keyof typeof OIDS, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(name), ...(isCritical ? [TRUE] : []), octets(value))
}

function addressBytes (address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

// GeneralName of RFC 5280 §4.2.1.6: a DNS name, or an address.
function alternativeName (host: string): Buffer {
  return isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host))
}

interface Pair { readonly publicKey: KeyObject, readonly privateKey: KeyObject }

const createPair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' })

function publicDer ({ publicKey }: Pair): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' })
}

// RFC 5280 §4.2.1.2, method 1. The point of a P-256 key is the last 65 bytes.
function keyIdentifier (pair: Pair): Buffer {
  return createHash('sha1').update(publicDer(pair).subarray(-65)).digest()
}

interface Certificate {
  readonly subject: string
  readonly subjectKeys: Pair
  readonly issuer: string
  readonly issuerKeys: Pair
  readonly extensions: readonly Buffer[]
}

const DAY_MS = 86_400_000
// What browsers take of a server's certificate at most is 398 days.
const LIFETIME_DAYS = 397

function createCertificate ({ subject, subjectKeys, issuer, issuerKeys, extensions }: Certificate): string {
  const algorithm = sequence(oid('ecdsaWithSha256'))
  const own = [
    extension('subjectKeyIdentifier', octets(keyIdentifier(subjectKeys))),
    extension('authorityKeyIdentifier', sequence(der(0x80, keyIdentifier(issuerKeys))))
  ]
  const toBeSigned = sequence(
    // Version 3.
    der(0xa0, Buffer.from([0x02, 0x01, 0x02])),
    // Positive, and not shortened: the first byte is 1 to 127.
    der(0x02, Buffer.from([0x40]), randomBytes(15)),
    algorithm, nameOf(issuer),
    // A clock of another machine or container may be late.
    sequence(time(Date.now() - DAY_MS), time(Date.now() + (LIFETIME_DAYS - 1) * DAY_MS)),
    nameOf(subject), publicDer(subjectKeys), der(0xa3, sequence(...extensions, ...own)))
  const signature = sign('sha256', toBeSigned, issuerKeys.privateKey)
  const lines = sequence(toBeSigned, algorithm, bits(signature)).toString('base64').match(/.{1,64}/g) as string[]
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** A server's certificate and key, and the certificate of the authority that has signed it, all in PEM. */
export interface Credentials { readonly cert: string, readonly key: string, readonly ca: string }

/** Signs for host names and addresses. The authority's key is forgotten at once, so that it signs nothing else. */
export function createCredentials (hosts: Iterable<string>): Credentials {
  const issuer = `Fake ORCID for tests, ${randomBytes(4).toString('hex')}`
  const [issuerKeys, subjectKeys] = [createPair(), createPair()]
  const ca = createCertificate({
    subject: issuer,
    subjectKeys: issuerKeys,
    issuer,
    issuerKeys,
    extensions: [
      extension('basicConstraints', sequence(TRUE), true),
      // keyCertSign, the sixth of eight bits.
      extension('keyUsage', Buffer.from([0x03, 0x02, 0x02, 0x04]), true)
    ]
  })
  const cert = createCertificate({
    subject: 'Fake ORCID',
    subjectKeys,
    issuer,
    issuerKeys,
    extensions: [
      extension('basicConstraints', sequence(), true),
      // digitalSignature, the first of eight bits.
      extension('keyUsage', Buffer.from([0x03, 0x02, 0x07, 0x80]), true),
      extension('extKeyUsage', sequence(oid('serverAuth'))),
      extension('subjectAltName', sequence(...[...hosts].map(alternativeName)))
    ]
  })
  return { cert, key: String(subjectKeys.privateKey.export({ type: 'pkcs8', format: 'pem' })), ca }
}
