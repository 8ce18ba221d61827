// An app in a container: its server reaches ORCID by another name than the browser does.
import Fastify from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { mockOrcidEnvironment } from 'fastify-orcid/mock-server'

const { ORCID_ISSUER, ORCID_BACK_CHANNEL, ORCID_CLIENT_ID, ORCID_CLIENT_SECRET } = process.env

const app = Fastify()
await app.register(fastifyOrcid, {
  environment: mockOrcidEnvironment(ORCID_ISSUER, { backChannel: ORCID_BACK_CHANNEL }),
  clientId: ORCID_CLIENT_ID,
  clientSecret: ORCID_CLIENT_SECRET,
  redirectUri: 'http://localhost:3000/login/orcid/callback',
  onLogin: async (_request, _reply, login) => ({ hello: login.name })
})
app.get('/', async (_request, reply) => reply.redirect('/login/orcid'))
process.once('SIGTERM', () => app.close())
await app.listen({ host: '0.0.0.0', port: 3000 })
