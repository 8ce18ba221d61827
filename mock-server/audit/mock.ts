// The mock an audit drives: one in this process, or one in another process through its control API.
import { isLoopback } from '../address.ts'
import { MockOrcidVisitError } from '../browser/error.ts'
import { excerpt } from '../browser/page.ts'
import { httpTransport, type Method, type WireAnswer } from '../browser/transport.ts'
import type { MockUndo } from '../controls/arming.ts'
import type { MockHandle } from '../controls/handle.ts'
import type { AuditedFinding, AuditedMock, Disarm } from './types.ts'

type AuditControls = 'clock' | 'fail' | 'findings' | 'forge' | 'journal' | 'reset'

export function localMock (handle: Pick<MockHandle, AuditControls>, issuer: string): AuditedMock {
  const { clock, fail, findings, forge, journal, reset } = handle
  const disarmer = (undo: MockUndo): Disarm => () => {
    undo()
    return undo.fired
  }
  return {
    issuer,
    clock,
    control: {
      reset,
      findings,
      fail: (endpoint, kind, options) => disarmer(fail(endpoint, kind, { times: Infinity, ...options })),
      forge: name => disarmer(forge(name, { times: Infinity })),
      tokenRequests: () => journal.entries({ endpoint: 'token' }).map(({ number }) => number)
    }
  }
}

const MAX_REDIRECTS = 10

/**
 * Finds the mock that an app signs people in with. It follows the login's redirects on this machine only, and sends
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
    const path = /^(.*)\/oauth\/authorize$/.exec(url.pathname)?.[1]
    if (path !== undefined && (await send('GET', url)).headers['x-fake-orcid'] === '1') return { issuer: url.origin + path }
  }
  throw new MockOrcidVisitError(`The login at ${excerpt(login.href)} goes in circles and does not lead to a fake ORCID`, [])
}

/** The same mock with its control API; rejects with `MOCK_ORCID_ERR_VISIT` if the token does not open it. */
export async function remoteMock ({ issuer }: AuditedMock, token: string): Promise<AuditedMock> {
  async function call<Shape> (method: Method, path: string, json?: object): Promise<Shape> {
    const { body, statusCode } = await send(method, new URL(`${issuer}/control${path}`), { token, json })
    if (statusCode < 400) return JSON.parse(body || 'null')
    throw new MockOrcidVisitError(`The mock's control API answers ${statusCode}: ${excerpt(body)}`, [])
  }
  async function arm (path: string, json: object): Promise<Disarm> {
    const { id } = await call<{ id: string }>('POST', path, { times: 'all', ...json })
    return async () => {
      await call('DELETE', `/armed/${id}`)
      return (await call<{ fired: number }>('GET', `/armed/${id}`)).fired
    }
  }
  const now = async () => Date.parse((await call<{ now: string }>('GET', '/clock')).now)
  await now()
  return {
    issuer,
    clock: { now, advance: seconds => call('POST', '/clock', { advance: seconds }) },
    control: {
      reset: () => call('POST', '/reset'),
      findings: () => call<AuditedFinding[]>('GET', '/findings'),
      fail: (endpoint, kind, options) => arm('/faults', { endpoint, kind, ...options }),
      forge: name => arm('/forgeries', { name }),
      tokenRequests: async () =>
        (await call<Array<{ number: number }>>('GET', '/journal?endpoint=token')).map(({ number }) => number)
    }
  }
}

async function send (method: Method, url: URL, { token, json }: { token?: string, json?: object | undefined } = {}):
Promise<WireAnswer> {
  const headers = {
    host: url.host,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(json && { 'content-type': 'application/json' })
  }
  return await httpTransport().send({ method, url, headers, body: json && JSON.stringify(json) })
    .catch((cause: NodeJS.ErrnoException) => {
      const reason = [cause.code, cause.message].filter(Boolean).join(', ')
      throw new MockOrcidVisitError(`Could not reach ${url.origin}${url.pathname}: ${reason}`, [], { cause })
    })
}
