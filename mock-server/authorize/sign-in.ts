// The sign-in page: who stands on it, whom a form signs in, and where the browser goes on.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../page.ts'
import { formOf, parameter, queryOf, rawQuery } from '../parameters.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { accountPage } from './pages.ts'
import { signIn } from './session.ts'
import { SEARCH_PARAMETER, signInPage } from './sign-in-page.ts'

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

/** The address that the browser goes on to: the request that was waiting, without what signing in has satisfied. */
export function resumeUrl (registry: Registry, request: FastifyRequest): string {
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
    registerUrl: registerUrl(registry, request),
    people: registry.researchers.values(),
    names: new Map([...registry.people].map(([name, { orcid }]) => [orcid, name])),
    suggestion: typed ?? (parameter(query, 'orcid') || parameter(query, 'email')),
    isRefused: typed !== null
  }))
}

const REFUSED = {
  locked: 'The account is locked.',
  deactivated: 'The account is deactivated.',
  unclaimed: 'The record has not been claimed yet.'
} as const

/** Why an account cannot be signed in to, or null. */
function refusalOf ({ state, primaryRecord }: Researcher): string | null {
  if (primaryRecord !== null) return `The record is deprecated. Sign in with ${primaryRecord} instead.`
  return state === 'active' ? null : REFUSED[state]
}

function acceptSignIn (registry: Registry, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const typed = formOf(request).getAll('orcid').join().trim()
  const person = findPerson(registry, typed)
  if (person === undefined) return showSignIn(registry, request, reply, typed)
  const refusal = refusalOf(person)
  if (refusal !== null) return sendPage(reply, accountPage(refusal))
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
