// Reads what ORCID wrote about a refusal, for the developer: short, and without the token, which ORCID repeats.
import { REDACTED } from '../login-result.ts'

const MAX_READ = 20_000
const MAX_LENGTH = 500
const TEXTS = ['developer-message', 'user-message', 'error_description', 'error-description']
// ORCID's tokens are UUIDs. Nothing as long as the third is a word, and it may be a part of a longer token.
const TOKENS = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<=token\s?[:=]\s?)\S+|\S{100,}/gi

// The way to a member that ORCID could not read, in the classes and members of its model, and the places of its lists:
// `org.orcid.….Work["external-ids"]->org.orcid.….ExternalIDs["external-id"]->java.util.ArrayList[0]`.
const STEP = /org\.orcid(?:\.\w{1,40}){1,10}\["?[\w-]{1,35}"?\]|java\.util\.ArrayList\[\d{1,5}\]/.source
const CHAIN = new RegExp(`^\\(?(?:${STEP})(?:->(?:${STEP}))*\\)*$`)

function listTexts (json: unknown): string[] {
  const body = (json ?? {}) as Record<string, unknown>
  return TEXTS.map((name) => body[name]).filter((text) => typeof text === 'string').map((text) => text.slice(0, MAX_READ))
}

/** What ORCID wrote, to tell refusals apart. It repeats the token. */
export const readTexts = (json: unknown): string => listTexts(json).join(' ')

/** Whether ORCID could not check the token, and therefore refused it (ORCID-Source, OrcidBearerTokenFilter). */
export const isTokenUnchecked = (json: unknown): boolean =>
  /unable to obtain information from the authorization server/i.test(readTexts(json))

/**
 * What ORCID wrote, for a log: a part of `cause`, nothing without a text. `secrets` are those of the request: ORCID
 * repeats a token, and a code that the visitor's browser brought.
 */
export function quoteOrcid (json: unknown, secrets: readonly string[]): { readonly orcidMessage?: string } {
  const [text = ''] = listTexts(json)
  const masked = secrets.reduce((masked, secret) => masked.replaceAll(secret, REDACTED), text)
    .replace(TOKENS, (run) => CHAIN.test(run) ? run : REDACTED)
  // A terminal obeys control characters (CWE-117).
  return masked === '' ? {} : { orcidMessage: masked.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_LENGTH) }
}
