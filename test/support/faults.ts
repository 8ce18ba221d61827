// The fault table: each fault of the wire, each leg, and what the plugin makes of it there.
import type { TlsOptions } from 'node:tls'
import type { MockFaultName } from '../../mock-server/index.ts'
import type { Behaviour, TestName } from './gate.ts'
import { EXPIRED, GOOD, KEY, OTHER_HOST } from '../fixtures/certificates.ts'

/** What the plugin asks of ORCID. `discovery` is what it might, and does not. */
export const LEGS = ['exchange', 'jwks', 'userinfo', 'refresh', 'revoke', 'read', 'write'] as const
export type Leg = typeof LEGS[number]

/** Why there are no cells for the discovery document: asserted, over all cells, as no request for it. */
export const NO_DISCOVERY = 'The endpoints are facts in environments.ts: the plugin asks for no discovery document.'

/**
 * What becomes of a call, and how many requests it takes: `ok`, or the error's code. Of an exchange and of the keys the
 * call is a whole login, whose code is posted once at most, whatever the number says of the struck leg.
 */
export type Verdict = `${string} ${number}` | `${string} ${number} or ${string} ${number}`

/** Whether a verdict says so. Of a reset, the kernel may tell before the connection stands or after it. */
export const says = (verdict: Verdict, outcome: string): boolean => verdict.split(' or ').includes(outcome)

/** How a fault is made. */
export interface Variant {
  readonly name: string
  /** A kind of the mock's, met by the next request. */
  readonly kind?: MockFaultName
  /** What the door in front of the leg does. */
  readonly door?: Behaviour | 'shut'
  /** Under which name the leg is reached, and what that name leads to. */
  readonly host?: TestName
  /** TLS in front of the leg, and a certificate that the app trusts. */
  readonly tls?: TlsOptions
  readonly ca?: string
  /** The app's own connector, which never connects. */
  readonly isBlackHole?: boolean
  /** It lasts as long as anybody waits, so the app is told to wait for a moment only. */
  readonly isEndless?: boolean
  /** It cannot be healed: the next call ends the same way. */
  readonly isForGood?: boolean
  readonly verdicts: Readonly<Record<Leg, Verdict>>
}

export interface Fault { readonly id: string, readonly does: string, readonly variants: readonly Variant[] }

type Verdicts = Variant['verdicts']

const all = (usual: Verdict, others: Partial<Verdicts> = {}): Verdicts =>
  ({ ...Object.fromEntries(LEGS.map((leg) => [leg, usual])) as Verdicts, ...others })

const fine = all('ok 1')
/** No connection came about. Nothing was sent, and a second attempt was in vain as well. */
const unsent = all('UNREACHABLE 0', { jwks: 'KEYS_UNAVAILABLE 0' })
/** The connection came to nothing in time. Who may send only once cannot tell, and says so. */
const unmet = all('TIMEOUT 0', { jwks: 'KEYS_UNAVAILABLE 0', refresh: 'OUTCOME_UNKNOWN 0', write: 'OUTCOME_UNKNOWN 0' })
/** The connection broke when the request may have been there. What does no harm is sent again. */
const lost = all('OUTCOME_UNKNOWN 1', { jwks: 'ok 2', userinfo: 'ok 2', revoke: 'ok 2', read: 'ok 2' })
const late = all('TIMEOUT 1', { jwks: 'KEYS_UNAVAILABLE 1', refresh: 'OUTCOME_UNKNOWN 1', write: 'OUTCOME_UNKNOWN 1' })
const nonsense = all('BAD_RESPONSE 1', { jwks: 'ok 2' })
/** Nonsense in place of an answer that says yes: what was sent once may have been done. */
const unusable: Verdicts = { ...nonsense, refresh: 'OUTCOME_UNKNOWN 1', write: 'OUTCOME_UNKNOWN 1' }
/** The same in its body only; of a revocation nothing but the status counts (RFC 7009 §2.2). */
const unreadable: Verdicts = { ...unusable, revoke: 'ok 1' }
const down = all('UNAVAILABLE 1', { jwks: 'ok 2' })
const tooMany = all('RATE_LIMITED 1', { exchange: 'UNAVAILABLE 1', jwks: 'ok 2' })

const kind = (name: MockFaultName, verdicts: Verdicts, more: Partial<Variant> = {}): Variant =>
  ({ name: String(name), kind: name, verdicts, ...more })

const JSON_TYPE = 'application/json;charset=UTF-8'

