// OpenID Connect userinfo, with ORCID's own five members and its one refusal.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allowAnyOrigin, registerPreflight } from '../cors.ts'
import { parameter, parametersOf } from '../parameters.ts'
import { findToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { hasScope } from '../registry/scopes.ts'

// A POST may carry the token as a parameter. The header's scheme is removed wherever it stands, not required.
function accessTokenIn (request: FastifyRequest): string {
  const posted = request.method === 'POST' ? parameter(parametersOf(request), 'access_token') : ''
  return posted || (request.headers.authorization ?? '').replaceAll(/Bearer|bearer/g, '').trim()
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
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth/userinfo',
    onRequest: allowAnyOrigin,
    handler: async function userinfo (request, reply): Promise<FastifyReply> {
      reply.header('content-type', 'application/json;charset=UTF-8')
      const researcher = ownerOf(registry, accessTokenIn(request))
      if (researcher !== undefined) return reply.send(JSON.stringify(describe(registry.issuer, researcher)))
      return reply.code(403).send('{"error":"access_denied","error-description":"access_token is invalid"}')
    }
  })
}
