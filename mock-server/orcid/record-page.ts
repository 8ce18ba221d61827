// The address that an ORCID iD is: a person's public record as a page or, for a client that wants data, a redirect.
import type { FastifyReply } from 'fastify'
import { addressFor } from '../network/address.ts'
import { html, wholeIds, type Html } from './web/html.ts'
import { sendPage, type HtmlPage } from './web/layout.ts'
import { rangesIn } from './web/parameters.ts'
import { describeInactive } from './web/person.ts'
import { at, listAt, type Members } from './registry/record/model.ts'
import { sections, type Section } from './registry/record/sections.ts'
import { itemsOf } from './registry/record/store.ts'
import type { Registry } from './registry/registry.ts'
import { displayName, isActive, type Researcher } from './registry/researchers.ts'

// Every shape requires one of these; the first that an item has is its title.
const TITLES = ['title.title', 'role-title', 'subject-name.title', 'url-name', 'content', 'country', 'external-id-value',
  'organization.name', 'convening-organization.name', 'url']
const DETAILS = ['journal-title', 'organization.name', 'convening-organization.name', 'hosts.organization.0.name',
  'department-name', 'type', 'reviewer-role', 'external-id-type']

/** The text at a path, `''` if there is none; ORCID wraps many texts in a `value`. */
function textAt (content: Members, path: string): string {
  const found = at(content, path)
  return String((found !== null && typeof found === 'object' ? at(found, 'value') : found) ?? '')
}

