// A program of its own: prints what is loaded when a mock listens, and again after each thing that is done with it.
import { startMockOrcid } from '../../mock-server/index.ts'
import { watchLoading } from './loaded.ts'

const loaded = await watchLoading()
const orcid = await startMockOrcid({ clients: [{ clientId: 'APP-0123456789ABCDEF', clientSecret: 's' }] })
const client = orcid.client({ redirectUris: ['http://127.0.0.1:9/'] })
const query = new URLSearchParams({
  client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1:9/', state: 's'
})
const credentials = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret }
const get = async (path: string): Promise<string> => await (await fetch(orcid.issuer + path)).text()

const steps: Readonly<Record<string, () => unknown>> = {
  start () {},
  async token () {
    const body = new URLSearchParams({ ...credentials, scope: '/read-public' })
    await (await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body })).text()
  },
  record: async () => await get('/v3.0/0000-0001-2345-6789/person'),
  intercept: async () => { (await orcid.intercept()).undo() },
  authorize: async () => await orcid.authorize(`${orcid.environment.authorizationEndpoint}?${query}`, { as: 'sofia' }),
  inspector: async () => await get('/'),
  elsewhere: async () => await get('/elsewhere')
}
for (const [name, step] of Object.entries(steps)) {
  await step()
  console.log(JSON.stringify([name, [...loaded.packages(), ...loaded.mock()]]))
}
loaded.stop()
await orcid.close()
