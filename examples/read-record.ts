// Read what a record shows: a name, e-mail addresses, jobs and works, and what to do when ORCID says no.
import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  OrcidRateLimitedError, OrcidScopeMissingError, OrcidTokenInvalidError, currentEmployments, displayName,
  visibleEmails
} from 'fastify-orcid'
import { askToSignIn } from './page.ts'
import { buildApp } from './session.ts'
import type { Person, SignInOptions } from './session.ts'

/** Builds an app that shows the record of whoever signed in. */
export async function buildReader (options: SignInOptions): Promise<FastifyInstance> {
  const app = await buildApp(options)
  app.get('/record', async (request, reply) => {
    const { person } = request.session
    if (person === undefined) return askToSignIn(reply, '/record')
    try {
      return await readRecord(app, person)
    } catch (error) {
      return await explain(reply, error)
    }
  })
  return app
}

async function readRecord (app: FastifyInstance, { tokens, orcid }: Person) {
  const record = app.orcid.record(app.orcid.openTokens(tokens, { orcid }), orcid)
  const [person, employments, works] = await Promise.all([
    record.read('person'),
    record.read('employments'),
    record.read('works')
  ])
  return {
    name: displayName(person),
    emails: visibleEmails(person).filter(({ verified }) => verified).map(({ email }) => email),
    jobs: currentEmployments(employments).map(({ organization, roleTitle }) => ({ organization, roleTitle })),
    works: works.group.map((group) => group['work-summary'][0]?.title?.title?.value),
    // Only if this iD was merged into another one: keep that one from now on.
    movedTo: person.movedTo
  }
}

async function explain (reply: FastifyReply, error: unknown): Promise<FastifyReply> {
  // The person may have withdrawn the permission: only they can give it again. While ORCID cannot check tokens, it
  // refuses good ones, too. So the token is kept, and this is a link: a redirect would go in circles.
  if (error instanceof OrcidTokenInvalidError) return reply.code(401).send({ signIn: '/login/orcid?returnTo=/record' })
  if (error instanceof OrcidScopeMissingError) return reply.code(403).send({ ask: error.cause.missing })
  if (error instanceof OrcidRateLimitedError) {
    return reply.code(503).header('retry-after', error.cause.retryAfterSeconds ?? 3600).send({ later: true })
  }
  throw error
}
