// The inspector's one address, the root of the mock: a page, or the events that keep it up to date. This machine only.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isFromHere } from '../address.ts'
import type { Controls } from '../controls/controls.ts'
import { queryOf } from '../orcid/web/parameters.ts'
import type { Watch } from './events.ts'

function refuse (reply: FastifyReply, status: number, why: string): FastifyReply {
  return reply.code(status).headers({ 'x-fake-orcid': '1', 'cache-control': 'no-store' })
    .type('text/plain; charset=utf-8').send(`${why}\n`)
}

// Another site's page could not read the events, but could take the places of those who may.
function isAnotherSites ({ headers }: FastifyRequest): boolean {
  return !['same-origin', undefined].includes(headers['sec-fetch-site'] as string | undefined)
}

/** A page, or events: what the inspector answers with. */
function answerWith (controls: Controls): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  let watch: Watch | null = null
  controls.closing.signal.addEventListener('abort', () => { watch?.end() }, { once: true })
  return async function inspect (request, reply) {
    if (!isFromHere(request.raw)) {
      return refuse(reply, 421, 'The inspector answers to loopback names and addresses only.')
    }
    // Loaded here, because most mocks are looked at by nobody.
    const [{ sendInspector }, { openWatch }, { readFilter }] =
      await Promise.all([import('./page.ts'), import('./events.ts'), import('./view.ts')])
    const filter = readFilter(queryOf(request))
    reply.header('x-fake-orcid', '1').header('vary', 'accept')
    if (!/text\/event-stream/i.test(request.headers.accept ?? '')) return sendInspector(reply, controls, filter)
    if (isAnotherSites(request)) return refuse(reply, 403, 'These events are for the inspector\'s own page.')
    watch ??= openWatch(controls)
    if (!watch.join(reply.raw, filter)) return refuse(reply, 503, 'Too many pages watch this mock: close some of them.')
    return reply.hijack()
  }
}

/**
 * Mounts the inspector of a mock outside the scope of its legs, so that the journal does not fill with looks at it.
 *
 * @param path where the mock lives below the scope, without a slash at its end
 */
export function registerInspector (app: FastifyInstance, controls: Controls, path: string): void {
  const handler = answerWith(controls)
  for (const url of path === '' ? ['/'] : [path, `${path}/`]) app.route({ method: ['GET', 'HEAD'], url, handler })
}
