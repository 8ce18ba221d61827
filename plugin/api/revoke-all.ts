// Leg three: revokes a list of tokens, and says what became of each.
import type { OrcidError } from '../errors.ts'
import { pickToken, rejectInput, type OrcidStoredTokens } from './input.ts'
import type { Revoke } from './revoke.ts'

const CONCURRENT = 4

/** What became of each token of a list, by its place in the list. Each is in one of the two. */
export interface OrcidRevocations {
  /** The places of the tokens that have ended: what is stored of them can go. In the order of the list. */
  readonly revoked: readonly number[]
  /** The places of the tokens that may still be valid, and why: keep them, and try again later. */
  readonly failed: ReadonlyArray<{ readonly index: number, readonly error: OrcidError }>
}

/** The type of {@link OrcidClient.revokeAll}, where it is described. */
export type RevokeAll = (tokens: ReadonlyArray<string | OrcidStoredTokens>) => Promise<OrcidRevocations>

export async function revokeAll (revoke: Revoke, list: Parameters<RevokeAll>[0]): Promise<OrcidRevocations> {
  if (!Array.isArray(list)) return rejectInput('expected a list of tokens')
  const tokens = list.map(pickOne)
  const errors = new Map<string, OrcidError>()
  const waiting = new Set(tokens).values()
  async function work (): Promise<void> {
    for (const token of waiting) await revoke(token).catch((error: OrcidError) => { errors.set(token, error) })
  }
  await Promise.all(Array.from({ length: CONCURRENT }, work))
  const outcomes = tokens.map((token, index) => ({ index, error: errors.get(token) }))
  return {
    revoked: outcomes.filter(({ error }) => error === undefined).map(({ index }) => index),
    failed: outcomes.filter((outcome): outcome is OrcidRevocations['failed'][0] => outcome.error !== undefined)
  }
}

/** The access token of a pair; a store may have kept the refresh token alone. */
function pickOne (tokens: string | OrcidStoredTokens, index: number): string {
  const { accessToken, refreshToken } = Object(tokens) as OrcidStoredTokens
  try {
    return pickToken(tokens, accessToken == null && refreshToken != null ? 'refreshToken' : 'accessToken')
  } catch (error) {
    const { reason } = (error as Error).cause as { reason: string }
    return rejectInput(`item ${index} of the list: ${reason}`)
  }
}
