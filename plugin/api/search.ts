// Leg three without a person: finds people by what they show in public.
import type { Static } from 'typebox'
import { sendRepeatable } from '../back-channel/retry.ts'
import type { ClientContext } from '../context.ts'
import { OrcidBadResponseError } from '../errors.ts'
import { isOrcidId, type OrcidId } from '../orcid-id.ts'
import { createGuard } from '../typebox.ts'
import type { WithAppToken } from './app-token.ts'
import { createApiError } from './errors.ts'
import { rejectInput, takeObject, takeOptions } from './input.ts'

// A thousand people with many names and places are some megabytes.
const MAX_BYTES = 16 * 1024 * 1024
const MAX_ROWS = 1000
// Java's Integer.
const MAX_START = 2 ** 31 - 1
const DEFAULT_ROWS = 20
const MAX_TERM = 300

/** Whom to find. Every member that is given must fit; at least one is needed. */
export interface OrcidSearchTerms {
  /** The family name, its words in this order. */
  readonly familyName?: string | undefined
  /** The given names. */
  readonly givenNames?: string | undefined
  /** The name of an organization that the person studied or worked at. */
  readonly affiliation?: string | undefined
  /** The ROR id of such an organization: `https://ror.org/052gg0110`, or its last part. */
  readonly ror?: string | undefined
  /** The DOI of a work of the person's: `10.5555/12345678`, or as a URL. */
  readonly doi?: string | undefined
  /** An e-mail address that the person shows in public, which few do. */
  readonly email?: string | undefined
  /** A keyword of the person's. */
  readonly keyword?: string | undefined
  /** Words that are anywhere on the record, each of them. */
  readonly text?: string | undefined
  /** Given and family name as one, with or without diacritics: `Amara Okafor`. */
  readonly name?: string | undefined
}

/** Which of those who were found. */
export interface OrcidSearchPage {
  /**
   * How many to leave out.
   *
   * @default 0
   */
  readonly start?: number | undefined
  /**
   * How many to return at most, 0 to 1000.
   *
   * @default 20
   */
  readonly rows?: number | undefined
}

/** Somebody who was found: what they show in public. Escape every text. */
export interface OrcidFoundPerson {
  /** The iD. Nobody has proved that it is theirs: only a login does. */
  readonly orcid: OrcidId
  /** The given names; `null` if the person does not show them. */
  readonly givenNames: string | null
  /** The family name; many people have none. */
  readonly familyName: string | null
  /** The name they publish under. */
  readonly creditName: string | null
  /** Other names they are known by. */
  readonly otherNames: readonly string[]
  /** The e-mail addresses they show, which may not be verified. */
  readonly emails: readonly string[]
  /** The names of the organizations they are, or were, at. */
  readonly institutions: readonly string[]
}

/** The result of a search. */
export interface OrcidSearchResult {
  /** How many there are in all. */
  readonly total: number
  /** Those of this page, in ORCID's order: whoever fits best comes first. */
  readonly people: readonly OrcidFoundPerson[]
}

/** The type of {@link OrcidClient.search}, where it is described. */
export type Search = (terms: OrcidSearchTerms, page?: OrcidSearchPage) => Promise<OrcidSearchResult>

// Inside quotes only the quote and the backslash mean something (Solr, query parser syntax).
const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`
const anyOf = (field: string, values: readonly string[]): string => `${field}:(${values.map(quote).join(' OR ')})`

/** A DOI stands in the index as whoever added the work wrote it. */
function doiQuery (doi: string): string {
  const bare = /^(?:doi:|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d+\/.+)$/i.exec(doi)?.[1]
  if (bare === undefined) return rejectInput('not a DOI: expected `doi` like 10.5555/12345678')
  return anyOf('doi-self', [bare, `https://doi.org/${bare}`, `http://dx.doi.org/${bare}`])
}

function rorQuery (ror: string): string {
  const id = /^(?:(?:https:\/\/)?ror\.org\/)?(0[a-z\d]{6}\d{2})$/i.exec(ror)?.[1]
  if (id === undefined) return rejectInput('not a ROR id: expected `ror` like https://ror.org/052gg0110')
  return anyOf('ror-org-id', [`https://ror.org/${id.toLowerCase()}`])
}

const textQuery = (text: string): string => `text:(${text.split(/\s+/).map(quote).join(' AND ')})`

