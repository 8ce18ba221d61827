// What OpenID Connect clients look up: the discovery document, byte for byte as orcid.org's, and the keys.
import type { FastifyInstance } from 'fastify'
import { addressFor } from '../../network/address.ts'
import { allowAnyOrigin, registerPreflight } from '../web/cors.ts'
import type { Members } from '../registry/record/model.ts'
import type { Registry } from '../registry/registry.ts'
import { publicJwk } from '../registry/keys.ts'
import { indentJson, JSON_TYPE, NO_CACHE, offerJson, refuseOtherMethods } from '../web/servlet.ts'

/**
 * The discovery document of an issuer: 826 bytes for `https://orcid.org`, without a newline at the end. What the
 * client's server opens is under the address by which it asks, and the page for the browser under the issuer.
 * @see https://orcid.org/.well-known/openid-configuration
 */
function describe (issuer: string, address: string): Record<string, unknown> {
  return {
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    id_token_signing_alg_values_supported: ['RS256'],
    userinfo_endpoint: `${address}/oauth/userinfo`,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${address}/oauth/token`,
    jwks_uri: `${address}/oauth/jwks`,
    claims_supported: ['family_name', 'given_name', 'name', 'auth_time', 'iss', 'sub'],
    scopes_supported: ['openid'],
    subject_types_supported: ['public'],
    response_types_supported: ['code', 'id_token', 'id_token token'],
    claims_parameter_supported: false,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token'],
    issuer
  }
}

export function registerDiscovery (app: FastifyInstance, registry: Registry): void {
  const headers = { ...NO_CACHE, 'content-type': JSON_TYPE }
  const options = { onRequest: [allowAnyOrigin, offerJson(registry)] }
  for (const url of ['/.well-known/openid-configuration', '/oauth/jwks']) {
    registerPreflight(app, url)
    refuseOtherMethods(app, registry, { url, allowed: ['GET'] })
  }
  app.get('/.well-known/openid-configuration', options, async function discover (request, reply) {
    const draft = registry.seam.amend(request, 'discovery', describe(registry.issuer, addressFor(registry, request)))
    return reply.headers(headers).send(indentJson(draft as Members))
  })
  app.get('/oauth/jwks', options, async function publishKeys (request, reply) {
    const keys = registry.keys.published().map(publicJwk)
    return reply.headers(headers).send(JSON.stringify(registry.seam.amend(request, 'jwks', { keys })))
  })
}
