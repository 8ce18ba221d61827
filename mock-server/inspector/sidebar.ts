// The sidebar: the clock, armed faults, findings, settings, clients and people, each with what can be done to it.
import type { Armed } from '../controls/arming.ts'
import type { Controls } from '../controls/controls.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { resolveBehaviour } from '../options/behaviour.ts'
import { html, type Html } from '../orcid/web/html.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { fullName } from '../orcid/registry/researchers.ts'
import { drawBadge } from './diagram.ts'
import { drawArmForm, drawBehaviourForm, drawClockForm, drawPersonForm, drawWithdrawalForm } from './console.ts'
import { MAX_LISTED, type Filter, type Selection } from './filter.ts'
import { isSeen } from './messages.ts'

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

// Folded, so that the state is what one sees first.
function fold (id: string, title: string, content: Html): Html {
  return html`<details id="open-${id}"><summary>${title}</summary>
${content}</details>`
}

export function count (number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

function describeSpan (seconds: number): string {
  const [unit, length] = ([['day', 86_400], ['hour', 3_600], ['minute', 60]] as const)
    .find(([, one]) => seconds >= one) ?? ['second', 1]
  return count(Math.round(seconds / length), unit)
}

function drawClock (mock: Controls, filter: Filter): Region {
  const { clock } = mock.registry
  const aheadMs = clock.now() - Date.now()
  const ahead = Math.round(aheadMs / 1000)
  const date = new Date(clock.now()).toISOString()
  const offset = ahead === 0 ? 'the system\'s time' : `${describeSpan(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}`
  // The page's script shows the time of a clock that runs.
  const running = html` id="running" data-ahead="${String(aheadMs)}"`
  const content = html`<p><time class="clock" datetime="${date}">${date.slice(0, 10)} <b${clock.isFrozen() ? null : running}>${
    date.slice(11, 19)}</b></time> UTC</p>
<p class="quiet">${clock.isFrozen() ? 'Stopped' : 'Running'}, ${offset}.</p>
${fold('clock', 'Turn the clock', drawClockForm(mock, filter))}`
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

function drawArmed (mock: Controls, filter: Filter): Region {
  const { faults, forgeries } = mock
  const items = [
    ...faults.armed().map((fault) => drawArmedItem(fault, `acts on ${fault.endpoint}`, fault.kind.does)),
    ...forgeries.armed().map((forgery) => drawArmedItem(forgery, `forges ${forgery.row.where}`, forgery.row.does))
  ]
  const state = items.length > 0
    ? html`<ul class="plain">${items}</ul>`
    : html`<p class="quiet">Nothing will go wrong. A test arms faults with <code>fail()</code> and
<code>forge()</code>, a person here or on the consent page.</p>`
  return box('Armed', html`${state}
${fold('arm', 'Make something go wrong', drawArmForm(mock, filter))}`)
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

function drawPeople (mock: Controls, filter: Filter): Region {
  const { people, researchers, issuer } = mock.registry
  // When orcid.org leads to the mock, the issuer's host is the real one to the browser that shows this page.
  const base = issuer.replace(/^https?:\/\/[^/]*/, '')
  const keys = new Map([...people].map(([key, { orcid }]) => [orcid, key]))
  const everybody = drawLatest(researchers, (person) => {
    const { orcid, state } = person
    const key = keys.get(orcid)
    return html`<li><bdi>${fullName(person)}</bdi>${key === undefined ? null : html` <small><code>${key}</code></small>`}${
      state === 'active' ? null : html` <small>${state}</small>`} <a href="${base}/${orcid}"><code class="block orcid">${orcid}</code></a></li>`
  })
  const withdrawal = drawWithdrawalForm(mock, filter)
  return box(`People: ${researchers.size}`, html`${fold('people', 'Everybody who can sign in', everybody)}
${fold('person', 'Add a person', drawPersonForm(mock, filter))}
${withdrawal === null ? null : fold('withdraw', 'Withdraw a permission', withdrawal)}`)
}

function drawSettings (mock: Controls, filter: Filter): Region {
  const usual: Readonly<Record<string, string>> = resolveBehaviour()
  const changed = Object.entries(mock.registry.behaviour).filter(([name, value]) => usual[name] !== value)
  const state = changed.length > 0
    ? html`<ul class="plain">${changed.map(([name, value]) => html`<li><code>${name}: ${value}</code></li>`)}</ul>`
    : html`<p class="quiet">Where ORCID is not known, the best evidence.</p>`
  return box('Settings', html`${state}
${fold('settings', 'Change a setting', drawBehaviourForm(mock, filter))}`)
}

export function drawSidebar (mock: Controls, selection: Selection): Region[] {
  const { filter } = selection
  const { clients } = mock.registry
  return [
    drawClock(mock, filter), drawArmed(mock, filter), drawFindings(selection),
    box(`Clients: ${clients.size}`, drawLatest(clients, drawClient)), drawPeople(mock, filter), drawSettings(mock, filter)
  ]
}
