// `GET /v3.0/identifiers` of the public API: the types of identifier that ORCID knows.
import { parameter, queryOf } from '../../web/parameters.ts'
import type { Members } from '../../registry/record/model.ts'
import { RECORDED_AT } from '../../registry/record/store.ts'
import { hasScope } from '../../registry/scopes.ts'
import { RecordRefusal, refuse, routingError } from '../errors.ts'
import { acceptable } from '../respond.ts'
import { reading, type Call, type FindEndpoint } from '../target.ts'
import { identifierTypes, type IdentifierType } from './types.ts'

// commons-lang3, LocaleUtils.
const LOCALE = /^[a-z]{2,3}(?:_[A-Z]{2}(?:_[^_]+)?)?$/

function renderType ([name, type]: readonly [string, IdentifierType]): Members {
  const { title, isAlone, resolutionPrefix = null, isCaseSensitive = false, putCode } = type
  return {
    name,
    resolutionPrefix,
    description: isAlone ? title : `${name}: ${title}`,
    dateCreated: RECORDED_AT,
    lastModified: RECORDED_AT,
    caseSensitive: isCaseSensitive,
    primaryUse: 'work',
    deprecated: false,
    putCode
  }
}

function listTypes ({ request, token }: Call): Members[] {
  // Unlike a record, this has no media type of ORCID's own.
  if (!acceptable(request).includes('application/json')) throw new RecordRefusal(routingError(406))
  if (token !== null && !hasScope(token.scopes, '/read-public')) refuse(9004)
  const locale = parameter(queryOf(request), 'locale')
  if (locale !== '' && !LOCALE.test(locale)) refuse(9006, { detail: `Invalid locale format: ${locale}` })
  return [...identifierTypes].map(renderType)
}

/** The member API takes the path for a record's, as it takes any. */
export const findIdentifiersEndpoint: FindEndpoint = (below, isMemberApi) =>
  isMemberApi || below.length > 0 ? null : { GET: reading(listTypes) }
