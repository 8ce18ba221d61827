// A person's public record as everybody sees it, and the pages that stand where none is shown.
import { html, wholeIds } from '../web/html.ts'
import type { Html } from '../web/html.ts'
import type { Page } from '../web/layout.ts'
import { describeInactive } from '../web/person.ts'
import { itemsOf } from '../registry/record/store.ts'
import { sections } from '../registry/record/sections.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Registry } from '../registry/registry.ts'
import { displayName } from '../registry/researchers.ts'
import type { Researcher } from '../registry/researchers.ts'
import { lineOf } from './items.ts'
import type { Line, Linked } from './items.ts'

/** Headings, by the section's name in the API. */
export const sectionHeadings: Readonly<Record<string, string>> = {
  distinctions: 'Distinctions',
  educations: 'Education',
  employments: 'Employment',
  fundings: 'Funding',
  'invited-positions': 'Invited positions',
  memberships: 'Memberships',
  'peer-reviews': 'Peer reviews',
  qualifications: 'Qualifications',
  'research-resources': 'Research resources',
  services: 'Service',
  works: 'Works',
  'other-names': 'Also known as',
  'researcher-urls': 'Websites and social links',
  address: 'Countries',
  keywords: 'Keywords',
  'external-identifiers': 'Other iDs'
}

function address (uri: string): Html {
  return html`<bdi dir="ltr">${wholeIds(uri)}</bdi>`
}

function block (title: string, content: Html): Html {
  return html`<h2>${title}</h2>
${content}
`
}

function listOf (title: string, items: readonly Html[]): Html | null {
  if (items.length === 0) return null
  return block(title, html`<ul class="plain items">
${items.map((item) => html`<li>${item}</li>
`)}</ul>`)
}

function linked ({ text, href }: Linked): Html {
  return href === null ? html`<bdi>${text}</bdi>` : html`<a href="${href}" rel="noopener noreferrer"><bdi>${text}</bdi></a>`
}

function drawLine ({ title, details, ids }: Line): Html {
  const said = details.map((detail, place) => html`${place === 0 ? '' : ' · '}<bdi>${detail}</bdi>`)
  const below = details.length === 0 ? null : html` <small>${said}</small>`
  return html`${linked(title)}${below}${ids.map((id) => html` <small>${linked(id)}</small>`)}`
}

/** The public items of a section, those that came last first: people look for what they have just added. */
function sectionList (registry: Registry, researcher: Researcher) {
  return (section: Section): Html | null => {
    const items = [...itemsOf(registry.records, researcher, section).values()]
      .filter(({ visibility }) => visibility === 'public')
    const shown = section.area === 'person' ? items : items.reverse()
    return listOf(sectionHeadings[section.name] as string, shown.map(({ content }) => drawLine(lineOf(content))))
  }
}

function publicParts (registry: Registry, researcher: Researcher): Html[] {
  const { biography, emails } = researcher
  const open = emails.filter(({ visibility, verified }) => visibility === 'public' && verified)
  const draw = sectionList(registry, researcher)
  return [
    biography?.visibility === 'public'
      ? block('Biography', html`<p><bdi>${biography.content}</bdi></p>`)
      : null,
    listOf('E-mail addresses', open.map(({ email }) => html`<bdi>${email}</bdi>`)),
    ...sections.filter(({ area }) => area === 'person').map(draw),
    ...sections.filter(({ area }) => area === 'activities').map(draw)
  ].filter((part) => part !== null)
}

/** What everybody may see of a record: what is public, as it is now. */
export function recordPage (registry: Registry, researcher: Researcher): Page {
  const title = displayName(researcher) || 'Name is not public'
  const parts = publicParts(registry, researcher)
  return {
    status: 200,
    title,
    heading: html`<bdi>${title}</bdi>`,
    subtitle: address(`${registry.issuer}/${researcher.orcid}`),
    content: parts.length === 0 ? html`<p>Nothing on this record is public.</p>` : html`${parts}`
  }
}

/** What is there instead of a record that is not active, or that another one took the place of. */
export function standInPage ({ issuer }: Registry, researcher: Researcher): Page {
  const { orcid, primaryRecord } = researcher
  const uri = `${issuer}/${String(primaryRecord)}`
  const link = html`<a href="${uri}">${address(uri)}</a>`
  const reason = primaryRecord === null
    ? html`${describeInactive(researcher)}`
    : html`This record is deprecated. The record in its place is ${link}.`
  return { status: 200, title: 'ORCID record', subtitle: address(`${issuer}/${orcid}`), content: html`<p>${reason}</p>` }
}

/** That nobody has an iD. */
export function absentPage (uri: string): Page {
  const content = html`<p>Nobody at this fake ORCID has this iD.</p>`
  return { status: 404, title: 'No such record', subtitle: address(uri), content }
}
