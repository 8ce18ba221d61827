// What most facts share: they were read in ORCID's source, the mock is exact, and a bearer asks for JSON.
import type { Fact } from './fact.ts'

/** A fact that says only what is special. */
export type Row = Pick<Fact, 'id' | 'about' | 'request' | 'answer' | 'source'> & Partial<Fact>

/** Completes a row whose `id` begins with a name of its own. */
export function sourceFact (begin: string, room: string, { id, ...row }: Row): Fact {
  return { id: `${begin}-${id}`, room, sure: 'source', verdict: 'exact', ...row }
}

export const JSON_TYPE = { Accept: 'application/json' }
export const BEARER = { ...JSON_TYPE, Authorization: 'Bearer {accessToken}' }
export const JSON_BODY = { ...BEARER, 'Content-Type': 'application/json' }
