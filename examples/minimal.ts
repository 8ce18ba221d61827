import Fastify from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { startMockOrcid } from 'fastify-orcid/mock-server'

const orcid = await startMockOrcid() // a fake ORCID on this machine: no account, no network
const app = Fastify()

await app.register(fastifyOrcid, {
  environment: orcid.environment, // later 'sandbox', then 'production'
  ...orcid.client(), // later the clientId and clientSecret that ORCID gave you
  redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
  async onLogin (_request, _reply, login) {
    const person = await app.orcid.record(login.tokens.accessToken, login.orcid).read('person')
    return { orcid: login.uri, name: login.name, biography: person.biography?.content }
  }
})

await app.listen({ port: 3000 })
console.log('Open http://127.0.0.1:3000/login/orcid')
