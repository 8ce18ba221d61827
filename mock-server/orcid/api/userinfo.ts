// OpenID Connect userinfo, with ORCID's own five members and its one refusal.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allowAnyOrigin, registerPreflight } from '../web/cors.ts'
import { parameter, parametersOf } from '../web/parameters.ts'
import { findToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { hasScope } from '../registry/scopes.ts'
import { FORM_LIMIT, offerJson, refuseOtherMethods } from '../web/servlet.ts'

/**
 * The tokens a request may mean: the parameter of a POST, and what is left of the header once the scheme is taken
 * out, wherever it stands. The second is looked at if the first is none.
 */
function accessTokensIn (request: FastifyRequest): string[] {
  const posted = request.method === 'POST' ? [parameter(parametersOf(request), 'access_token')] : []
  return [...posted, (request.headers.authorization ?? '').replaceAll(/Bearer|bearer/g, '').trim()]
}

function ownerOf ({ grants, clock, researchers }: Registry, accessToken: string): Researcher | undefined {
  const token = findToken(grants, clock, accessToken)
  if (token === undefined || token.orcid === null || !hasScope(token.scopes, '/authenticate')) return undefined
  return researchers.get(token.orcid)
}

function describe (issuer: string, researcher: Researcher): object {
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

/**
 * Mounts userinfo. Every failure is 403 with `error-description`, hyphen included, and no `WWW-Authenticate`.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-web OpenIDController.java
 */
export function registerUserinfo (app: FastifyInstance, registry: Registry): void {
  registerPreflight(app, '/oauth/userinfo')
  refuseOtherMethods(app, '/oauth/userinfo', ['GET', 'POST'])
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth/userinfo',
    bodyLimit: FORM_LIMIT,
    onRequest: [allowAnyOrigin, offerJson],
    handler: async function userinfo (request, reply): Promise<FastifyReply> {
      reply.header('content-type', 'application/json;charset=UTF-8')
      const [researcher] = accessTokensIn(request).flatMap((accessToken) => ownerOf(registry, accessToken) ?? [])
      if (researcher !== undefined) return reply.send(JSON.stringify(describe(registry.issuer, researcher)))
      return reply.code(403).send('{"error":"access_denied","error-description":"access_token is invalid"}')
    }
  })
}
