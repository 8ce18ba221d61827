// The sign-in page: who stands on it, whom a form signs in, and where the browser goes on.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { formOf, parameter, queryOf, rawQuery } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { accountPage } from './pages/pages.ts'
import { sessionOf, signIn } from './session.ts'
import { SEARCH_PARAMETER, signInPage } from './pages/sign-in.ts'

/** The address of the sign-in page for a pending authorize request. */
export function signInUrl (registry: Registry, request: FastifyRequest): string {
  return `${registry.issuer}/signin?${rawQuery(request)}`
}

/** The address of the page where a person who has no iD gets one. */
export function registerUrl (registry: Registry, request: FastifyRequest): string {
  return `${registry.issuer}/register?${rawQuery(request)}`
}

// ORCID's form takes either, and an e-mail address in any case.
function findPerson ({ researchers }: Registry, name: string): Researcher | undefined {
  const email = name.toLowerCase()
  return researchers.get(name) ?? [...researchers.values()]
    .find(({ emails }) => emails.some((owned) => owned.email.toLowerCase() === email))
}

// What signing in has satisfied would ask for another sign-in for ever.
function isSatisfied ([name, value]: [string, string]): boolean {
  return name === 'show_login' || name === 'max_age' || name === SEARCH_PARAMETER || (name === 'prompt' && value === 'login')
}

/**
 * The address that the browser goes on to: the request that was waiting, without what signing in has satisfied.
 * Somebody whom no client has sent has nowhere to go on to, and stays.
 */
export function resumeUrl (registry: Registry, request: FastifyRequest): string {
  if (!queryOf(request).has('client_id')) return signInUrl(registry, request)
  const waiting = rawQuery(request).split('&').filter((pair) => ![...new URLSearchParams(pair)].some(isSatisfied))
  return `${registry.issuer}/oauth/authorize?${waiting.join('&')}`
}

function showSignIn (registry: Registry, request: FastifyRequest, reply: FastifyReply,
  typed: string | null): FastifyReply {
  const query = queryOf(request)
  return sendPage(reply, signInPage({
    action: signInUrl(registry, request),
    query,
    clientName: registry.clients.get(parameter(query, 'client_id'))?.name ?? null,
    person: registry.researchers.get(sessionOf(registry, request)?.orcid ?? '') ?? null,
    registerUrl: registerUrl(registry, request),
    people: registry.researchers.values(),
    names: new Map([...registry.people].map(([name, { orcid }]) => [orcid, name])),
    suggestion: typed ?? (parameter(query, 'orcid') || parameter(query, 'email')),
    isRefused: typed !== null
  }))
}

/** Whether there is a record to sign in to, of which the person is still the owner. */
function canSignIn ({ state, primaryRecord }: Researcher): boolean {
  return state === 'active' && primaryRecord === null
}

function acceptSignIn (registry: Registry, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const typed = formOf(request).getAll('orcid').join().trim()
  const person = findPerson(registry, typed)
  if (person === undefined) return showSignIn(registry, request, reply, typed)
  if (!canSignIn(person)) return sendPage(reply, accountPage(person, signInUrl(registry, request)))
  signIn(registry, reply, person.orcid)
  return reply.redirect(resumeUrl(registry, request), 303)
}

/** Mounts the sign-in page. `orcid` of the authorize request fills its field, or else `email`. */
export function registerSignIn (app: FastifyInstance, registry: Registry): void {
  app.get('/signin', { exposeHeadRoute: false }, async function askWho (request, reply) {
    return showSignIn(registry, request, reply, null)
  })
  app.post('/signin', async function acceptWho (request, reply) {
    return acceptSignIn(registry, request, reply)
  })
}
