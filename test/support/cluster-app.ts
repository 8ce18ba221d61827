// An app of two workers of node:cluster. Each registers the plugin twice; what they log goes to stdout.
import cluster from 'node:cluster'
import Fastify from 'fastify'
import fastifyOrcid from '../../plugin/index.ts'
import { CLIENT_ID, CLIENT_SECRET } from './lying-provider.ts'

if (cluster.isPrimary) {
  cluster.fork()
  cluster.fork()
} else {
  const app = Fastify({ logger: true })
  for (const name of ['orcid', 'other']) {
    const redirectUri = `https://app.example/login/${name}/callback`
    await app.register(fastifyOrcid, {
      name,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      redirectUri,
      loginPath: `/login/${name}`,
      callbackPath: `/login/${name}/callback`,
      onLogin: () => {}
    })
  }
  await app.ready()
  await app.close()
  cluster.worker?.disconnect()
}
