// `npm run demo`: a fake ORCID and a journal that signs people in with it, in one command.
import { startMockOrcid } from 'fastify-orcid/mock-server'
import { buildJournal } from './journal.ts'

const port = Number(process.env['PORT'] ?? 3000)
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error('PORT must be a number from 1 to 65535.')
  process.exit(2)
}
const orcid = await startMockOrcid()
const app = await buildJournal({
  environment: orcid.environment,
  ...orcid.client({ name: 'Journal of Reproducible Gardens', type: 'member' }),
  redirectUri: `http://127.0.0.1:${port}/login/orcid/callback`
})

async function stop (): Promise<void> {
  await app.close()
  await orcid.close()
}

try {
  await app.listen({ host: '127.0.0.1', port })
  console.log(`The journal:    http://127.0.0.1:${port}     ← open this`)
  console.log(`The fake ORCID: ${orcid.issuer}     ← and this: every login draws itself there`)
  console.log('Ctrl-C stops both.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { void stop() })
} catch (error) {
  await stop()
  const { code, message } = error as { code?: string, message: string }
  console.error(code === 'EADDRINUSE'
    ? `Port ${port} is taken. Choose another one: PORT=3001 npm run demo`
    : `The demo could not start: ${message}`)
  process.exitCode = 1
}
