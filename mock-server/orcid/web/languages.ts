// Which language a page is in: what the client asked for, or else the browser, or else English.
import type { FastifyRequest } from 'fastify'
import { parameter, queryOf } from './parameters.ts'
import { arabic } from './arabic.ts'
import { english } from './english.ts'
import { spanish } from './spanish.ts'
import type { Texts } from './texts.ts'

/** Every language the pages are in. */
export const languages: readonly Texts[] = [english, spanish, arabic]

// A tag may name a country behind a hyphen or, as ORCID writes it, an underscore.
function findLanguage (tag: string): Texts | undefined {
  const [primary] = tag.trim().toLowerCase().split(/[-_;]/)
  return languages.find((language) => language.tag === primary)
}

/**
 * The language of the pages for a request. A `lang` the mock does not have falls back to the browser's.
 *
 * @see https://info.orcid.org/documentation/integration-guide/customizing-the-sign-in-register-screen/
 */
export function languageOf (request: FastifyRequest): Texts {
  const preferred = (request.headers['accept-language'] ?? '').split(',')
  return [parameter(queryOf(request), 'lang'), ...preferred].map(findLanguage)
    .find((language) => language !== undefined) ?? english
}
