// What a client may ask to be sent: a code, or tokens in the fragment.
import type { Registry } from '../registry/registry.ts'

export type ResponseType = 'code' | 'implicit'

const IMPLICIT: ReadonlySet<string> = new Set(['token', 'id_token', 'id_token token', 'token id_token'])

/** What a `response_type` means, or null if ORCID has none such. */
export function readResponseType ({ behaviour }: Registry, responseType: string): ResponseType | null {
  if (responseType === 'code') return 'code'
  return behaviour.implicitFlow !== 'off' && IMPLICIT.has(responseType) ? 'implicit' : null
}
