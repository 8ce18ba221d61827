// Link an iD to an account that exists, and disconnect it again, beside @fastify/helmet.
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fastifyOrcid, { OrcidTokenInvalidError, displayName } from 'fastify-orcid'
import type { OrcidLogin } from 'fastify-orcid'
import { html } from './journal/html.ts'
import { requireSameOrigin } from './same-origin.ts'
import { openApp } from './session.ts'
import type { SignInOptions } from './session.ts'

/** An iD that an account has proved to be its own, and sealed tokens. Sandbox iDs are other people. */
interface Link { issuer: string, orcid: string, tokens: string, refusedAt?: number }

const HOUR_MS = 3_600_000

declare module 'fastify' {
  interface Session { account?: string }
}

/** Builds an app whose accounts exist without ORCID; `links` is its database. */
export async function buildAccounts (options: SignInOptions,
  links: Map<string, Link>): Promise<FastifyInstance> {
  const app = await openApp(options)
  await app.register(fastifyOrcid, {
    ...options,
    loginPath: '/orcid/link',
    // A form of this site: nobody else's page may start it in the name of whoever is signed in.
    loginMethod: 'POST',
    routeOptions: { login: { preHandler: async (request) => { requireAccount(request) } } },
    // Whoever comes back from ORCID must be signed in to the account that went there.
    bindTo: (request) => request.session.account ?? '',
    defaultReturnTo: '/account',
    onLogin: async (request, _reply, login) => {
      await linkAccount(app, links, requireAccount(request), login)
    }
  })
  const { authorizationEndpoint } = app.orcid.environment
  await app.register(helmet, {
    // A browser applies `form-action` to where the form's answer redirects, too: to ORCID.
    contentSecurityPolicy: { directives: { formAction: ["'self'", new URL(authorizationEndpoint).origin] } }
  })
  addPages(app, new URL(options.redirectUri).origin, links)
  return app
}

async function linkAccount (app: FastifyInstance, links: Map<string, Link>, account: string,
  login: OrcidLogin): Promise<void> {
  const { issuer, orcid } = login
  const owner = [...links].find(([, link]) => link.issuer === issuer && link.orcid === orcid)?.[0]
  if (owner !== undefined && owner !== account) {
    await app.orcid.revoke(login.tokens)
    throw Object.assign(new Error('This iD belongs to another account.'), { statusCode: 409 })
  }
  const former = links.get(account)
  links.set(account, { issuer, orcid, tokens: app.orcid.sealTokens(login) })
  // Every login brings a token of its own, so the one before it is given back.
  if (former !== undefined) await app.orcid.revoke(app.orcid.openTokens(former.tokens, former))
}

function addPages (app: FastifyInstance, origin: string, links: Map<string, Link>): void {
  app.get('/', async (_request, reply) => await reply.type('text/html').send(html`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sign in</title><h1>Sign in</h1>
<form method="post" action="/sign-in"><label>Account <input name="account"></label> <button>Sign in</button></form>`.safe))
  app.post('/sign-in', async (request, reply) => {
    const { account } = request.body as { account: string } // and a password, which this example leaves out
    await request.session.regenerate()
    request.session.account = account
    return reply.redirect('/account', 303)
  })
  app.get('/account', async (request, reply) => {
    const account = requireAccount(request)
    const link = links.get(account)
    return await reply.type('text/html').send(html`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Account</title><h1>${account}</h1>
${link === undefined
  ? html`<form method="post" action="/orcid/link"><button>Connect your ORCID iD</button></form>`
  : html`<p>ORCID iD: ${link.issuer}/${link.orcid}</p>
<form method="post" action="/orcid/unlink"><button>Disconnect</button></form>`}`.safe)
  })
  app.get('/account/name', async (request) => ({ name: await readName(app, links, requireAccount(request)) }))
  app.post('/orcid/unlink', async (request, reply) => {
    requireSameOrigin(request, origin)
    const account = requireAccount(request)
    const link = links.get(account)
    // First at ORCID: once the token is forgotten here, nobody can give it back.
    if (link !== undefined) await app.orcid.revoke(app.orcid.openTokens(link.tokens, link))
    links.delete(account)
    return reply.redirect('/account', 303)
  })
}

/** Reads the record with the token that was kept, perhaps for years. */
async function readName (app: FastifyInstance, links: Map<string, Link>, account: string): Promise<string | null> {
  const link = links.get(account)
  if (link === undefined) return null
  try {
    const person = await app.orcid.record(app.orcid.openTokens(link.tokens, link), link.orcid).read('person')
    delete link.refusedAt
    return displayName(person)
  } catch (error) {
    if (!(error instanceof OrcidTokenInvalidError)) throw error
    // ORCID refuses good tokens, too, while it cannot check them. One that it refuses an hour later again is dead.
    link.refusedAt ??= Date.now()
    if (Date.now() - link.refusedAt > HOUR_MS) links.delete(account)
    throw error
  }
}

function requireAccount (request: FastifyRequest): string {
  const { account } = request.session
  if (account === undefined) throw Object.assign(new Error('Sign in first.'), { statusCode: 401 })
  return account
}
