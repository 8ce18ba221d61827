// What the world can send: generators for everything that is judged, seeded, so that a failure comes again.
/* eslint-disable @stylistic/max-len, no-template-curly-in-string -- lists of what is odd */
import fc from 'fast-check'
import { codePoint } from './code-point.ts'
import { isAll } from './slow.ts'

/** Whether there is a night for it: `npm run fuzz`. */
export const isNight = process.argv.includes('--night')
/**
 * How often each property is tried, and a cheap one many times as often: fifty thousand queries, cookies and headers
 * in every `npm run test:all`, a tenth of it in `npm test`, and a million at night.
 */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? (isNight ? 5000 : isAll ? 250 : 25))
/** Where the sequence starts; a failure prints it. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123)

/** A text that no answer has of its own accord. */
export const CANARY = 'CANARY<"&>\'x7Qz'

const REPEATED = [0, 1, 128, 129, 2048, 2049, 15_000].map((length) => 'x'.repeat(length))
const BROKEN_PERCENT = ['%', '%0', '%zz', '%E0%A4%A', '%C0%80', '%c0%af', '%ED%A0%80', '%u0041', '%00', '%0d%0aset-cookie:%20a=b', '%0a', '%09',
  '%7f', '%C2%85', '%E2%80%AE', '%E2%80%8B', '%F0%9F%92%A9', '%EF%BC%9C', '%FF%FE', '%2525']
const NAMES = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss', 'access_token', 'id_token', 'token', 'response', 'session_state',
  'scope', 'state[a]', 'state[]', 'code[]', '__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'then', 'toString', 'State', 'CODE', '', ' code',
  'returnTo', 'redirect_uri', 'client_id', 'nonce', 'mode', 'prompt']
const TEXTS = ['<script>alert(1)</script>', '${7*7}', '{{7*7}}', '\u001b[31m', "' OR 1=1--", '../../etc/passwd', '\r\nx: y', '\0', '\u202e', 'ﬀ', '💩',
  'access_denied', 'server_error', 'login_required', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'null', 'undefined', CANARY]

/** A value as it may stand in a URL. */
const value = fc.oneof(fc.constantFrom(...REPEATED), fc.constantFrom(...BROKEN_PERCENT), fc.constantFrom(...TEXTS).map(encodeURIComponent),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map(encodeURIComponent))
const separator = fc.constantFrom('&', '&', '&', ';', '&amp;', '&&', '?', '#')
const index = fc.nat(1000)

/** A query as pairs that are written down already. */
export type Pairs = ReadonlyArray<readonly [name: string, value: string]>
type Operator = (pairs: Pairs) => Pairs

const at = (pairs: Pairs, place: number): number => pairs.length === 0 ? 0 : place % pairs.length
const changed = (pairs: Pairs, place: number, change: (value: string) => string): Pairs =>
  pairs.map(([name, text], one) => one === at(pairs, place) ? [name, change(text)] : [name, text])

const operator: fc.Arbitrary<Operator> = fc.oneof(
  index.map((place): Operator => (pairs) => pairs.filter((_, one) => one !== at(pairs, place))),
  index.map((place): Operator => (pairs) => [...pairs, ...pairs.slice(at(pairs, place), at(pairs, place) + 1)]),
  fc.constant<Operator>((pairs) => [...pairs].reverse()),
  index.map((place): Operator => (pairs) => pairs.map(([name, text], one) => one === at(pairs, place) ? [name.toUpperCase(), text] : [name, text])),
  fc.tuple(index, value).map(([place, text]): Operator => (pairs) => changed(pairs, place, () => text)),
  fc.tuple(index, value).map(([place, text]): Operator => (pairs) => changed(pairs, place, (old) => old + text)),
  index.map((place): Operator => (pairs) => changed(pairs, place, (old) => `${old}1`)),
  fc.tuple(index, index).map(([place, where]): Operator => (pairs) => changed(pairs, place, (old) => {
    const cut = where % Math.max(1, old.length)
    return `${old.slice(0, cut)}${old[cut] === 'A' ? 'B' : 'A'}${old.slice(cut + 1)}`
  })),
  fc.tuple(fc.constantFrom(...NAMES), value).map(([name, text]): Operator => (pairs) => [...pairs, [encodeURIComponent(name), text]])
)

