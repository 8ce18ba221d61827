// A person's public record as everybody sees it, and the pages that stand where none is shown.
import { html, phrase, wholeIds } from '../web/html.ts'
import type { Html } from '../web/html.ts'
import type { LocalizedPage } from '../web/layout.ts'
import type { Refusal, Texts } from '../web/texts.ts'
import { itemsOf } from '../registry/record/store.ts'
import { sections } from '../registry/record/sections.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Registry } from '../registry/registry.ts'
import { displayName } from '../registry/researchers.ts'
import type { Researcher } from '../registry/researchers.ts'
import { lineOf } from './items.ts'
import type { Line, Linked } from './items.ts'

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
function sectionList (registry: Registry, researcher: Researcher, texts: Texts) {
  return (section: Section): Html | null => {
    const items = [...itemsOf(registry.records, researcher, section).values()]
      .filter(({ visibility }) => visibility === 'public')
    const shown = section.area === 'person' ? items : items.reverse()
    return listOf(texts.record.sections[section.name] as string,
      shown.map(({ content }) => drawLine(lineOf(content, texts.tag))))
  }
}

function publicParts (registry: Registry, researcher: Researcher, texts: Texts): Html[] {
  const { biography, emails } = researcher
  const open = emails.filter(({ visibility, verified }) => visibility === 'public' && verified)
  const draw = sectionList(registry, researcher, texts)
  return [
    biography?.visibility === 'public'
      ? block(texts.record.biography, html`<p><bdi>${biography.content}</bdi></p>`)
      : null,
    listOf(texts.record.emails, open.map(({ email }) => html`<bdi>${email}</bdi>`)),
    ...sections.filter(({ area }) => area === 'person').map(draw),
    ...sections.filter(({ area }) => area === 'activities').map(draw)
  ].filter((part) => part !== null)
}

/** What everybody may see of a record: what is public, as it is now. */
export function recordPage (registry: Registry, researcher: Researcher): LocalizedPage {
  return (texts) => {
    const name = displayName(researcher)
    const title = name === '' ? texts.record.nameNotPublic : name
    const parts = publicParts(registry, researcher, texts)
    return {
      status: 200,
      title,
      heading: html`<bdi>${title}</bdi>`,
      below: address(`${registry.issuer}/${researcher.orcid}`),
      content: parts.length === 0 ? html`<p>${texts.record.nothingPublic}</p>` : html`${parts}`
    }
  }
}

/** What is there instead of a record that is not active, or that another one took the place of. */
export function standInPage ({ issuer }: Registry, { orcid, state, primaryRecord }: Researcher): LocalizedPage {
  return ({ record, refusals }) => {
    const uri = `${issuer}/${String(primaryRecord)}`
    const link = html`<a href="${uri}">${address(uri)}</a>`
    // Nobody is sent here whose record is active and not deprecated.
    const words = primaryRecord === null ? refusals[state as Refusal] : record.moved
    const content = html`<p>${phrase(words, { orcid: link })}</p>`
    return { status: 200, title: record.heading, below: address(`${issuer}/${orcid}`), content }
  }
}

/** That nobody has an iD. */
export function absentPage (uri: string): LocalizedPage {
  return ({ record }) => ({ status: 404, title: record.absent, below: address(uri), content: html`<p>${record.absentMeans}</p>` })
}
