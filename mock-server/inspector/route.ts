// The inspector's one address, the root of the mock: a page, the events that keep it up to date, and what its forms do.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isFromHere } from '../network/address.ts'
import type { Controls } from '../controls/controls.ts'
import { hasPassword, hasToken } from '../controls/http/token.ts'
import { formOf, parseForm, queryOf } from '../orcid/web/parameters.ts'
import type { openEvents } from './events.ts'
import type { Filter } from './filter.ts'

function refuse (reply: FastifyReply, status: number, reason: string): FastifyReply {
  return reply.code(status).headers({ 'x-fake-orcid': '1', 'cache-control': 'no-store' })
    .type('text/plain; charset=utf-8').send(`${reason}\n`)
}

// Another site's page could not read the events, but it could take the places of those who may.
function isFromOtherSite ({ headers }: FastifyRequest): boolean {
  return !['same-origin', undefined].includes(headers['sec-fetch-site'] as string | undefined)
}

/** Does what a form asks, and shows the page again, or why nothing has changed. */
async function act (request: FastifyRequest, reply: FastifyReply,
  { mock, filter }: { readonly mock: Controls, readonly filter: Filter }): Promise<FastifyReply> {
  if (isFromOtherSite(request)) return refuse(reply, 403, 'These forms are for the inspector\'s own page.')
  const { sendInspector } = await import('./page.ts')
  const { doAct } = await import('./console.ts')
  try {
    doAct(mock, formOf(request))
  } catch (error) {
    return sendInspector(reply, mock, { filter, refusal: (error as Error).message })
  }
  return reply.redirect(request.url, 303)
}

// Mounted outside the scope of ORCID's endpoints, so that the journal does not record the inspector.
export function registerInspector (app: FastifyInstance, mock: Controls, path: string): void {
  let events: ReturnType<typeof openEvents> | null = null
  mock.closing.signal.addEventListener('abort', () => { events?.end() }, { once: true })
  async function inspect (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { outsideToken } = mock
    if (!isFromHere(request.raw)) {
      if (outsideToken === null) return refuse(reply, 421, 'The inspector answers to loopback names and addresses only.')
      if (!hasToken(request, outsideToken) && !hasPassword(request, outsideToken)) {
        reply.header('www-authenticate', 'Basic realm="Fake ORCID: the control token is the password", charset="UTF-8"')
        return refuse(reply, 401, 'The inspector asks for the control token: as the password, with any user name.')
      }
    }
    // Loaded here, because most mocks are never inspected.
    const { sendInspector } = await import('./page.ts')
    const { openEvents } = await import('./events.ts')
    const { readFilter } = await import('./filter.ts')
    const filter = readFilter(queryOf(request))
    reply.header('x-fake-orcid', '1').header('vary', 'accept')
    if (request.method === 'POST') return await act(request, reply, { mock, filter })
    if (!/text\/event-stream/i.test(request.headers.accept ?? '')) return sendInspector(reply, mock, { filter })
    if (isFromOtherSite(request)) return refuse(reply, 403, 'These events are for the inspector\'s own page.')
    events ??= openEvents(mock)
    if (!events.join(reply.raw, filter)) return refuse(reply, 503, 'Too many pages watch this mock: close some of them.')
    return reply.hijack()
  }
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, parseForm)
  for (const url of path === '' ? ['/'] : [path, `${path}/`]) {
    app.route({ method: ['GET', 'HEAD', 'POST'], url, handler: inspect })
  }
}