/** G-QUERY: what becomes of a good query under one to five operators. */
export const query: fc.Arbitrary<(pairs: Pairs) => string> = fc.tuple(fc.array(operator, { minLength: 1, maxLength: 5 }), separator)
  .map(([operators, glue]) => (pairs) => operators.reduce((so, one) => one(so), pairs).map(([name, text]) => `${name}=${text}`).join(glue))

/** G-COOKIE: what becomes of the header with a good cookie in it. `null`: no header at all. */
export const cookies: fc.Arbitrary<(good: string) => string | null> = fc.oneof(
  fc.constantFrom<(good: string) => string | null>((good) => good, (good) => good, (good) => good, () => null, () => '', () => ';;;=;', (good) => `${good}; ${good}`,
    (good) => good.replace('=', '="') + '"', (good) => `$Version=1; ${good}`, (good) => `\t${good}`, (good) => `\u00a0${good}`, (good) => good.toUpperCase(),
    (good) => good.replace(/=.*/, '='), (good) => good.replace(/=.*/, `=${'x'.repeat(4097)}`), (good) => good.replace(/=.*/, `=${'A'.repeat(8000)}`),
    (good) => `${good}=`, (good) => `${good}; __proto__=x; constructor=y`, (good) => good.replace('__Host-', ''), (good) => good.replace(/=.*/, '={"n":"x"}'),
    (good) => Array.from({ length: 200 }, (_, number) => `c${number}=x`).join('; ') + `; ${good}`,
    (good) => good.replace(/=(.*)/, (_, sealed: string) => `=${Buffer.from(sealed, 'base64url').toString('base64')}`),
    (good) => good.replace(/=(.*)/, (_, sealed: string) => `=${Buffer.from(sealed, 'base64url').toString('hex')}`),
    (good) => good.replace(/=(.*)/, (_, sealed: string) => `=${encodeURIComponent(`${sealed}/+`)}`)),
  // Each bit may flip, and it may end or go on anywhere.
  fc.tuple(index, fc.nat(7)).map(([place, bit]) => (good: string) => {
    const [name = '', sealed = ''] = good.split('=')
    const bytes = Buffer.from(sealed, 'base64url')
    const one = place % bytes.length
    bytes[one] = (bytes[one] as number) ^ (1 << bit)
    return `${name}=${bytes.toString('base64url')}`
  }),
  index.map((place) => (good: string) => good.slice(0, place % good.length)),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).map((more) => (good: string) => good + more.replace(/[^\x21-\x7e]/g, ''))
)

const headerText = fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, '?'))
const HEADERS = ['host', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-for', 'forwarded', 'origin', 'referer', 'sec-fetch-site', 'sec-fetch-mode',
  'sec-fetch-dest', 'accept', 'content-type', 'authorization', 'x-request-id', 'x-http-method-override', 'accept-language', 'if-none-match', 'range']
const HEADER_TEXTS = ['evil.example', 'text/html', 'application/json', '*/*', 'text/html;q=0,*/*;q=1e9', 'application/json\ta', ' text/html', 'Bearer %', 'Basic :',
  'document', 'iframe', 'x'.repeat(4000), '<script>', 'bytes=0-', 'POST', 'https', '::1', '127.0.0.1:99999']

/** G-HEADERS. */
export const headers: fc.Arbitrary<Record<string, string>> = fc.dictionary(fc.constantFrom(...HEADERS), fc.oneof(fc.constantFrom(...HEADER_TEXTS), headerText), { maxKeys: 3 })

