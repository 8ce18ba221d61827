// "Disconnect my ORCID iD": gives every token of a person back to ORCID, and forgets those that have ended.
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import type { OrcidLogin } from 'fastify-orcid'
import { html } from './journal/html.ts'
import type { Safe } from './journal/html.ts'
import { askToSignIn, show } from './page.ts'
import { requireSameOrigin } from './same-origin.ts'
import { openApp } from './session.ts'
import type { SignInOptions } from './session.ts'

/** What the app keeps of a person. The tokens are sealed. */
export interface Row {
  readonly orcid: string
  /** In use: every login brings another one. */
  tokens: string[]
  /** Not in use any more, and not given back yet. */
  ending: string[]
}

/** The app's database: a row for each person, by `login.uri`. Sandbox iDs are other people. */
export type Rows = Map<string, Row>

declare module 'fastify' {
  interface Session { uri?: string }
}

/** Builds an app whose people can leave. */
export async function buildDisconnect (options: SignInOptions, rows: Rows): Promise<FastifyInstance> {
  const app = await openApp(options)
  await app.register(fastifyOrcid, {
    defaultReturnTo: '/me',
    ...options,
    async onLogin (request, _reply, login) {
      await request.session.regenerate()
      request.session.uri = login.uri
      keepTokens(app, rows, login)
    }
  })
  const { origin } = new URL(options.redirectUri)
  app.get('/me', async ({ session: { uri } }, reply) => {
    if (uri === undefined) return askToSignIn(reply, '/me')
    return show(reply, 'Your ORCID iD', html`<p><a href="${uri}">${uri}</a></p>
<form method="post" action="/disconnect"><button>Disconnect my ORCID iD</button></form>`)
  })
  app.post('/disconnect', async (request, reply) => {
    requireSameOrigin(request, origin)
    const { uri } = request.session
    const row = rows.get(uri ?? '')
    if (uri === undefined || row === undefined) return reply.redirect('/', 303)
    // From here on nothing is done with the tokens, whatever ORCID answers, and the person is signed out.
    row.ending.push(...row.tokens.splice(0))
    await request.session.destroy()
    const left = await giveBack(app, rows, uri)
    return reply.redirect(left === 0 ? '/disconnected' : '/disconnected?later', 303)
  })
  app.get('/disconnected', async ({ query }, reply) =>
    show(reply, 'Disconnected', explain(app, 'later' in Object(query))))
  return app
}

function keepTokens (app: FastifyInstance, rows: Rows, login: OrcidLogin): void {
  const row = rows.get(login.uri) ?? { orcid: login.orcid, tokens: [], ending: [] }
  row.tokens.push(app.orcid.sealTokens(login))
  rows.set(login.uri, row)
}

/**
 * Gives a person's tokens back and says how many are left. Run it again, every hour, for each row with something in
 * `ending`: an outage must not delete a token, because once it is forgotten here, nobody can give it back.
 */
export async function giveBack (app: FastifyInstance, rows: Rows, uri: string): Promise<number> {
  const row = rows.get(uri)
  if (row === undefined) return 0
  const asked = [...row.ending]
  const { revoked, failed } = await app.orcid.revokeAll(asked.map((text) => app.orcid.openTokens(text, row)))
  for (const { error } of failed) app.log.warn(error)
  const ended = new Set(revoked.map((index) => asked[index]))
  // Another run may have changed the row meanwhile.
  row.ending = row.ending.filter((text) => !ended.has(text))
  if (row.tokens.length === 0 && row.ending.length === 0) rows.delete(uri)
  return row.ending.length
}

function explain (app: FastifyInstance, isLater: boolean): Safe {
  const trustedParties = `${app.orcid.environment.issuer}/trusted-parties`
  return html`<p>${isLater
  ? 'ORCID did not confirm it, so our permission has not ended yet. We do not use it any more, and try again every hour.'
  : 'We have given our permission back, and keep nothing of your ORCID record.'}</p>
<p>At ORCID, <a href="${trustedParties}">your trusted parties</a> list us for as long as we have a permission. You can remove
us there, too. What we added to your record stays there: it is yours, and you can delete it.</p>`
}
