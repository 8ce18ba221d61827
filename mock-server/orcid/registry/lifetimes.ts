// How long what ORCID hands out works, and what a code looks like, as the mock's behaviour has it.
import type { Behaviour } from '../../options/behaviour/behaviour.ts'
import type { CodeKind } from './grants.ts'

const CODE_TTL_MS = { '10 minutes': 600_000, '24 hours': 86_400_000 } as const

// About twenty years, as in ORCID's documentation: a second less than what is configured there.
const TOKEN_TTL_SECONDS = { '20 years': 631138518, '1 hour': 3599 } as const

/** What a fresh code is like. */
export function codeKind ({ codeLifetime, codeFormat }: Behaviour): CodeKind {
  return { ttlMs: CODE_TTL_MS[codeLifetime], isOpaque: codeFormat === 'opaque' }
}

/** What `expires_in` of a fresh token says, in seconds. */
export function tokenLifetime ({ tokenLifetime }: Behaviour): number {
  return TOKEN_TTL_SECONDS[tokenLifetime]
}
