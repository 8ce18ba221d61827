// Signing in: the people to choose from, the session that the form begins, and where the browser goes next.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { formOf, parameter, queryOf, rawQuery } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { accountPage } from './pages/messages.ts'
import { SEARCH_PARAMETER, signInPage } from './pages/sign-in.ts'
import { sessionOf, signIn } from './session.ts'

export function signInUrl (registry: Registry, request: FastifyRequest): string {
  return `${registry.issuer}/signin?${rawQuery(request)}`
}

export function registerUrl (registry: Registry, request: FastifyRequest): string {
  return `${registry.issuer}/register?${rawQuery(request)}`
}

export function findByEmail ({ researchers }: Registry, email: string): Researcher | undefined {
  const wanted = email.toLowerCase()
  return [...researchers.values()].find(({ emails }) => emails.some((own) => own.email.toLowerCase() === wanted))
}

// A parameter that the sign-in has satisfied would otherwise ask for another sign-in, again and again.
function isSatisfied ([name, value]: [string, string]): boolean {
  return name === 'show_login' || name === 'max_age' || name === SEARCH_PARAMETER || (name === 'prompt' && value === 'login')
}

/**
 * The address that the browser goes on to: the pending request without the parameters that the sign-in has satisfied,
 * or the sign-in page if no client has sent the browser.
 */
export function resumeUrl (registry: Registry, request: FastifyRequest): string {
  if (!queryOf(request).has('client_id')) return signInUrl(registry, request)
  const pending = rawQuery(request).split('&').filter((pair) => ![...new URLSearchParams(pair)].some(isSatisfied))
  return `${registry.issuer}/oauth/authorize?${pending.join('&')}`
}

function showSignIn (registry: Registry, reply: FastifyReply, unknown: string | null): FastifyReply {
  const { request } = reply
  const query = queryOf(request)
  return sendPage(reply, signInPage({
    action: signInUrl(registry, request),
    query,
    clientName: registry.clients.get(parameter(query, 'client_id'))?.name ?? null,
    signedIn: registry.researchers.get(sessionOf(registry, request)?.orcid ?? '') ?? null,
    registerUrl: registerUrl(registry, request),
    people: [...registry.researchers.values()],
    nicknames: new Map([...registry.people].map(([name, { orcid }]) => [orcid, name])),
    suggestion: unknown ?? (parameter(query, 'orcid') || parameter(query, 'email')),
    isUnknown: unknown !== null
  }))
}

function canSignIn ({ state, primaryRecord }: Researcher): boolean {
  return state === 'active' && primaryRecord === null
}

/** Mounts the sign-in page. `orcid` of the authorize request fills its field, or else `email`. */
export function registerSignIn (app: FastifyInstance, registry: Registry): void {
  app.get('/signin', { exposeHeadRoute: false }, async function askWho (_request, reply) {
    return showSignIn(registry, reply, null)
  })
  app.post('/signin', async function acceptSignIn (request, reply) {
    const typed = formOf(request).getAll('orcid').join().trim()
    const person = registry.researchers.get(typed) ?? findByEmail(registry, typed)
    if (person === undefined) return showSignIn(registry, reply, typed)
    if (!canSignIn(person)) return sendPage(reply, accountPage(person, signInUrl(registry, request)))
    signIn(registry, reply, person.orcid)
    return reply.redirect(resumeUrl(registry, request), 303)
  })
}
