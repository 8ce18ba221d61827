// What ORCID, its record API and the edge in front of them say when they fail, word for word.
import { edgePage, TOO_MANY_READS } from '../../orcid/web/edge.ts'
import type { MockEndpoint } from '../endpoints.ts'

export interface FaultResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request that a fault answers. */
export interface FaultedRequest {
  readonly endpoint: MockEndpoint
  readonly issuer: string
  /** `''` without one. */
  readonly accessToken: string
}

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' }
const HTML_TYPE = { 'content-type': 'text/html; charset=UTF-8' }

function json (status: number, members: object): FaultResponse {
  return { status, headers: JSON_TYPE, body: JSON.stringify(members) }
}

// ORCID-Source, api_en.properties: developer-message, user-message and error-code.
const RECORD_ERRORS: Readonly<Record<string, readonly [developer: string, user: string, code: number]>> = {
  400: ['The client application sent a bad request to ORCID.',
    'The client application sent a bad request to ORCID.', 9006],
  403: ['403 Forbidden: Insufficient or wrong scope.',
    'The client application is forbidden to perform the action.', 9004],
  415: ['400 Bad Request: There is an issue with your data or the API endpoint. 405 Method Not Allowed: ' +
    'Endpoint and method mismatch. 415 Unsupported Media Type: data must be in XML or JSON format. Full ' +
    'validation error: HTTP 415 Unsupported Media Type', 'ORCID could not process the data, because they were invalid.', 9001],
  500: ['java.lang.IllegalStateException', 'Something went wrong in ORCID.', 9008]
}

function recordError (status: number): FaultResponse {
  const [developer, user, code] = RECORD_ERRORS[status] as readonly [string, string, number]
  return json(status, {
    'response-code': status,
    'developer-message': developer,
    'user-message': user,
    'error-code': code,
    'more-info': 'https://members.orcid.org/api/resources/troubleshooting'
  })
}

const GRANT = 'One of the provided parameters is invalid, or, the provided token/code is invalid or expired'

const OAUTH_ERRORS: Readonly<Record<string, FaultResponse>> = {
  400: json(400, { error_description: GRANT, error: 'invalid_grant' }),
  401: json(401, { error_description: 'Client authentication failed', error: 'invalid_client' }),
  403: json(403, { error: 'access_denied', 'error-description': 'access_token is invalid' }),
  415: edgePage(415),
  500: json(500, { error: 'server_error', error_description: 'Internal Server Error' })
}

const CHALLENGE = '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>' +
  '<meta http-equiv="refresh" content="390"></head><body><noscript>Enable JavaScript and cookies to continue' +
  '</noscript></body></html>'

/** ORCID's rate limit, as plain text that does not say so. */
export function tooManyRequests (headers: Readonly<Record<string, string>>): FaultResponse {
  return { status: 429, headers, body: TOO_MANY_READS }
}

export function challenge (): FaultResponse {
  return { status: 403, headers: { ...HTML_TYPE, server: 'cloudflare', 'cf-mitigated': 'challenge' }, body: CHALLENGE }
}

/** A refusal in the words of the endpoint. The record API quotes the access token, as ORCID's does. */
export function refuseAs (status: number): (request: FaultedRequest) => FaultResponse {
  return ({ endpoint, accessToken }) => {
    if (endpoint === 'authorize') return edgePage(status)
    if (endpoint !== 'record') return OAUTH_ERRORS[status] as FaultResponse
    return status === 401 ? tokenRefused(accessToken) : recordError(status)
  }
}

function tokenRefused (accessToken: string, reason = ''): FaultResponse {
  return json(401, { error: 'invalid_token', error_description: `Invalid access token: ${reason}${accessToken}` })
}

/** What a good token meets while ORCID cannot ask its authorization server about it. */
export function uncheckedToken ({ endpoint, accessToken }: FaultedRequest): FaultResponse {
  if (endpoint === 'userinfo') return OAUTH_ERRORS[403] as FaultResponse
  return tokenRefused(accessToken, 'Unable to obtain information from the authorization server: ')
}
