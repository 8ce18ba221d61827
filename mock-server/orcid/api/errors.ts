// Every refusal of the record API that ORCID has a number for, in the English of its api_en.properties.
import { STATUS_CODES } from 'node:http'

export interface ApiError {
  readonly status: number
  readonly code: number
  readonly developerMessage: string
  readonly userMessage: string
}

/** Thrown where a request is refused: the whole request, or one work of a bulk. */
export class RecordRefusal extends Error {
  readonly error: ApiError

  constructor (error: ApiError) {
    super(error.developerMessage)
    this.error = error
  }
}

const RETRY = 'There was an error when updating the record. Please try again. If the error persists, please contact ' +
  // eslint-disable-next-line no-template-curly-in-string -- ORCID's own placeholders, filled in below
  '${clientName} for assistance.'
const FORBIDDEN = 'The client application is forbidden to perform the action.'
const TOO_MANY_WORKS = 'The maximum number of works that can be connected to an ORCID record is 10,000'

// Status, developer message, user message; without a user message the two are the same.
/* eslint-disable no-template-curly-in-string -- ORCID's own placeholders, filled in below */
const ERRORS = {
  9001: [400, '400 Bad Request: There is an issue with your data or the API endpoint. ' +
    '405 Method Not Allowed: Endpoint and method mismatch. ' +
    '415 Unsupported Media Type: data must be in XML or JSON format.',
  'ORCID could not process the data, because they were invalid.'],
  9004: [403, '403 Forbidden: Insufficient or wrong scope.', FORBIDDEN],
  9006: [400, 'The client application sent a bad request to ORCID.'],
  9007: [301, '301 Moved Permanently: This account is deprecated. Please refer to account: ${orcid}. ' +
    'ORCID ${deprecated_orcid}', 'This account is deprecated. Please refer to account: ${orcid}.'],
  // Java's name of what went wrong, which stands where a message would.
  9008: [500, '${exception}', 'Something went wrong in ORCID.'],
  9010: [403, '403 Forbidden: You are not the source of the work, so you are not allowed to update it.',
    'The client application is not the source of the resource it is trying to access.'],
  9011: [404, '404 Not Found: The ORCID record or item was not found.', 'The resource was not found.'],
  9012: [400, 'The client application made a bad request to the ORCID API.'],
  9013: [403, '403 Forbidden: The item is private and you are not the source.', FORBIDDEN],
  9014: [403, FORBIDDEN],
  9016: [404, '404 Not Found: The resource was not found.', 'The resource was not found.'],
  9017: [401, '401 Unauthorized: The client application is not authorized for this ORCID record.',
    'The client application is not authorized.'],
  9018: [409, '409 Conflict: The ORCID record is locked and cannot be edited. ORCID ${orcid}',
    'The ORCID record is locked.'],
  9019: [400, '400 Bad Request: The put code in the URL was ${urlPutCode} whereas the one in the body was ' +
    '${bodyPutCode}.', RETRY],
  9020: [400, '400 Bad Request: Invalid incoming message.', 'Invalid incoming message.'],
  9021: [409, '409 Conflict: You have already added this activity (matched by external identifiers), please see ' +
    'element with put-code ${putCode}. If you are trying to edit the item, please use PUT instead of POST.', RETRY],
  9022: [400, '400 Bad Request: Invalid activity, a title is required.', 'Invalid activity:  A title is required.'],
  9023: [400, '400 Bad Request: Invalid activity, an external identifier is required.',
    'Invalid activity: an external identifier is required.'],
  9024: [400, '400 Bad Request: Put-code is included when not expected. When posting new activities, the put code ' +
    'should be omitted.', RETRY],
  9025: [409, '409 Conflict: The given group-id-record already exists.', 'The given group-id-record already exists.'],
  9026: [400, '400 Bad Request: The group you are trying to access does not exist, you may need to create it.',
    'The group-id-record does not exist.'],
  9028: [404, 'No webhook found for orcid=${orcid}, and uri=${uri}.', 'The resource was not found.'],
  9030: [409, 'The element \'${value}\' of type \'${type}\' is duplicated. '],
  9034: [400, '400 Bad Request: The put code provided is not valid.', RETRY],
  9035: [403, '403 Forbidden: You can\'t change the visibility of an item, please remove the visibility or set it to ' +
    'the current value.', RETRY],
  9036: [409, '409 Conflict: This record has not been claimed.', 'This record has not been claimed, if this is your ' +
    'record you can claim it at https://orcid.org/resend-claim.'],
  9037: [400, 'Invalid ${type}, valid values are: ${values}.', 'Please specify a work type.'],
  9038: [403, '409 Conflict: The item has a limited or private visibility and your request doesn\'t have the ' +
    'required scope.', 'You don\'t have the permissions to execute this action.'],
  9039: [403, '403 Forbidden: The item is not public and cannot be accessed with the Public API.', FORBIDDEN],
  9040: [409, 'The item can\'t be deleted.'],
  9041: [404, '404 Not Found: Biography for the given record is null.',
    'There is no biography for the given record.'],
  9042: [400, 'org.orcid.core.exception.ExceedMaxNumberOfPutCodesException', 'Too many put codes supplied'],
  9043: [400, 'The start parameter for API users without credentials must be an integer between 0 and 10,000'],
  9044: [409, '409 Conflict: The ORCID record is deactivated and cannot be edited.',
    'The ORCID record is deactivated.'],
  9045: [400, '400 Bad request: disambiguated-organization must be present and valid',
    'No valid disambiguated-organization is included in the data.'],
  9046: [400, '400 Bad request: organization must be present and valid',
    'No valid organization is included in the data.'],
  // Nobody fills in ${error}: it is what ORCID sends (InvalidJSONException has no parameters).
  9047: [400, '400 Bad request: invalid JSON - ${error}', 'Invalid JSON.'],
  9048: [409, `409 Conflict: ${TOO_MANY_WORKS}`, `${TOO_MANY_WORKS} and you have now exceeded this limit. Please remove ` +
    'some works and try again. For more information, see https://support.orcid.org/hc/articles/360006973133'],
  9049: [400, '400 Bad request: invalid date: ${dateString} ', 'Invalid date'],
  9050: [400, '400 Bad request: missing start-date. If you specify an end-date, you must specify a start-date',
    'Missing start-date. If you specify an end-date, you must specify a start-date'],
  9053: [400, '400 Bad Request: invalid ISSN', 'This does not appear to be a valid ISSN'],
  9054: [400, '400 Bad Request: invalid amount', 'This does not appear to be a valid funding amount'],
  9055: [400, '400 Bad Request: End date must come after start date.', 'End date must come after start date.'],
  9058: [400, '404 Bad Request: Invalid contributor role: ${role}. Expected one of ${validRoles}. ',
    'Invalid contributor role.'],
  9060: [400, 'City and country are required for education/employment.'],
  9061: [400, 'City or region cannot be provided without a country for the organization address.'],
  9062: [400, 'Professional activities cannot be added without an organization id/external identifier. One has to be present.']
} as const satisfies Record<number, readonly [number, string] | readonly [number, string, string]>
/* eslint-enable no-template-curly-in-string */

