// `fastify-orcid audit`: walks the login of an app that listens, and reports what it does.
import { writeFile } from 'node:fs/promises'
import { isLoopback } from '../network/address.ts'
import { maskText } from '../controls/journal/mask.ts'
import type { AuditCheck } from '../audit/types.ts'
import { EXIT, UsageError, checkOption, parseArguments, type Terminal } from './terminal.ts'

const OPTIONS = {
  as: { type: 'string', multiple: true, default: [] as string[] },
  'control-token': { type: 'string' },
  junit: { type: 'string' },
  'login-method': { type: 'string' },
  'login-field': { type: 'string', multiple: true, default: [] as string[] },
  markdown: { type: 'string' },
  patience: { type: 'string', default: '30' },
  skip: { type: 'string', multiple: true, default: [] as string[] }
} as const

/** Audits the app whose login has the address in `args`; throws `UsageError` for a wrong option. */
export async function runAudit (args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { login, opening, options } = readArguments(args)
  // Loaded here, because a wrong option needs no robot.
  const { audit } = await import('../audit/audit.ts')
  const { findMock, remoteMock } = await import('../audit/mock.ts')
  const { printCheck } = await import('../audit/report.ts')
  const found = await findMock(login, opening)
  const token = options['control-token']
  const mock = token === undefined ? found : await remoteMock(found, token)
  stdout.write(`Auditing ${maskText(login.href)} with the fake ORCID at ${mock.issuer}\n`)
  if (token === undefined) {
    stdout.write('Without --control-token ORCID always behaves; start it with --control to see all that can go wrong.\n')
  }
  let last: AuditCheck | undefined
  const report = await audit(mock, login, {
    ...opening,
    loginPath: login.pathname + login.search,
    patienceMs: Number(options.patience) * 1000,
    skip: options.skip,
    onCheck: one => {
      stdout.write(`${printCheck(one, last)}\n`)
      last = one
    },
    ...(options.as.length > 0 && { as: options.as })
  })
  if (options.markdown !== undefined) await writeFile(options.markdown, report.toMarkdown())
  if (options.junit !== undefined) await writeFile(options.junit, report.toJUnit())
  stdout.write(`\n${report}\n`)
  return report.passed ? EXIT.done : EXIT.failed
}

function readArguments (args: readonly string[]) {
  const { values: options, positionals: [address = '', ...others] } = parseArguments(args, OPTIONS)
  checkOption(others.length === 0, 'audit', 'one URL, that of the app\'s login route')
  checkOption(URL.canParse(address) && /^https?:/.test(address), 'audit', 'the URL of the app\'s login route')
  checkOption(/^[1-9]\d{0,3}$/.test(options.patience), '--patience', 'a number of seconds from 1 to 9999')
  checkOption(options.as.every(id => /^(\d{4}-){3}\d{3}[\dX]$/.test(id)), '--as', 'a bare ORCID iD')
  const fields = options['login-field'].map(field => field.split(/=(.*)/s, 2))
  checkOption(fields.every(([name, value]) => name !== '' && value !== undefined), '--login-field', 'name=value')
  const method = options['login-method'] ?? (fields.length === 0 ? 'GET' : 'POST')
  checkOption(method === 'POST' || (method === 'GET' && fields.length === 0), '--login-method', 'POST, or GET without --login-field')
  const login = new URL(address)
  if (!isLoopback(login.hostname)) {
    throw new UsageError(`${login.hostname} is not this machine; an audit attacks the app, so it stays on loopback`)
  }
  const form: Record<string, string> = Object.fromEntries(fields)
  const opening = method === 'GET' ? {} : { form }
  return { login, opening, options }
}
