// What a successful token request brings: ORCID's documented object, in its documented order.
import { TOKEN_TTL_SECONDS } from '../registry/grants.ts'
import type { Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { displayName } from '../registry/researchers.ts'
import type { TokenAnswer } from './answer.ts'

/**
 * The answer for a token. `name` is there for a person's token only; `id_token` comes last, if there is one.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/README.md
 */
export function tokenResponse ({ researchers }: Registry, token: Token, idToken?: string): TokenAnswer {
  const researcher = researchers.get(token.orcid ?? '')
  return {
    status: 200,
    body: {
      access_token: token.accessToken,
      token_type: 'bearer',
      refresh_token: token.refreshToken,
      expires_in: TOKEN_TTL_SECONDS,
      scope: token.scopes.join(' '),
      ...(researcher && { name: displayName(researcher) }),
      orcid: token.orcid,
      ...(idToken !== undefined && { id_token: idToken })
    }
  }
}