export type ErrorCode = keyof typeof ERRORS

interface ErrorDetails {
  /** Values of the message's placeholders; ORCID leaves a placeholder without a value as it is. */
  readonly params?: Readonly<Record<string, string | number | null | undefined>>
  /** The text behind `Full validation error:`. */
  readonly detail?: string
  /** The words of the exception behind it, which come last, in brackets. */
  readonly cause?: string
  readonly status?: number
}

function fill (message: string, params: ErrorDetails['params'] = {}): string {
  return message.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder))
}

export function apiError (code: ErrorCode, { params, detail, cause, status }: ErrorDetails = {}): ApiError {
  const [ownStatus, developer, user = developer] = ERRORS[code] as readonly [number, string, string?]
  const developerMessage = fill(developer, params) + (detail === undefined ? '' : ` Full validation error: ${detail}`) +
    (cause === undefined ? '' : ` (${cause})`)
  return { status: status ?? ownStatus, code, developerMessage, userMessage: fill(user, params) }
}

export function refuse (code: ErrorCode, details?: ErrorDetails): never {
  throw new RecordRefusal(apiError(code, details))
}

/** Refuses a body that does not fit. ORCID says twice what is wrong, as its own words and as those of the cause. */
export function refuseJson (detail: string): never {
  return refuse(9047, { detail, cause: detail })
}

/** The error for a path, a method, a body or a media type that the record API does not have. */
export function routingError (status: 404 | 405 | 406 | 413 | 415, cause?: string): ApiError {
  // ORCID's container has another name for this than Node.
  const name = status === 413 ? 'Request Entity Too Large' : STATUS_CODES[status]
  return apiError(9001, { status, detail: `HTTP ${status} ${name}${cause === undefined ? '' : ` (${cause})`}` })
}

// ORCID's default is XML. To send JSON instead would let a missing header pass that breaks at ORCID, so XML is refused
// with a text that a test can recognise.
function xmlError (status: number, verb: string, problem: string): ApiError {
  const developerMessage = `This fake ORCID speaks JSON only, and ${problem}: application/json`
  return { status, code: 9001, developerMessage, userMessage: `${verb} application/json.` }
}

/** For a request whose answer ORCID would write as XML. */
export const xmlAnswerError = xmlError(406, 'Ask for',
  'the request accepts XML or anything, for which ORCID sends XML. Ask for JSON: Accept')

/** For an address of version 2.0 or 2.1. */
export const versionError: ApiError = {
  ...routingError(404), developerMessage: 'This fake ORCID speaks version 3.0 of the API only. Ask for /v3.0/.'
}

export const xmlBodyError = xmlError(415, 'Send', 'the body is XML. Send JSON: Content-Type')
