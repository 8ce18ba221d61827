// A mock that runs in another process: found from where an app's login leads, driven through its control API.
import { isLoopback } from '../address.ts'
import { httpTransport } from '../browser/transport.ts'
import type { Method, WireAnswer } from '../browser/transport.ts'
import { MockOrcidVisitError } from '../browser/sign-in.ts'
import type { Armed, AuditedFinding, AuditedMock } from './check.ts'

/** How many redirects of an app may lie before ORCID. */
const MAX_REDIRECTS = 10

/**
 * Finds the mock that an app signs people in with. Follows the login's redirects on this machine only, and sends
 * nothing to an ORCID that is not a fake one.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` when the login does not lead to a mock on this machine.
 */
export async function findMock (login: URL): Promise<AuditedMock> {
  let url = login
  for (let count = 0; count < MAX_REDIRECTS; count++) {
    const { headers: { location }, statusCode } = await send('GET', url)
    if (location === undefined || !URL.canParse(location, url.href)) {
      throw new MockOrcidVisitError(`${url.origin}${url.pathname} answers ${statusCode} and does not lead to ORCID`, [])
    }
    url = new URL(location, url)
    if (!isLoopback(url.hostname)) {
      throw new MockOrcidVisitError(`The login leads to ${url.host}, and an audit stays on this machine. Give the app the ` +
        'addresses that "npx fastify-orcid" prints', [])
    }
    const issuer = issuerIn(url)
    if (issuer !== null && (await send('GET', url)).headers['x-fake-orcid'] === '1') return { issuer }
  }
  throw new MockOrcidVisitError(`The login at ${login.href} goes in circles and does not lead to a fake ORCID`, [])
}

function issuerIn ({ origin, pathname }: URL): string | null {
  const path = /^(.*)\/oauth\/authorize$/.exec(pathname)?.[1]
  return path === undefined ? null : origin + path
}

/**
 * The same mock with its control API.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` when it has none, or not with this token.
 */
export async function controlMock ({ issuer }: AuditedMock, token: string): Promise<AuditedMock> {
  async function call<Shape> (method: Method, path: string, wish?: object): Promise<Shape> {
    const url = new URL(`${issuer}/control${path}`)
    const { body, statusCode } = await send(method, url, { token, wish })
    if (statusCode >= 400) throw new MockOrcidVisitError(`The mock's control API answers ${statusCode}: ${body}`, [])
    return JSON.parse(body || 'null')
  }
  async function arm (path: string, wish: object): Promise<Armed> {
    const { id } = await call<{ id: string }>('POST', path, { times: 'all', ...wish })
    return {
      async disarm () {
        await call('DELETE', `/armed/${id}`)
        return (await call<{ fired: number }>('GET', `/armed/${id}`)).fired
      }
    }
  }
  const now = async () => Date.parse((await call<{ now: string }>('GET', '/clock')).now)
  await now()
  return {
    issuer,
    clock: { now, advance: seconds => call('POST', '/clock', { advance: seconds }) },
    reset: () => call('POST', '/reset'),
    findings: () => call<AuditedFinding[]>('GET', '/findings'),
    fail: (endpoint, kind, options) => arm('/faults', { endpoint, kind, ...options }),
    forge: name => arm('/forgeries', { name }),
    tokenRequests: async () =>
      (await call<Array<{ number: number }>>('GET', '/journal?endpoint=token')).map(({ number }) => number)
  }
}

interface Message { readonly token?: string, readonly wish?: object | undefined }

async function send (method: Method, url: URL, { token, wish }: Message = {}): Promise<WireAnswer> {
  const headers = {
    host: url.host,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(wish !== undefined && { 'content-type': 'application/json' })
  }
  const request = { method, url, headers, body: wish && JSON.stringify(wish) }
  return await httpTransport().send(request).catch((cause: NodeJS.ErrnoException) => {
    const reason = [cause.code, cause.message].filter(Boolean).join(', ')
    throw new MockOrcidVisitError(`Could not reach ${url.origin}${url.pathname}: ${reason}`, [], { cause })
  })
}