/** An answer in full, byte by byte. */
export function http (status: string, headers: Readonly<Record<string, string>>, body: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(body)
  const lines = Object.entries({ 'content-length': String(bytes.length), connection: 'close', ...headers })
  const head = [`HTTP/1.1 ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), bytes])
}

const said = (name: string, answer: Buffer, verdicts: Verdicts): Variant => ({ name, door: { say: answer }, verdicts })
const json = (name: string, body: string | Buffer, verdicts: Verdicts, status = '200 OK'): Variant =>
  said(name, http(status, { 'content-type': JSON_TYPE }, body), verdicts)
const typed = (name: string, type: string, verdicts: Verdicts): Variant => ({
  name,
  door: { rewrite: (head) => head.replace(/^content-type:.*\r\n/im, type) },
  verdicts
})

const tls = (cert: string, more: TlsOptions = {}): Pick<Variant, 'tls' | 'host'> =>
  ({ tls: { key: KEY, cert, ...more }, host: 'orcid.localhost' })

/** A name that has to be looked up: plain http is for this machine's own names, of which nobody asks a name server. */
const named = (host: NonNullable<Variant['host']>): Pick<Variant, 'ca' | 'host' | 'tls'> => ({ ...tls(GOOD), ca: GOOD, host })

const chunked = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${JSON_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n`),
  ...Array.from({ length: 160 }, () => Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`)), Buffer.from('0\r\n\r\n')
])

const oauthError = (error: string): string => JSON.stringify({ error, error_description: '<script>alert(1)</script>' })

/** F1 to F34 of the fault list, and the ones it does not have. */
export const FAULTS: readonly Fault[] = [
  { id: 'F1', does: 'connection refused', variants: [{ name: 'shut door', door: 'shut', verdicts: unsent }] },
  { id: 'F2', does: 'no such name', variants: [{ name: 'ENOTFOUND', ...named('nobody.localhost'), verdicts: unsent }] },
  { id: 'F3', does: 'the name server does not answer', variants: [{ name: 'hanging lookup', ...named('hangs.localhost'), isEndless: true, verdicts: unmet }] },
  { id: 'F4', does: 'packets vanish', variants: [{ name: 'black hole', isBlackHole: true, isEndless: true, isForGood: true, verdicts: unmet }] },
  { id: 'F5', does: 'one of two addresses is dead', variants: [{ name: 'two addresses', ...named('two.localhost'), verdicts: fine }] },
  {
    id: 'F6',
    does: 'a certificate or a TLS version that is not to be trusted',
    variants: [
      { name: 'self-signed', ...tls(GOOD), isForGood: true, verdicts: unsent },
      { name: 'expired', ...tls(EXPIRED), ca: EXPIRED, isForGood: true, verdicts: unsent },
      { name: 'of another host', ...tls(OTHER_HOST), ca: OTHER_HOST, isForGood: true, verdicts: unsent },
      { name: 'TLS 1.0', ...tls(GOOD, { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }), isForGood: true, verdicts: unsent },
      { name: 'trusted, for comparison', ...tls(GOOD), ca: GOOD, verdicts: fine }
    ]
  },
  { id: 'F7', does: 'the TLS handshake stalls', variants: [{ name: 'silence', ...tls(GOOD), door: 'silent', isEndless: true, ca: GOOD, verdicts: unmet }] },
  {
    id: 'F8',
    does: 'reset before anything is read',
    variants: [
      { name: 'reset on accept', door: 'reset', verdicts: all('OUTCOME_UNKNOWN 0 or UNREACHABLE 0', { jwks: 'KEYS_UNAVAILABLE 0' }) },
      kind('reset-before-work', lost)
    ]
  },
  { id: 'F9', does: 'reset after the request, before the answer', variants: [kind('reset-before-headers', lost), kind('empty-reply', lost)] },
  {
    id: 'F10',
    does: 'the keep-alive race',
    variants: [kind('reset-when-idle', fine)]
  },
  { id: 'F11', does: 'no headers', variants: [kind('stall', late, { isEndless: true })] },
  { id: 'F12', does: 'headers drip', variants: [kind('drip', late, { isEndless: true })] },
  {
    id: 'F13',
    does: 'the body drips, or stops',
    variants: [
      kind('drip-body', { ...late, revoke: 'ok 1' }, { isEndless: true }),
      kind('stall-body', late, { isEndless: true })
    ]
  },
  {
    id: 'F14',
    does: 'dropped in the middle of the body, even of whole JSON',
    variants: [kind('truncated', lost), kind('unfinished', lost), kind('reset-after-headers', { ...lost, revoke: 'ok 1' })]
  },
  { id: 'F15', does: 'a second answer on the connection', variants: [kind('second-answer', fine)] },
  {
    id: 'F16',
    does: 'too many requests',
    variants: [kind(429, tooMany), kind('429-retry-after', tooMany),
      ...['Wed, 21 Oct 2015 07:28:00 GMT', '0', '1e9', '-1', '1, 2'].map((after) =>
        said(`Retry-After: ${after}`, http('429 Too Many', { 'content-type': 'text/plain', 'retry-after': after }, 'no'), tooMany))]
  },
  { id: 'F17', does: '500', variants: [kind(500, down), said('as HTML', http('500 Oops', { 'content-type': 'text/html' }, '<h1>500</h1>'), down)] },
  { id: 'F18', does: '502 and 504 of the edge', variants: [kind(502, down), said('504', http('504 Gateway Timeout', { 'content-type': 'text/html' }, '<h1>504</h1>'), down)] },
  { id: 'F19', does: 'maintenance', variants: [kind(503, down), kind('503-retry-after', down)] },
  {
    id: 'F20',
    does: 'HTML, with 403 and with 200',
    variants: [kind('challenge', nonsense), kind('wrong-type', unreadable)]
  },
  {
    id: 'F21',
    does: 'no body, or JSON that is no object',
    variants: [kind('empty-body', unreadable), kind('no-object', unreadable), json('null', 'null', unreadable), json('a text', '"x"', unreadable),
      json('a number', '1', unreadable), said('204', Buffer.from('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'), { ...nonsense, write: 'OUTCOME_UNKNOWN 1' })]
  },
  {
    id: 'F22',
    does: 'redirects',
    variants: [kind('redirect', nonsense), ...['301', '302', '303', '307', '308'].map((status) =>
      said(status, http(`${status} Elsewhere`, { location: 'http://elsewhere.localhost:1/' }), nonsense))]
  },
  {
    id: 'F23',
    does: '1xx first',
    // undici ends the connection over a 100 that nobody asked for (RFC 9110 §15.2.1 would have it read past).
    variants: [kind('early-hints', fine), { name: '100 Continue', door: { rewrite: (head) => `HTTP/1.1 100 Continue\r\n\r\n${head}` }, verdicts: lost },
      said('101 Switching Protocols', Buffer.from('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'), lost)]
  },
  {
    id: 'F24',
    does: 'the client is not known',
    variants: ['401 Unauthorized', '400 Bad Request'].map((status) => json(`${status}: invalid_client`, oauthError('invalid_client'),
      all('CLIENT_REJECTED 1', status.startsWith('401')
        ? { jwks: 'ok 2', userinfo: 'TOKEN_INVALID 1', read: 'TOKEN_INVALID 1', write: 'TOKEN_INVALID 1' }
        : { jwks: 'ok 2', userinfo: 'BAD_RESPONSE 1', read: 'VALIDATION 1', write: 'VALIDATION 1' }), status))
  },
  {
    id: 'F25',
    does: 'the code or token is not accepted',
    variants: [json('invalid_grant', oauthError('invalid_grant'), { exchange: 'CODE_REJECTED 1', jwks: 'ok 2', userinfo: 'BAD_RESPONSE 1', refresh: 'TOKEN_INVALID 1', revoke: 'ok 1', read: 'VALIDATION 1', write: 'VALIDATION 1' }, '400 Bad Request')]
  },
  {
    id: 'F26',
    does: 'an error that nobody knows',
    variants: [json('<script>', oauthError('<script>'), { ...nonsense, read: 'VALIDATION 1', write: 'VALIDATION 1' }, '400 Bad Request'),
      json('70 kB', oauthError('x'.repeat(70_000)), { ...nonsense, read: 'VALIDATION 1', write: 'VALIDATION 1' }, '400 Bad Request'),
      said('HTML', http('400 Bad Request', { 'content-type': 'text/html' }, '<h1>400</h1>'), nonsense)]
  },
  {
    id: 'F27',
    does: 'wrong JSON types',
    variants: [json('every field', '{"access_token":["x"],"token_type":{},"orcid":7,"keys":"x","sub":[],"keyword":7,"content":[],"put-code":"x"}', unreadable),
      kind('malformed', unreadable)]
  },
  {
    id: 'F28',
    does: 'a key twice',
    variants: [kind('duplicate-keys', { ...unreadable, read: 'ok 1', write: 'ok 1' })]
  },
  {
    id: 'F29',
    does: 'not UTF-8, or with a mark in front',
    variants: [kind('not-utf8', unreadable), kind('byte-order-mark', fine),
      json('UTF-16', Buffer.from('\ufeff{}', 'utf16le'), unreadable), json('NUL', '\0{}', unreadable)]
  },
  { id: 'F30', does: 'nesting', variants: [kind('deep', fine)] },
  {
    id: 'F31',
    does: 'compressed, though it was not asked to be',
    variants: [kind('gzip-bomb', unusable), kind('brotli-bomb', unusable), kind('wrong-encoding', unusable),
      said('a thousand times', http('200 OK', { 'content-type': JSON_TYPE, 'content-encoding': Array(1000).fill('gzip').join() }, 'x'), unusable)]
  },
  { id: 'F32', does: 'ten megabytes', variants: [kind('huge', unusable), said('in chunks', chunked, unusable)] },
  {
    id: 'F33',
    does: 'content types',
    variants: [typed('problem+json', 'content-type: application/problem+json\r\n', fine), typed('capitals', 'Content-Type: Application/JSON\r\n', fine),
      typed('text/json', 'content-type: text/json\r\n', unreadable), typed('none', '', unreadable),
      typed('garbage behind it', 'content-type: application/json garbage\r\n', unreadable)]
  },
  { id: 'F34', does: 'garbage behind the JSON', variants: [kind('trailing-garbage', unreadable)] },
  {
    id: 'X1',
    does: 'not HTTP, or not within its bounds',
    variants: [kind('not-http', unusable), kind('huge-headers', unusable),
      said('two lengths', Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`), lost)]
  },
  { id: 'X2', does: 'a length short of the body', variants: [kind('wrong-length', unreadable)] }
]
