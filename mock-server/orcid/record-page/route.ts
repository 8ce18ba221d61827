// The address that an ORCID iD is: a person's public record, as a page or, for those who ask for data, elsewhere.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../web/layout.ts'
import type { Registry } from '../registry/registry.ts'
import { absentPage, recordPage, standInPage } from './page.ts'
import { wantsData } from './wants-data.ts'

function answerRecord (registry: Registry, { params, headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { orcid: asked } = params as { orcid: string }
  const orcid = asked.toUpperCase()
  reply.header('vary', 'accept').header('cache-control', 'no-store')
  if (asked !== orcid) return reply.redirect(`${registry.issuer}/${orcid}`, 302)
  if (wantsData(headers.accept)) return reply.redirect(`${registry.issuer}/pub/v3.0/${orcid}/record`, 302)
  const researcher = registry.researchers.get(orcid)
  if (researcher === undefined) return sendPage(reply, absentPage(`${registry.issuer}/${orcid}`))
  const isShown = researcher.state === 'active' && researcher.primaryRecord === null
  return sendPage(reply, isShown ? recordPage(registry, researcher) : standInPage(registry, researcher))
}

/**
 * Mounts `GET {issuer}/{iD}`. As at ORCID, an iD in lower case leads to the one in upper case, and the page of a
 * locked, deactivated or deprecated record has status 200 (ORCID-Source, PublicProfileController.publicPreview).
 * Who asks for data is redirected with 302 to the public API, which ORCID was seen to do in September 2021; there the
 * target is `https://pub.orcid.org/{iD}`, which means the same as the `/v3.0/{iD}/record` that is named here. An
 * iD that nobody has gets a 404 at once, where ORCID redirects to its page for that.
 *
 * @see https://github.com/ORCID/ORCID-Source/issues/6331
 * @see https://github.com/ORCID/ORCID-Source/blob/main/CONTENT_NEGOTIATION.md
 */
export function registerRecordPage (app: FastifyInstance, registry: Registry): void {
  app.get('/:orcid(^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dXx]$)', async function record (request, reply) {
    return answerRecord(registry, request, reply)
  })
}