// Any client can write to a record, and a browser would run an address such as javascript:.
function link (text: string, address: string): Html {
  if (!/^https?:\/\//i.test(address)) return html`<bdi>${text}</bdi>`
  return html`<a href="${address}" rel="noopener noreferrer"><bdi>${text}</bdi></a>`
}

function yearsOf (content: Members): string {
  const year = (date: string): string => textAt(content, `${date}.year`)
  const [start, end] = [year('start-date'), year('end-date')]
  if (start !== '' || end !== '') return `${start}–${end}`
  return year('publication-date') + year('review-completion-date')
}

function drawId (id: Members): Html {
  const [type = '', value = '', url = ''] = ['type', 'value', 'url'].map((name) => textAt(id, `external-id-${name}`))
  // Buffer replaces half a surrogate pair, which no URL can carry.
  const doi = Buffer.from(value).toString().replace(/^https?:\/\/(?:dx\.)?doi\.org\//i, '')
  const isBareDoi = url === '' && type.toLowerCase() === 'doi'
  return html` <small>${link(`${type}: ${value}`, isBareDoi ? `https://doi.org/${encodeURI(doi)}` : url)}</small>`
}

function drawIds (content: Members): Html[] {
  return ['external-ids', 'review-identifiers'].flatMap((name) => listAt(content, `${name}.external-id`)).map(drawId)
}

function drawItem (item: Members): Html {
  const content = (item['proposal'] ?? item) as Members
  // Only an item of a given record may have none.
  const path = TITLES.find((one) => textAt(content, one) !== '') ?? ''
  const text = textAt(content, path)
  const title = path === 'country' ? String(new Intl.DisplayNames('en', { type: 'region' }).of(text)) : text
  const details = [...DETAILS.map((one) => textAt(content, one)), yearsOf(content)]
    .filter((detail) => detail !== '' && detail !== text)
    .map((detail, index) => html`${index === 0 ? '' : ' · '}<bdi>${detail}</bdi>`)
  const below = details.length === 0 ? null : html` <small>${details}</small>`
  return html`${link(title, textAt(content, 'url') + textAt(content, 'external-id-url'))}${below}${drawIds(content)}`
}

function drawAddress (uri: string): Html {
  return html`<bdi dir="ltr">${wholeIds(uri)}</bdi>`
}

function drawList (title: string, items: readonly Html[]): Html | null {
  if (items.length === 0) return null
  return html`<h2>${title}</h2>
<ul class="plain items">
${items.map((item) => html`<li>${item}</li>
`)}</ul>
`
}

function drawPublicParts ({ records }: Registry, researcher: Researcher): Html[] {
  const { biography, emails } = researcher
  const isPublic = ({ visibility }: { visibility: string }): boolean => visibility === 'public'
  const drawSection = (section: Section): Html | null => {
    const items = [...itemsOf(records, researcher, section).values()].filter(isPublic)
    // People look for the activities that they have just added.
    if (section.area === 'activities') items.reverse()
    return drawList(section.heading, items.map(({ content }) => drawItem(content)))
  }
  const shown = emails.filter((email) => isPublic(email) && email.verified)
  const about = html`<h2>Biography</h2>
<p><bdi>${biography?.content ?? ''}</bdi></p>
`
  return [
    biography !== null && isPublic(biography) ? about : null,
    drawList('E-mail addresses', shown.map(({ email }) => html`<bdi>${email}</bdi>`)),
    ...sections.filter(({ area }) => area === 'person').map(drawSection),
    ...sections.filter(({ area }) => area === 'activities').map(drawSection)
  ].filter((part) => part !== null)
}

type PageParts = Omit<HtmlPage, 'subtitle'>

function activePage (registry: Registry, researcher: Researcher): PageParts {
  const title = displayName(researcher) || 'Name is not public'
  const parts = drawPublicParts(registry, researcher)
  const content = parts.length === 0 ? html`<p>Nothing on this record is public.</p>` : html`${parts}`
  return { status: 200, title, heading: html`<bdi>${title}</bdi>`, content }
}

function inactivePage ({ issuer }: Registry, researcher: Researcher, address: string): PageParts {
  const { primaryRecord } = researcher
  const path = `/${String(primaryRecord)}`
  const reason = primaryRecord === null
    ? html`${describeInactive(researcher)}`
    : html`This record is deprecated. The record in its place is <a href="${address + path}">${drawAddress(issuer + path)}</a>.`
  return { status: 200, title: 'ORCID record', content: html`<p>${reason}</p>` }
}

function pageOf (registry: Registry, researcher: Researcher | undefined, address: string): PageParts {
  // ORCID redirects to its page for an iD that nobody has.
  if (researcher === undefined) {
    return { status: 404, title: 'No such record', content: html`<p>Nobody at this fake ORCID has this iD.</p>` }
  }
  return isActive(researcher) ? activePage(registry, researcher) : inactivePage(registry, researcher, address)
}

const DATA = /^(?:application\/(?:(?:(?:vnd\.)?orcid\+)?(?:json|xml)|ld\+json|n-triples|rdf\+xml)|text\/turtle)$/
const PAGE = /^(?:text\/html|application\/xhtml\+xml|text\/\*|\*\/\*)$/

// How ORCID weighs several types is not known; here it is done as RFC 9110 §12.5.1 says. The types are those of
// https://github.com/ORCID/ORCID-Source/blob/main/CONTENT_NEGOTIATION.md
function prefersData (accept: string = ''): boolean {
  return DATA.test(String(rangesIn(accept).find((range) => DATA.test(range) || PAGE.test(range))))
}

// The redirect to upper case and the status 200 of every record are ORCID's (PublicProfileController.publicPreview).
export function showRecord (registry: Registry, reply: FastifyReply): FastifyReply {
  const { request } = reply
  const { issuer, researchers } = registry
  const { orcid: asked } = request.params as { orcid: string }
  const address = addressFor(registry, request)
  const orcid = asked.toUpperCase()
  reply.header('vary', 'accept').header('cache-control', 'no-store')
  if (asked !== orcid) return reply.redirect(`${address}/${orcid}`, 302)
  // ORCID, seen in September 2021, redirects to https://pub.orcid.org/{iD}, which means the same.
  // https://github.com/ORCID/ORCID-Source/issues/6331
  if (prefersData(request.headers.accept)) return reply.redirect(`${address}/pub/v3.0/${orcid}/record`, 302)
  const subtitle = drawAddress(`${issuer}/${orcid}`)
  return sendPage(reply, { ...pageOf(registry, researchers.get(orcid), address), subtitle })
}