/** What each term asks of ORCID's index (ORCID-Source, solr-config schema.xml). */
const QUERIES: Readonly<Record<keyof OrcidSearchTerms, (value: string) => string>> = {
  familyName: (value) => anyOf('family-name', [value]),
  givenNames: (value) => anyOf('given-names', [value]),
  affiliation: (value) => anyOf('affiliation-org-name', [value]),
  ror: rorQuery,
  doi: doiQuery,
  email: (value) => anyOf('email', [value]),
  keyword: (value) => anyOf('keyword', [value]),
  text: textQuery,
  name: (value) => anyOf('given-and-family-names', [value])
}

function readTerm (name: string, value: unknown): string {
  if (!Object.hasOwn(QUERIES, name)) {
    return rejectInput(`no such term: expected ${Object.keys(QUERIES).join(', ')}`)
  }
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '' || text.length > MAX_TERM) return rejectInput(`\`${name}\` must be a text of 1 to ${MAX_TERM} characters`)
  // Control characters, and halves of a character, which no URL can hold.
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return rejectInput(`\`${name}\` has characters that are none`)
  // ORCID's index has words. It leaves out a term without one, and would find everybody whom the others fit.
  if (!/[\p{L}\p{N}]/u.test(text)) return rejectInput(`\`${name}\` needs a letter or a digit`)
  return QUERIES[name as keyof OrcidSearchTerms](text)
}

/** Members that are `undefined` are left out. */
function buildQuery (terms: object): string {
  const given = Object.entries(terms).filter(([, value]) => value !== undefined)
  if (given.length === 0) rejectInput(`whom to find: expected one of ${Object.keys(QUERIES).join(', ')}`)
  return given.map(([name, value]) => readTerm(name, value)).join(' AND ')
}

function readNumber (name: string, value: unknown, maximum: number): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maximum) return Number(value)
  return rejectInput(`\`${name}\` must be a whole number from 0 to ${maximum}`)
}

const texts = { anyOf: [{ type: 'null' }, { type: 'array', items: { type: 'string' } }] } as const
const textOrNull = { anyOf: [{ type: 'null' }, { type: 'string' }] } as const

const SearchResponse = {
  type: 'object',
  required: ['num-found'],
  properties: {
    'num-found': { type: 'integer', minimum: 0 },
    'expanded-result': {
      anyOf: [{ type: 'null' }, {
        type: 'array',
        maxItems: MAX_ROWS,
        items: {
          type: 'object',
          required: ['orcid-id'],
          properties: {
            'orcid-id': { type: 'string' },
            'given-names': textOrNull,
            'family-names': textOrNull,
            'credit-name': textOrNull,
            'other-name': texts,
            email: texts,
            'institution-name': texts
          }
        }
      }]
    }
  }
} as const
type SearchResponse = Static<typeof SearchResponse>
const isSearchResponse = createGuard<SearchResponse>(SearchResponse)

function readPerson (found: NonNullable<SearchResponse['expanded-result']>[number]): OrcidFoundPerson {
  const { 'orcid-id': orcid } = found
  if (!isOrcidId(orcid)) throw new OrcidBadResponseError({ cause: { statusCode: 200, reason: 'found what is no iD' } })
  return Object.freeze({
    orcid,
    givenNames: found['given-names'] ?? null,
    familyName: found['family-names'] ?? null,
    creditName: found['credit-name'] ?? null,
    otherNames: Object.freeze(found['other-name'] ?? []),
    emails: Object.freeze(found.email ?? []),
    institutions: Object.freeze(found['institution-name'] ?? [])
  })
}

export function createSearch ({ settings, backChannel }: ClientContext, withAppToken: WithAppToken): Search {
  const address = `${settings.environment.publicApi}/expanded-search`

  return async function search (terms, page) {
    const query = buildQuery(takeObject(terms, "{ familyName: 'Garcia' }"))
    const { start = 0, rows = DEFAULT_ROWS } = takeOptions(page, '{ start: 0, rows: 20 }', ['start', 'rows'])
    const parameters = new URLSearchParams({
      q: query, start: String(readNumber('start', start, MAX_START)), rows: String(readNumber('rows', rows, MAX_ROWS))
    })
    return await withAppToken(async (accessToken) => {
      const headers = { authorization: `Bearer ${accessToken}` }
      const answer = await sendRepeatable(backChannel, { url: `${address}?${String(parameters)}`, headers, maxBytes: MAX_BYTES })
      const { statusCode, json } = answer
      if (statusCode !== 200) throw createApiError(answer, '/read-public', [accessToken])
      if (!isSearchResponse(json)) {
        throw new OrcidBadResponseError({ cause: { statusCode, reason: 'not the result of a search' } })
      }
      return Object.freeze({ total: json['num-found'], people: Object.freeze((json['expanded-result'] ?? []).map(readPerson)) })
    })
  }
}
