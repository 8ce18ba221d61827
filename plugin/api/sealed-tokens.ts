// Leg three: tokens as one text that a database may keep, and tokens again.
import { OrcidOptionsError, OrcidSealedTokensError } from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { hideTokens, type OrcidRevealedTokens, type OrcidTokens } from '../login-result.ts'
import type { OrcidId } from '../orcid-id.ts'
import { createSealer, type Sealer } from '../seal.ts'
import { pickToken, rejectInput, takeObject, validateOrcidId } from './input.ts'

/** Whose tokens are sealed: a login, or the tokens of a refresh, which name their person themselves. */
export type OrcidTokenOwner = { readonly orcid: string, readonly tokens: OrcidTokens } |
  (OrcidTokens & { readonly orcid: string })

/** The type of {@link OrcidClient.sealTokens}, where it is described. */
export type SealTokens = (login: OrcidTokenOwner) => string

/** The type of {@link OrcidClient.openTokens}, where it is described. */
export type OpenTokens = (sealed: string, expected: { readonly orcid: string }) => OrcidTokens

interface Kept extends Pick<OrcidRevealedTokens, 'accessToken' | 'refreshToken'> {
  readonly issuer: string
  readonly orcid: OrcidId
  readonly expiresAt: string | null
}

export interface TokenVault { readonly sealTokens: SealTokens, readonly openTokens: OpenTokens }

const LABEL = 'tokens'

/** A key is derived with the first call: an app that only signs people in needs none. */
export function createTokenVault ({ secrets, hasSecret, environment: { issuer } }: Settings): TokenVault {
  let made: Sealer | null = null
  const sealer = (name: string): Sealer => {
    if (!hasSecret) {
      throw new OrcidOptionsError(`${name}() needs option \`secret\`: the client secret may be replaced at ORCID, ` +
        'and no stored token would open again.')
    }
    made ??= createSealer(secrets, 'tokens')
    return made
  }

  return {
    sealTokens (login) {
      const { seal } = sealer('sealTokens')
      const tokens = tokensOf(login)
      pickToken(tokens, 'accessToken')
      const { accessToken, refreshToken, expiresAt } = tokens
      const orcid = validateOrcidId(login.orcid)
      const kept: Kept = { issuer, orcid, accessToken, refreshToken, expiresAt: expiresAt?.toJSON() ?? null }
      return seal(JSON.stringify(kept), LABEL)
    },

    openTokens (sealed, whose) {
      const { open } = sealer('openTokens')
      const { orcid } = takeObject(whose, '{ orcid }')
      const expected = validateOrcidId(orcid)
      const opened = open(typeof sealed === 'string' ? sealed : '', LABEL)
      if ('failure' in opened) throw refuse(opened.failure)
      const { accessToken, refreshToken, expiresAt, ...kept } = JSON.parse(opened.text) as Kept
      if (kept.issuer !== issuer) throw refuse('another registry')
      if (kept.orcid !== expected) throw refuse('another iD')
      return hideTokens({
        accessToken, refreshToken, expiresAt: expiresAt === null ? null : new Date(expiresAt), idToken: null
      })
    }
  }
}

function tokensOf (login: OrcidTokenOwner): OrcidTokens {
  const tokens = 'tokens' in Object(login) ? (login as { tokens: OrcidTokens }).tokens : login as OrcidTokens
  return typeof tokens?.reveal === 'function' ? tokens : rejectInput('expected a login, or the tokens of a refresh')
}

/** Why a sealed text gave no tokens. */
const REASONS = {
  malformed: 'the text is not what sealTokens() returns',
  'unknown key': 'the secret that sealed the text is no longer in option `secret`',
  forged: 'the text was changed, or a database column has cut it off',
  'another registry': 'the tokens belong to another registry, such as the sandbox',
  'another iD': 'the tokens belong to another ORCID iD'
}

const refuse = (reason: keyof typeof REASONS): Error =>
  new OrcidSealedTokensError({ cause: { reason: REASONS[reason] } })
