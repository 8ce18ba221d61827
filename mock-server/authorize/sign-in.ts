// The sign-in page: who stands on it, whom a form signs in, and where the browser goes on.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../page.ts'
import { formOf, parameter, queryOf, rawQuery } from '../parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { signInPage } from './pages.ts'
import { signIn } from './session.ts'

/** The address of the sign-in page for a pending authorize request. */
export function signInUrl (registry: Registry, request: FastifyRequest): string {
  return `${registry.issuer}/signin?${rawQuery(request)}`
}

function suggestedOrcid (registry: Registry, query: URLSearchParams): string {
  const email = parameter(query, 'email')
  const owner = [...registry.researchers.values()]
    .find(({ emails }) => emails.some((owned) => owned.email === email))
  return parameter(query, 'orcid') || (owner?.orcid ?? '')
}

/** Shows everybody who can sign in; `orcid` or `email` of the authorize request fill the field. */
export function showSignIn (registry: Registry, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendPage(reply, signInPage({
    action: signInUrl(registry, request),
    people: registry.researchers.values(),
    suggestion: suggestedOrcid(registry, queryOf(request)),
    isRefused: false
  }))
}

// They have been satisfied by this sign-in, and would ask for another one for ever.
const SATISFIED = /^(?:prompt=login|max_age=\d*)$/

/** Signs the person in whose iD the form names, and goes on to the authorize request that was waiting. */
export function acceptSignIn (registry: Registry, request: FastifyRequest,
  reply: FastifyReply): FastifyReply {
  const orcid = formOf(request).getAll('orcid').join().trim()
  if (!registry.researchers.has(orcid)) {
    const people = registry.researchers.values()
    return sendPage(reply, signInPage({
      action: signInUrl(registry, request), people, suggestion: orcid, isRefused: true
    }))
  }
  signIn(registry, reply, orcid)
  const query = rawQuery(request).split('&').filter((pair) => !SATISFIED.test(pair)).join('&')
  return reply.redirect(`${registry.issuer}/oauth/authorize?${query}`, 303)
}