/** G-TOKEN, one field of an answer: of every type, and of types within types. */
export const field: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, '', ' ', 0, -1, 1e308, true, false, [], {}, 'x'.repeat(70_000), '\ud800', '0', '1e9', '\0', CANARY, [CANARY], { toString: CANARY },
    '0000-0001-2345-6788', '0000-0000-0000-0000', '0000-0001-2345-678X', '0000–0001–2345–6789', '０000-0001-2345-6789', ' 0000-0001-2345-6789', '0000-0001-2345-6789\n',
    'https://orcid.org/0000-0001-2345-6789', '0000-0002-1825-0097', ['0000-0001-2345-6789'], 'bearer', 'mac', 'openid', 'openid\topenid  /read-limited', 631138518, '631138518'),
  fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: codePoint, maxLength: 40 })
)
export const FIELDS = ['access_token', 'token_type', 'refresh_token', 'expires_in', 'scope', 'name', 'orcid', 'id_token', 'error', 'error_description', '__proto__', 'constructor', 'extra'] as const

/** G-JWT: claims and header of an id_token. Times are counted from now. */
const time = fc.constantFrom<unknown>(0, 1, -1, 59, 61, 300, -300, 86_400, -86_400, 1e9, -1e9, 0.5, 1e20, 'text', null)
export const claims: fc.Arbitrary<Array<readonly [name: string, value: unknown, isTime: boolean]>> = fc.array(fc.oneof(
  fc.tuple(fc.constantFrom('exp', 'iat', 'nbf', 'auth_time'), time, fc.constant(true)),
  fc.tuple(fc.constantFrom('iss', 'aud', 'sub', 'azp', 'nonce', 'at_hash', 'amr', 'name', 'jti', '__proto__'), field, fc.constant(false)),
  fc.tuple(fc.constant('aud'), fc.constantFrom<unknown>([], ['APP-0123456789ABCDEF'], ['APP-0123456789ABCDEF', 'other'], 'app-0123456789abcdef'), fc.constant(false))
), { minLength: 1, maxLength: 3 })
export const jwtHeader: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(fc.constantFrom('kid', 'typ', 'cty', 'jku', 'x5u', 'jwk', 'zip', 'crit'),
  fc.oneof(fc.constantFrom<unknown>('stand-in', 'JWT', 'jwt', 'at+jwt', 'https://evil.example/keys', 'DEF'), fc.string({ maxLength: 20 })), { maxKeys: 2 })

/** What an id_token may be after it was signed. */
export const maimed: fc.Arbitrary<(token: string) => string> = fc.oneof(
  fc.constantFrom<(token: string) => string>((token) => token, (token) => token, (token) => `${token}.`, (token) => token.replace(/\.[^.]*$/, '.'), (token) => token.replace(/^[^.]*/, Buffer.from('{"alg":"none"}').toString('base64url')),
    (token) => token.replace(/^[^.]*/, Buffer.from('{"alg":"HS256","kid":"stand-in"}').toString('base64url')), (token) => token.split('.').reverse().join('.'), () => '..', () => '', (token) => ` ${token}`, (token) => token.repeat(20)),
  fc.tuple(index, index).map(([part, place]) => (token: string) => token.split('.').map((text, one) =>
    one === part % 3 ? text.slice(0, place % text.length) + (text[place % text.length] === 'A' ? 'B' : 'A') + text.slice(place % text.length + 1) : text).join('.'))
)

/** G-OPTIONS: what somebody may write for one option. */
export const option: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', ' ', 0, -1, NaN, Infinity, -0, 1e9, true, [], {}, 'x'.repeat(10_000), Symbol('x'), () => 'x', async () => 'x', new Map(), new Date(0), /x/,
    Object.create(null), Object.freeze({}), new Proxy({}, {}), JSON.parse('{"__proto__":{"x":1}}'), 10n, ['', ' '], [[]], '/x', '//x', 'http://evil.example/', 'https://app.example/cb', 'https://app.example/cb?x=1#y', 'production', 'sandbox'),
  fc.anything({ maxDepth: 2 })
)
