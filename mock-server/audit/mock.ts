// The mock an audit drives: one in this process, or one in another process through its control API.
import { isLoopback } from '../network/address.ts'
import { MockOrcidVisitError } from '../browser/error.ts'
import { encodeForm } from '../browser/history.ts'
import { excerpt } from '../browser/page.ts'
import type { VisitedMock } from '../browser/sign-in.ts'
import { httpTransport, type Method, type WireAnswer } from '../browser/transport.ts'
import { mayWantPost } from '../browser/walk.ts'
import type { MockControls } from '../controls/controls.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import type { MockJournalFilter } from '../controls/journal/journal.ts'
import type { AuditOptions } from './types.ts'

/** Ends a fault or a forgery; afterwards it tells how many requests were changed. */
interface Undo {
  (): unknown
  readonly fired: number
}

/** What an audit needs of a mock's handle, which may be in another process. */
export interface AuditControl {
  readonly reset: () => unknown
  readonly fail: (...args: Parameters<MockControls['fail']>) => Undo | Promise<Undo>
  readonly forge: (...args: Parameters<MockControls['forge']>) => Undo | Promise<Undo>
  readonly findings: () => readonly MockFinding[] | Promise<readonly MockFinding[]>
  readonly journal: {
    readonly count: (filter: MockJournalFilter & { readonly client?: string }) => number | Promise<number>
  }
}

/** The mock an app is audited with. Without `control`, some checks are not applicable. */
export interface AuditedMock extends VisitedMock {
  readonly control?: AuditControl
}

const MAX_REDIRECTS = 10

/**
 * Finds the mock that an app signs people in with. It follows the login's redirects on this machine only, and sends
 * nothing to an ORCID that is not a fake one.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` when the login does not lead to a mock on this machine.
 */
export async function findMock (login: URL, { form }: Pick<AuditOptions, 'form'> = {}):
Promise<AuditedMock> {
  let url = login
  for (let count = 0; count < MAX_REDIRECTS; count++) {
    const { headers: { location }, statusCode } = await (count > 0 || form === undefined
      ? send('GET', url)
      : send('POST', url, { type: 'x-www-form-urlencoded', body: encodeForm(form) }))
    if (location === undefined || !URL.canParse(location, url.href)) {
      const hint = mayWantPost(form === undefined ? 'GET' : 'POST', statusCode) ? '. If a form starts the login, add --login-method POST' : ''
      const answer = `${url.origin}${url.pathname} answers ${statusCode}`
      throw new MockOrcidVisitError(`${answer} and does not lead to ORCID${hint}`, [])
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
    const content = json && { type: 'json', body: JSON.stringify(json) }
    const { body, statusCode } = await send(method, new URL(`${issuer}/control${path}`), content, token)
    if (statusCode < 400) return JSON.parse(body || 'null')
    throw new MockOrcidVisitError(`The mock's control API answers ${statusCode}: ${excerpt(body)}`, [])
  }
  // JSON has no Infinity.
  async function arm (path: string, json: object): Promise<Undo> {
    const { id } = await call<{ id: string }>('POST', path, { ...json, times: 'all' })
    const undo = Object.assign(async () => {
      await call('DELETE', `/armed/${id}`)
      Object.assign(undo, await call<{ fired: number }>('GET', `/armed/${id}`))
    }, { fired: 0 })
    return undo
  }
  const now = async () => Date.parse((await call<{ now: string }>('GET', '/clock')).now)
  await now()
  return {
    issuer,
    clock: { now, advance: seconds => call('POST', '/clock', { advance: seconds }) },
    control: {
      reset: () => call('POST', '/reset'),
      fail: (endpoint, kind, plan) => arm('/faults', { endpoint, kind, ...plan }),
      forge: name => arm('/forgeries', { name }),
      findings: () => call('GET', '/findings'),
      journal: {
        count: async filter => {
          const query = Object.entries(filter).map(([name, value]) => `&${name}=${value}`).join('')
          return (await call<{ count: number }>('GET', `/journal?as=count${query}`)).count
        }
      }
    }
  }
}

interface Content { readonly type: string, readonly body: string }

async function send (method: Method, url: URL, content?: Content, token?: string): Promise<WireAnswer> {
  const headers = {
    host: url.host,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(content && { 'content-type': `application/${content.type}` })
  }
  return await httpTransport().send({ method, url, headers, body: content?.body })
    .catch((cause: NodeJS.ErrnoException) => {
      const reason = [cause.code, cause.message].filter(Boolean).join(', ')
      throw new MockOrcidVisitError(`Could not reach ${url.origin}${url.pathname}: ${reason}`, [], { cause })
    })
}
