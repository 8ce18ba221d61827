// Registration: a person without an ORCID iD gets one and goes on, signed in, with an unverified e-mail address.
import type { FastifyReply } from 'fastify'
import { html } from '../web/html.ts'
import { alarm, invalidField, sendPage } from '../web/layout.ts'
import { formOf, parameter, queryOf } from '../web/parameters.ts'
import { CAPACITY } from '../registry/bounded-map.ts'
import { createNewcomer, type NewcomerFields } from '../registry/researchers.ts'
import type { Registry } from '../registry/registry.ts'
import { signIn } from './session.ts'
import { findByEmail, registerUrl, resumeUrl, signInUrl } from './sign-in.ts'

const PROBLEMS = {
  givenNames: 'Given names are needed.',
  email: 'An e-mail address is needed.',
  taken: 'Somebody has registered with this e-mail address.',
  full: 'Nobody else can register at this fake ORCID until it is reset.'
} as const

type Problem = keyof typeof PROBLEMS | null

function readFields (parameters: URLSearchParams): NewcomerFields {
  const read = (name: string): string => parameter(parameters, name).trim()
  return { givenNames: read('given_names'), familyName: read('family_names'), email: read('email') }
}

function findProblem (registry: Registry, { givenNames, email }: NewcomerFields): Problem {
  if (givenNames === '') return 'givenNames'
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return 'email'
  if (findByEmail(registry, email) !== undefined) return 'taken'
  return registry.newcomers.size < CAPACITY ? null : 'full'
}

interface Filled extends NewcomerFields { readonly problem?: Problem }

/** The registration page. `given_names`, `family_names` and `email` of the authorize request fill it at first. */
export function showRegistration (registry: Registry, reply: FastifyReply,
  { givenNames, familyName, email, problem = null }: Filled = readFields(queryOf(reply.request))): FastifyReply {
  const content = html`${problem === null ? null : alarm(PROBLEMS[problem])}
<p>Somebody new, with a fresh and valid ORCID iD, until this fake is reset.</p>
<form method="post" action="${registerUrl(registry, reply.request)}">
<div class="pair"><p><label for="given_names">Given names</label>
<input id="given_names" name="given_names" value="${givenNames}" autocomplete="off" required${
  problem === 'givenNames' ? invalidField : null}></p>
<p><label for="family_names">Family names (optional)</label>
<input id="family_names" name="family_names" value="${familyName}" autocomplete="off"></p></div>
<p><label for="email">E-mail address, which nobody will verify</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="off" required${
  problem === 'email' || problem === 'taken' ? invalidField : null}></p>
<p><button class="go">Create and sign in</button></p>
</form>
<p><a href="${signInUrl(registry, reply.request)}">Sign in as somebody who is there</a></p>`
  return sendPage(reply, { status: problem === null ? 200 : 400, title: 'Create a researcher', content })
}

export function acceptRegistration (registry: Registry, reply: FastifyReply): FastifyReply {
  const { request } = reply
  const fields = readFields(formOf(request))
  const problem = findProblem(registry, fields)
  if (problem !== null) return showRegistration(registry, reply, { ...fields, problem })
  const { newcomers, researchers } = registry
  const newcomer = createNewcomer(newcomers.size, fields, researchers)
  newcomers.add(newcomer.orcid)
  researchers.set(newcomer.orcid, newcomer)
  signIn(registry, reply, newcomer.orcid)
  return reply.redirect(resumeUrl(registry, request), 303)
}
