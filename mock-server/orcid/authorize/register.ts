// The registration page: where a person without an ORCID iD gets one and goes on, signed in and unverified.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import type { Complaint } from '../web/texts.ts'
import { formOf, parameter, queryOf } from '../web/parameters.ts'
import { CAPACITY } from '../registry/bounded-map.ts'
import { createNewcomer } from '../registry/newcomers.ts'
import type { NewcomerFields } from '../registry/newcomers.ts'
import type { Registry } from '../registry/registry.ts'
import { registrationPage } from './pages/pages.ts'
import { signIn } from './session.ts'
import { registerUrl, resumeUrl, signInUrl } from './sign-in.ts'

function readFields (parameters: URLSearchParams): NewcomerFields {
  const read = (name: string): string => parameter(parameters, name).trim()
  return { givenNames: read('given_names'), familyName: read('family_names'), email: read('email') }
}

function complaintAbout ({ newcomers, researchers }: Registry,
  { givenNames, email }: NewcomerFields): Complaint | null {
  if (givenNames === '') return 'givenNames'
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return 'email'
  const sought = email.toLowerCase()
  const isTaken = [...researchers.values()]
    .some(({ emails }) => emails.some((owned) => owned.email.toLowerCase() === sought))
  if (isTaken) return 'taken'
  return newcomers.size < CAPACITY ? null : 'full'
}

function showRegistration (registry: Registry, request: FastifyRequest, reply: FastifyReply,
  { complaint, ...fields }: NewcomerFields & { complaint: Complaint | null }): FastifyReply {
  const [action, signInAt] = [registerUrl(registry, request), signInUrl(registry, request)]
  return sendPage(reply, registrationPage({ action, signInUrl: signInAt, complaint, ...fields }))
}

function acceptNewcomer (registry: Registry, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fields = readFields(formOf(request))
  const complaint = complaintAbout(registry, fields)
  if (complaint !== null) return showRegistration(registry, request, reply, { complaint, ...fields })
  const { newcomers, researchers } = registry
  const newcomer = createNewcomer(newcomers.size, fields)
  newcomers.add(newcomer.orcid)
  researchers.set(newcomer.orcid, newcomer)
  signIn(registry, reply, newcomer.orcid)
  return reply.redirect(resumeUrl(registry, request), 303)
}

/** Mounts the registration page. `given_names`, `family_names` and `email` of the authorize request fill it. */
export function registerRegistration (app: FastifyInstance, registry: Registry): void {
  app.get('/register', { exposeHeadRoute: false }, async function offerRegistration (request, reply) {
    const fields = readFields(queryOf(request))
    return showRegistration(registry, request, reply, { complaint: null, ...fields })
  })
  app.post('/register', async function acceptRegistration (request, reply) {
    return acceptNewcomer(registry, request, reply)
  })
}
