import Fastify from 'fastify'
import t from 'tap'
import { registerApi } from '../../../../mock-server/orcid/api/route.ts'
import { registerAuthorize } from '../../../../mock-server/orcid/authorize/route.ts'
import { registerClient } from '../../../../mock-server/orcid/registry/clients.ts'
import { createRegistry } from '../../../../mock-server/orcid/registry/registry.ts'
import { addWebhook, noteChange } from '../../../../mock-server/orcid/registry/webhooks.ts'
import { registerToken } from '../../../../mock-server/orcid/token/route.ts'
import { parseForm } from '../../../../mock-server/orcid/web/parameters.ts'
import { createWebhookJob } from '../../../../mock-server/orcid/webhooks/job.ts'

t.test('without a test\'s controls ORCID walks both legs, and shows nothing that a test turns', async (t) => {
  const redirectUri = 'https://app.example.org/callback'
  const registry = createRegistry({}, 'http://127.0.0.1:9797')
  const { clientId, clientSecret } = registerClient(registry.clients, { redirectUris: [redirectUri] })
  const app = Fastify()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, parseForm)
  registerAuthorize(app, registry)
  registerToken(app, registry)
  const post = async (url: string, form: Record<string, string>, cookie = '') => await app.inject({
    method: 'POST',
    url,
    payload: String(new URLSearchParams(form)),
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie }
  })
  const refused = await app.inject('/oauth/authorize')
  t.equal(refused.statusCode, 400)
  t.match(refused.body, 'Missing parameter: response_type')
  t.notMatch(refused.body, 'For the developer')
  const { headers } = await post('/signin', { orcid: '0000-0001-2345-6789' })
  const cookie = String(headers['set-cookie']).split(';', 1)[0] as string
  const query = new URLSearchParams({ client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri })
  const consent = await app.inject({ url: `/oauth/authorize?${query}`, headers: { cookie } })
  t.match(consent.body, 'Authorize access')
  t.notMatch(consent.body, 'What goes wrong')
  const allowed = await post(`/oauth/authorize?${query}`, { decision: 'allow', fault: 'fail token 503' }, cookie)
  const code = new URL(String(allowed.headers.location)).searchParams.get('code') as string
  const credentials = { client_id: clientId, client_secret: clientSecret }
  const form = { ...credentials, grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  t.match((await post('/oauth/token', form)).json(), { orcid: '0000-0001-2345-6789', id_token: /^[\w-]+\.[\w-]+\.[\w-]+$/ })
  t.equal((await post('/oauth/token', form)).statusCode, 400)
})

t.test('without a test\'s controls, a meter counts and a webhook is called all the same', async (t) => {
  const calls: string[] = []
  const listener = Fastify()
  listener.post('/changed', async (_request, reply) => {
    calls.push('called')
    return reply.code(204).send()
  })
  t.teardown(() => listener.close())
  const uri = `${await listener.listen({ host: '127.0.0.1', port: 0 })}/changed`
  const registry = createRegistry({ quota: { perDay: 2 } }, 'http://127.0.0.1:9797')
  const orcid = '0000-0001-2345-6789'
  const { clientId } = registerClient(registry.clients, { type: 'premium' })
  addWebhook(registry.webhooks, { orcid, uri, clientId })
  noteChange(registry.webhooks, orcid)
  const { signal } = new AbortController()
  t.match(await createWebhookJob(registry, signal).run(), [{ orcid, status: 204 }])
  t.strictSame(calls, ['called'])

  const app = Fastify()
  registerApi(app, registry, true)
  t.equal((await app.inject(`/pub/v3.0/${orcid}/works`)).statusCode, 406)
  t.equal((await app.inject(`/pub/v3.0/${orcid}/works`)).statusCode, 429)
})
