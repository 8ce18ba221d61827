// The mock an audit drives: one in this process, or one in another process through its control API.
import { isLoopback } from '../address.ts'
import { MockOrcidVisitError } from '../browser/error.ts'
import { excerpt } from '../browser/page.ts'
import type { VisitedMock } from '../browser/sign-in.ts'
import { httpTransport, type Method, type WireAnswer } from '../browser/transport.ts'
import type { MockUndo } from '../controls/arming.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import type { MockHandle } from '../controls/handle.ts'
import type { Misbehaviour } from './cases.ts'

/** Disarms a fault or a forgery, and tells how many requests it changed. */
type Disarm = () => number | Promise<number>

type Entry = { readonly number: number }

/** The mock an app is audited with. Without `control`, some checks are not applicable. */
export interface AuditedMock extends VisitedMock {
  readonly control?: {
    readonly reset: () => unknown
    /** Until it is disarmed. */
    readonly arm: (misbehaviour: Misbehaviour) => Disarm | Promise<Disarm>
    readonly tokenRequests: () => readonly Entry[] | Promise<readonly Entry[]>
    readonly findings: () => readonly MockFinding[] | Promise<readonly MockFinding[]>
  }
}

function armHere ({ fail, forge }: MockHandle, misbehaviour: Misbehaviour): MockUndo {
  if ('name' in misbehaviour) return forge(misbehaviour.name, { times: Infinity })
  const { endpoint, kind, ...plan } = misbehaviour
  return fail(endpoint, kind, { ...plan, times: Infinity })
}

export function localMock (handle: MockHandle, issuer: string): AuditedMock {
  const { clock, findings, journal, reset } = handle
  const arm = (misbehaviour: Misbehaviour): Disarm => {
    const undo = armHere(handle, misbehaviour)
    return () => {
      undo()
      return undo.fired
    }
  }
  return { issuer, clock, control: { reset, findings, arm, tokenRequests: () => journal.entries({ endpoint: 'token' }) } }
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
  async function arm (misbehaviour: Misbehaviour): Promise<Disarm> {
    const path = 'name' in misbehaviour ? '/forgeries' : '/faults'
    const { id } = await call<{ id: string }>('POST', path, { times: 'all', ...misbehaviour })
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
      arm,
      reset: () => call('POST', '/reset'),
      findings: () => call('GET', '/findings'),
      tokenRequests: () => call('GET', '/journal?endpoint=token')
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
