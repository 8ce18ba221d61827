// OpenID Connect userinfo, with ORCID's five members and its one refusal.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allowAnyOrigin, registerPreflight } from '../web/cors.ts'
import { parameter, parametersOf } from '../web/parameters.ts'
import { findToken, type Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { hasScope } from '../registry/scopes.ts'
import { FORM_LIMIT, JSON_TYPE, offerJson, refuseOtherMethods } from '../web/servlet.ts'

// The parameter of a POST, and what is left of the header without the scheme, wherever it stands. ORCID looks at the
// second if the first is no token.
function accessTokensIn (request: FastifyRequest): string[] {
  const posted = request.method === 'POST' ? [parameter(parametersOf(request), 'access_token')] : []
  return [...posted, (request.headers.authorization ?? '').replaceAll(/Bearer|bearer/g, '').trim()]
}

function findOwner ({ grants, clock, researchers }: Registry, accessTokens: readonly string[]):
{ readonly token: Token, readonly researcher: Researcher } | undefined {
  for (const accessToken of accessTokens) {
    const token = findToken(grants, clock, accessToken)
    const researcher = researchers.get(token?.orcid ?? '')
    if (token !== undefined && researcher !== undefined && hasScope(token.scopes, '/authenticate')) return { token, researcher }
  }
  return undefined
}

function userinfoOf (issuer: string, researcher: Researcher): Record<string, unknown> {
  const { orcid, creditName, familyName, givenNames } = researcher
  const isPublic = researcher.nameVisibility === 'public'
  return {
    id: `${issuer}/${orcid}`,
    sub: orcid,
    name: isPublic ? creditName : null,
    family_name: isPublic ? familyName : null,
    given_name: isPublic ? givenNames : null
  }
}

const REFUSAL = '{"error":"access_denied","error-description":"access_token is invalid"}'

/**
 * Mounts userinfo. Every failure is 403 with `error-description`, hyphen included, and no `WWW-Authenticate`.
 * @see https://github.com/ORCID/ORCID-Source orcid-web OpenIDController.java
 */
export function registerUserinfo (app: FastifyInstance, registry: Registry): void {
  registerPreflight(app, '/oauth/userinfo')
  refuseOtherMethods(app, registry, { url: '/oauth/userinfo', allowed: ['GET', 'POST'] })
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth/userinfo',
    bodyLimit: FORM_LIMIT,
    onRequest: [allowAnyOrigin, offerJson(registry)],
    handler: async function userinfo (request, reply): Promise<FastifyReply> {
      reply.header('content-type', JSON_TYPE)
      const owner = findOwner(registry, accessTokensIn(request))
      if (owner === undefined) {
        registry.seam.refused(request, { reason: 'accessDenied', status: 403, said: REFUSAL })
        return reply.code(403).send(REFUSAL)
      }
      const members = userinfoOf(registry.issuer, owner.researcher)
      return reply.send(JSON.stringify(registry.seam.amend(request, 'userinfo', members, owner.token)))
    }
  })
}
