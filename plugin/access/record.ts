// Leg three: the record, read with the token the person granted.
import { unavailable } from '../back-channel/http.ts'
import type { BackChannelAnswer } from '../back-channel/http.ts'
import { OrcidApiError, OrcidBadResponseError, OrcidIdentityError, OrcidTokenInvalidError } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import type { Registration } from '../registration.ts'
import { isSection } from './record-schemas.ts'
import type { OrcidSections } from './record-schemas.ts'

// A record with thousands of works is a few megabytes.
const LARGEST = 16 * 1024 * 1024

/** One person's record. */
export interface OrcidRecord {
  /**
   * Reads a part of the record: `const person = await record.read('person')`. One request, nothing kept.
   *
   * Rejects with `ORCID_ERR_TOKEN_INVALID` (start the login again), `ORCID_ERR_API` (ORCID refused; `cause` has its
   * status and its own error code), `ORCID_ERR_UNAVAILABLE`, `ORCID_ERR_BAD_RESPONSE` and what the back channel throws.
   */
  read<Section extends keyof OrcidSections> (section: Section): Promise<OrcidSections[Section]>
}

/** Which of ORCID's two APIs to use: anybody's public data, or what a member organisation was granted. */
export interface OrcidRecordOptions {
  /**
   * `'member'` sees what the person granted (`/read-limited`) and is for member clients only.
   *
   * @default 'public'
   */
  readonly api?: 'public' | 'member'
}

/** Opens a record. Throws `ORCID_ERR_IDENTITY` if the iD is none, before anything is sent. */
export type OpenRecord = (accessToken: string, orcid: string, options?: OrcidRecordOptions) => OrcidRecord

/** Makes the function that opens records, for one registration. */
export function createRecord ({ settings, orcid: backChannel }: Registration): OpenRecord {
  const { publicApi, memberApi } = settings.environment

  return function record (accessToken, orcid, { api = 'public' } = {}) {
    if (!isOrcidId(orcid)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
    const base = `${api === 'member' ? memberApi : publicApi}/${orcid}`

    async function read<Section extends keyof OrcidSections> (section: Section): Promise<OrcidSections[Section]> {
      const answer = await backChannel.send({
        url: `${base}/${section}`,
        headers: { authorization: `Bearer ${accessToken}` },
        maxBytes: LARGEST
      })
      if (answer.statusCode !== 200) throw refusal(answer)
      if (!isSection(section, answer.json)) {
        throw new OrcidBadResponseError({ cause: { statusCode: 200, reason: `not the ${section} part of a record` } })
      }
      return answer.json
    }

    return Object.freeze({ read })
  }
}

/** ORCID repeats the token in the body of a 401, so nothing of the body but its number is kept. */
function refusal (answer: BackChannelAnswer): Error {
  const { statusCode, json } = answer
  const { error, 'error-code': errorCode } = (json ?? {}) as { error?: unknown, 'error-code'?: unknown }
  if (statusCode === 401 && error === 'invalid_token') return new OrcidTokenInvalidError({ cause: { statusCode } })
  const number = typeof errorCode === 'number' ? errorCode : null
  return unavailable(answer) ?? new OrcidApiError({ cause: { statusCode, errorCode: number } })
}
