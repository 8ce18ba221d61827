// What can go wrong on the wire, by name: every kind of fault and the endpoints it can strike.
import type { MockFaultKind } from './fault-kind.ts'
import { endpoints } from '../endpoints.ts'
import type { MockEndpoint } from '../endpoints.ts'
import { oddAnswers } from './odd-answers.ts'

export type { MockFaultKind } from './fault-kind.ts'

const all = Object.keys(endpoints) as MockEndpoint[]

const back: readonly MockEndpoint[] = ['token', 'revoke', 'record']

const API_ERRORS = 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md'
const LIMITS = 'https://info.orcid.org/ufaqs/what-are-the-api-limits'
const CHALLENGE = 'https://github.com/ORCID/ORCID-Source/issues/6607'
const HTTP = 'https://www.rfc-editor.org/rfc/rfc9110'
const HTTP1 = 'https://www.rfc-editor.org/rfc/rfc9112'

/** Every kind of fault, by the name `fail()` takes. */
export const faultKinds = {
  400: {
    does: 'Refused as a bad request, in the endpoint\'s own words: `invalid_grant`, or 9006 of the record API.',
    phase: 'instead',
    endpoints: ['authorize', ...back],
    source: API_ERRORS
  },
  401: {
    does: 'Refused as unauthenticated: `invalid_client`, or `invalid_token` of the record API.',
    phase: 'instead',
    endpoints: back,
    source: API_ERRORS
  },
  403: {
    does: 'Refused as forbidden: userinfo\'s `access_denied` with its hyphen, or 9004 of the record API.',
    phase: 'instead',
    endpoints: ['userinfo', 'record'],
    source: API_ERRORS
  },
  415: {
    does: 'Refused for its media type: a servlet container\'s HTML page, or 9001 of the record API.',
    phase: 'instead',
    endpoints: back,
    source: API_ERRORS
  },
  429: {
    does: 'Too many requests: ORCID\'s two sentences of plain text, and no `Retry-After`.',
    phase: 'instead',
    endpoints: all,
    source: 'https://github.com/ORCID/ORCID-Source orcid-pub-web ApiRateLimitFilter.java'
  },
  '429-retry-after': {
    does: 'As `429`, with `Retry-After: 2`.',
    phase: 'instead',
    endpoints: all,
    source: `${HTTP}#section-10.2.3`
  },
  500: {
    does: 'ORCID failed: `server_error`, or 9008 of the record API.',
    phase: 'instead',
    endpoints: all,
    source: API_ERRORS
  },
  502: {
    does: 'The edge in front of ORCID found no ORCID behind it: a bare HTML page.',
    phase: 'instead',
    endpoints: all,
    source: `${HTTP}#section-15.6.3`
  },
  503: {
    does: 'Over the burst limit, or down for maintenance: a bare HTML page without `Retry-After`.',
    phase: 'instead',
    endpoints: all,
    source: LIMITS
  },
  '503-retry-after': {
    does: 'As `503`, with `Retry-After: 2`.',
    phase: 'instead',
    endpoints: all,
    source: `${HTTP}#section-10.2.3`
  },
  challenge: {
    does: 'The edge takes the client for a robot: 403 with the HTML of a challenge, where JSON was due.',
    phase: 'instead',
    endpoints: all,
    source: CHALLENGE
  },
  redirect: {
    does: 'A 307 to `/elsewhere` of the mock, to which a careless client posts its secret again.',
    phase: 'instead',
    endpoints: all,
    source: `${HTTP}#section-15.4.8`
  },
  'reset-before-work': {
    does: 'The connection is reset before ORCID has done anything.',
    phase: 'instead',
    endpoints: all,
    source: `${HTTP1}#section-9.5`
  },
  delay: {
    does: 'The right answer, `delayMs` late (one second unless told).',
    phase: 'after',
    endpoints: all,
    source: LIMITS
  },
  stall: {
    does: 'The work is done and no answer ever comes; the connection stays open.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP}#section-15.6.5`
  },
  'stall-body': {
    does: 'The headers and half of the body come, and then nothing; the connection stays open.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP1}#section-8`
  },
  drip: {
    does: 'The right answer, one byte every `delayMs` (100 unless told).',
    phase: 'after',
    endpoints: all,
    source: 'https://www.rfc-editor.org/rfc/rfc4732#section-2.2'
  },
  'reset-before-headers': {
    does: 'The work is done and the connection is reset before the first byte of the answer.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP1}#section-9.5`
  },
  'reset-after-headers': {
    does: 'The headers come, and then the connection is reset.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP1}#section-9.5`
  },
  'empty-reply': {
    does: 'The connection is closed in good order, without one byte of an answer.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP1}#section-9.5`
  },
  truncated: {
    does: 'The connection is closed in good order after half of the body.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP1}#section-8`
  },
  malformed: {
    does: 'The right status and type, and a body cut in half, so that JSON does not parse.',
    phase: 'after',
    endpoints: all,
    source: 'https://www.rfc-editor.org/rfc/rfc8259#section-9'
  },
  'wrong-type': {
    does: 'The right body, which says that it is `text/html`.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP}#section-8.3`
  },
  'wrong-length': {
    does: 'A `Content-Length` ten bytes short of the body.',
    phase: 'after',
    endpoints: all,
    source: `${HTTP1}#section-6.3`
  },
  huge: {
    does: 'The right body, followed by sixteen mebibytes of blanks.',
    phase: 'after',
    endpoints: all,
    source: 'https://cwe.mitre.org/data/definitions/770.html'
  },
  'gzip-bomb': {
    does: 'As `huge`, squeezed by gzip into some sixteen kibibytes.',
    phase: 'after',
    endpoints: all,
    source: 'https://cwe.mitre.org/data/definitions/409.html'
  },
  ...oddAnswers
} as const satisfies Record<string, MockFaultKind>

/** The name of a kind of fault. A status may be written as a number. */
export type MockFaultName = `${keyof typeof faultKinds}` | Extract<keyof typeof faultKinds, number>
