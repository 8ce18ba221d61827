// What a successful token request brings: ORCID's documented object, in its documented order.
import type { Behaviour } from '../../options/behaviour/behaviour.ts'
import type { Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { displayName } from '../registry/researchers.ts'
import type { Researcher } from '../registry/researchers.ts'
import type { TokenAnswer } from './answer.ts'

type Members = Record<string, string | number | null | undefined>

/** The name as the mock's behaviour writes it; `undefined` leaves it out. */
function nameMember ({ privateName, nameEnding }: Behaviour, researcher: Researcher): string | null | undefined {
  const name = displayName(researcher)
  if (name !== '') return nameEnding === 'blank' ? `${name} ` : name
  if (privateName === 'null') return null
  return privateName === 'absent' ? undefined : ''
}

function orderOf ({ memberOrder, namePlace }: Behaviour): readonly string[] {
  if (memberOrder === 'hashed') {
    return ['access_token', 'refresh_token', 'scope', 'name', 'id_token', 'orcid', 'token_type', 'expires_in']
  }
  const person = namePlace === 'before-orcid' ? ['name', 'orcid'] : ['orcid', 'name']
  return ['access_token', 'token_type', 'refresh_token', 'expires_in', 'scope', ...person, 'id_token']
}

/**
 * The answer for a token. `name` is there for a person's token only; `id_token` comes last, if there is one.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/README.md
 */
export function tokenResponse ({ researchers, behaviour }: Registry, token: Token, idToken?: string): TokenAnswer {
  const researcher = researchers.get(token.orcid ?? '')
  const members: Members = {
    access_token: token.accessToken,
    token_type: behaviour.tokenType,
    refresh_token: token.refreshToken,
    expires_in: token.expiresIn,
    scope: token.scopes.join(' '),
    name: researcher === undefined ? undefined : nameMember(behaviour, researcher),
    orcid: token.orcid,
    id_token: idToken
  }
  const body: Record<string, string | number | null> = {}
  for (const name of orderOf(behaviour)) {
    const value = members[name]
    if (value !== undefined) body[name] = value
  }
  return { status: 200, body }
}
