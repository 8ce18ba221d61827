// A program of its own: prints the packages of which V8 has loaded a file when an app is ready, and again when it has
// sent somebody to ORCID and the sign-in has come back with a code.
import Fastify from 'fastify'
import fastifyOrcid, { environments } from '../../plugin/index.ts'
import { watchLoading } from './loaded.ts'

const loaded = await watchLoading()
const print = (): void => { console.log(JSON.stringify(loaded.packages())) }

const app = Fastify()
await app.register(fastifyOrcid, {
  clientId: 'APP-0123456789ABCDEF',
  clientSecret: 'c1ient-5ecret-canary',
  redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
  // Nobody listens there.
  environment: { ...environments.sandbox, jwksUri: 'http://127.0.0.1:9/', tokenEndpoint: 'http://127.0.0.1:9/' },
  onLogin () {}
})
await app.ready()
print()
const { headers } = await app.inject('/login/orcid')
const state = new URL(String(headers.location)).searchParams.get('state') ?? ''
const cookie = String(headers['set-cookie']).split(';', 1)[0] ?? ''
await app.inject({ url: '/login/orcid/callback', query: { code: 'x', state }, headers: { cookie } })
print()
await app.close()
loaded.stop()
