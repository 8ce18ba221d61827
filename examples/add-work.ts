// Add a work to the record of whoever signed in, and ask for the permission when it turns out to be needed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OrcidConflictError, OrcidOutcomeUnknownError, OrcidScopeMissingError } from 'fastify-orcid'
import type { OrcidRecord, OrcidWork } from 'fastify-orcid'
import { askToSignIn } from './page.ts'
import { buildApp } from './session.ts'
import type { Person, SignInOptions } from './session.ts'

/** Builds an app that adds an article by its DOI. */
export async function buildWriter (options: SignInOptions): Promise<FastifyInstance> {
  const app = await buildApp(options)
  app.get('/works', async (request, reply) => {
    const { person } = request.session
    if (person === undefined) return askToSignIn(reply, '/works')
    return { mayAdd: person.scope.includes('/activities/update') }
  })
  app.post('/works', async (request, reply) => {
    const { person } = request.session
    if (person === undefined) return askToSignIn(reply, '/works')
    const { title, doi } = request.body as { title: string, doi: string }
    const record = app.orcid.record(app.orcid.openTokens(person.tokens, person), person.orcid)
    try {
      return { putCode: await addArticle(record, describeArticle(title, doi)) }
    } catch (error) {
      if (!(error instanceof OrcidScopeMissingError)) throw error
      return await askForMore(request, reply, { person, missing: error.cause.missing })
    }
  })
  return app
}

function describeArticle (title: string, doi: string): OrcidWork {
  return {
    title: { title: { value: title } },
    type: 'journal-article',
    'external-ids': {
      'external-id': [{
        'external-id-type': 'doi',
        'external-id-value': doi,
        'external-id-url': { value: `https://doi.org/${doi}` },
        'external-id-relationship': 'self'
      }]
    }
  }
}

async function addArticle (record: OrcidRecord, article: OrcidWork, tries = 2): Promise<number> {
  try {
    return await record.add('work', article)
  } catch (error) {
    // Nobody heard ORCID answer. It knows a work by its DOI, so to add it again adds no second one.
    if (error instanceof OrcidOutcomeUnknownError && tries > 1) return addArticle(record, article, tries - 1)
    if (!(error instanceof OrcidConflictError) || error.cause.putCode === null) throw error
    // It is there already: what we know of it may be newer.
    await record.update('work', error.cause.putCode, article)
    return error.cause.putCode
  }
}

/** ORCID gives one token per grant, so the new one is asked to do what the old one did, too. */
async function askForMore (request: FastifyRequest, reply: FastifyReply,
  { person, missing }: { person: Person, missing: readonly string[] }): Promise<FastifyReply> {
  const scope = [...person.scope, ...missing]
  const url = await request.server.orcid.authorizationUrl(request, reply, { scope, returnTo: '/works' })
  return reply.redirect(url, 303)
}
