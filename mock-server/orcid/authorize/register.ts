// Registration: a person without an ORCID iD gets one and goes on, signed in, with an unverified e-mail address.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { sendPage } from '../web/layout.ts'
import { formOf, parameter, queryOf } from '../web/parameters.ts'
import { CAPACITY } from '../registry/bounded-map.ts'
import { createNewcomer, type NewcomerFields } from '../registry/researchers.ts'
import type { Registry } from '../registry/registry.ts'
import { registrationPage, type RegistrationProblem } from './pages/register.ts'
import { signIn } from './session.ts'
import { findByEmail, registerUrl, resumeUrl, signInUrl } from './sign-in.ts'

function readFields (parameters: URLSearchParams): NewcomerFields {
  const read = (name: string): string => parameter(parameters, name).trim()
  return { givenNames: read('given_names'), familyName: read('family_names'), email: read('email') }
}

function findProblem (registry: Registry, { givenNames, email }: NewcomerFields): RegistrationProblem | null {
  if (givenNames === '') return 'givenNames'
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return 'email'
  if (findByEmail(registry, email) !== undefined) return 'taken'
  return registry.newcomers.size < CAPACITY ? null : 'full'
}

/** Mounts the registration page. `given_names`, `family_names` and `email` of the authorize request fill it. */
export function registerRegistration (app: FastifyInstance, registry: Registry): void {
  const show = (reply: FastifyReply, fields: NewcomerFields, problem: RegistrationProblem | null): FastifyReply => {
    const urls = { action: registerUrl(registry, reply.request), signInUrl: signInUrl(registry, reply.request) }
    return sendPage(reply, registrationPage({ ...urls, ...fields, problem }))
  }
  app.get('/register', { exposeHeadRoute: false }, async function showRegistration (request, reply) {
    return show(reply, readFields(queryOf(request)), null)
  })
  app.post('/register', async function acceptRegistration (request, reply) {
    const fields = readFields(formOf(request))
    const problem = findProblem(registry, fields)
    if (problem !== null) return show(reply, fields, problem)
    const { newcomers, researchers } = registry
    const newcomer = createNewcomer(newcomers.size, fields)
    newcomers.add(newcomer.orcid)
    researchers.set(newcomer.orcid, newcomer)
    signIn(registry, reply, newcomer.orcid)
    return reply.redirect(resumeUrl(registry, request), 303)
  })
}
