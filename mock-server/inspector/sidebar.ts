// The sidebar: the clock, armed faults, findings, clients and people.
import type { Armed } from '../controls/arming.ts'
import type { Controls } from '../controls/controls.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { html, type Html } from '../orcid/web/html.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { fullName } from '../orcid/registry/researchers.ts'
import { drawBadge } from './diagram.ts'
import type { Selection } from './filter.ts'
import { isSeen } from './messages.ts'

export const MAX_LISTED = 50

/** A part of the page that is sent again when it changes. */
export interface Region {
  readonly id: string
  readonly content: Html
  /** Changes whenever the content does. @default the content's markup */
  readonly key?: string
}

// A title is a noun, which names the box, and perhaps a number.
function box (title: string, content: Html): Region {
  const id = `sidebar-${title.replace(/:.*/, '').toLowerCase()}`
  return { id, content: html`<h2 id="${id}-title">${title}</h2>${content}` }
}

export function count (number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

function describeSpan (seconds: number): string {
  const [unit, length] = ([['day', 86_400], ['hour', 3_600], ['minute', 60]] as const)
    .find(([, one]) => seconds >= one) ?? ['second', 1]
  return count(Math.round(seconds / length), unit)
}

function drawClock ({ registry: { clock } }: Controls): Region {
  const aheadMs = clock.now() - Date.now()
  const ahead = Math.round(aheadMs / 1000)
  const date = new Date(clock.now()).toISOString()
  const offset = ahead === 0 ? 'the system\'s time' : `${describeSpan(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}`
  // The page's script shows the time of a clock that runs.
  const running = html` id="running" data-ahead="${String(aheadMs)}"`
  const content = html`<p><time class="clock" datetime="${date}">${date.slice(0, 10)} <b${clock.isFrozen() ? null : running}>${
    date.slice(11, 19)}</b></time> UTC</p>
<p class="quiet">${clock.isFrozen() ? 'Stopped' : 'Running'}, ${offset}.</p>`
  return { ...box('Clock', content), key: clock.isFrozen() ? date : String(ahead) }
}

function drawSentence (text: string): Html {
  return html`${text.split('`').map((part, index) => index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`)}`
}

function describeTimes (remaining: number): string {
  if (remaining === Infinity) return 'until it is taken back'
  return remaining === 1 ? 'once' : `${remaining} times`
}

function drawArmedItem (item: Armed & { readonly name: string }, target: string, does: string): Html {
  const { name, client, remaining, fired } = item
  return html`<li>${drawBadge('fault', name)}${target}, ${describeTimes(remaining)}${
    fired === 0 ? '' : `, ${fired} so far`}${
    client === null ? null : html`, client <code class="id">${client}</code>`}
<small>${drawSentence(does)}</small></li>`
}

function drawArmed ({ faults, forgeries }: Controls): Region {
  const items = [
    ...faults.armed().map((fault) => drawArmedItem(fault, `acts on ${fault.endpoint}`, fault.kind.does)),
    ...forgeries.armed().map((forgery) => drawArmedItem(forgery, `forges ${forgery.row.where}`, forgery.row.does))
  ]
  return box('Armed', items.length > 0
    ? html`<ul class="plain">${items}</ul>`
    : html`<p class="quiet">Nothing will go wrong. A test arms faults with <code>fail()</code> and
<code>forge()</code>, a person on the consent page.</p>`)
}

function drawFinding ({ rule, severity, exchange, fix }: MockFinding, isDrawn: boolean): Html {
  const address = `${isDrawn ? '' : `?until=${exchange}`}#message-${exchange}`
  const link = html`<a href="${address}">at no. ${String(exchange)}</a>`
  return html`<li>${drawBadge(severity, `${severity}: ${rule}`)}${exchange === 0 ? html`so far` : link} <small>${fix}</small></li>`
}

function drawFindings ({ logins, outside, findings }: Selection): Region {
  if (findings.length === 0) return box('Findings', html`<p class="quiet">Nothing that ORCID would refuse or warn about.</p>`)
  const drawn = new Set([...logins, outside].flatMap(({ messages }) => messages).filter(isSeen)
    .map(({ parsed: { exchange: { number } } }) => number))
  return box(`Findings: ${findings.length}`, html`<ul class="plain">${findings.map((finding) =>
    drawFinding(finding, drawn.has(finding.exchange)))}</ul>`)
}

// The latest, and how many more there are.
function drawLatest<Item> (items: ReadonlyMap<string, Item>, draw: (item: Item) => Html): Html {
  const rest = items.size - MAX_LISTED
  return html`<ul class="plain">${[...items.values()].slice(-MAX_LISTED).reverse().map(draw)}</ul>${
    rest > 0 ? html`<p class="quiet">and ${String(rest)} more</p>` : null}`
}

function drawClient ({ clientId, name, type, status, redirectUris }: Client): Html {
  return html`<li><b><bdi>${name}</bdi></b> <small>${type}${status === 'active' ? '' : `, ${status}`}</small>
<code class="block"><span class="id">${clientId}</span></code>
${redirectUris.length === 0
  ? html`<small>no redirect URI yet: it adopts the first on loopback</small>`
  : redirectUris.map((uri) => html`<code class="block"><bdi>${uri}</bdi></code>`)}</li>`
}

function drawPeople ({ registry: { people, researchers, issuer } }: Controls): Region {
  // When orcid.org leads to the mock, the issuer's host is the real one to the browser that shows this page.
  const base = issuer.replace(/^https?:\/\/[^/]*/, '')
  const keys = new Map([...people].map(([key, { orcid }]) => [orcid, key]))
  return box(`People: ${researchers.size}`, html`<details id="open-people"><summary>Everybody who can sign in</summary>
${drawLatest(researchers, (person) => {
  const { orcid, state } = person
  const key = keys.get(orcid)
  return html`<li><bdi>${fullName(person)}</bdi>${key === undefined ? null : html` <small><code>${key}</code></small>`}${
    state === 'active' ? null : html` <small>${state}</small>`} <a href="${base}/${orcid}"><code class="block orcid">${orcid}</code></a></li>`
})}</details>`)
}

export function drawSidebar (mock: Controls, selection: Selection): Region[] {
  const { clients } = mock.registry
  const clientBox = box(`Clients: ${clients.size}`, drawLatest(clients, drawClient))
  return [drawClock(mock), drawArmed(mock), drawFindings(selection), clientBox, drawPeople(mock)]
}
