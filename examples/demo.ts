// `npx fastify-orcid demo`: a fake ORCID and a journal that signs people in with it, in one command.
import { once } from 'node:events'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import { buildJournal } from './journal.ts'

const port = Number(process.env['PORT'] ?? 3000)
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error('PORT must be a number from 1 to 65535.')
  process.exit(2)
}
// A parent process that is gone stops it too: the channel to it ends.
const stop = Promise.race(['SIGINT', 'SIGTERM', 'disconnect'].map(async (end) => await once(process, end)))

try {
  await using orcid = await startMockOrcid()
  await using app = await buildJournal({
    environment: orcid.environment,
    ...orcid.client({ name: 'Journal of Reproducible Gardens', type: 'member' }),
    redirectUri: `http://127.0.0.1:${port}/login/orcid/callback`
  })
  await app.listen({ host: '127.0.0.1', port })
  console.log(`The journal:    http://127.0.0.1:${port}     ← open this
The fake ORCID: ${orcid.issuer}     ← and this: every login draws itself there
Ctrl-C stops both.`)
  await stop
} catch (error) {
  const { code, message } = error as { code?: string, message: string }
  console.error(code === 'EADDRINUSE'
    ? `Port ${port} is taken. Choose another one with --port.`
    : `The demo could not start: ${message}`)
  process.exitCode = 1
} finally {
  if (process.connected) process.disconnect()
}
