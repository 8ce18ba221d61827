// The sidebar: the clock, armed faults, findings, clients and people.
import type { MockFinding } from '../controls/findings/findings.ts'
import { html, type Html } from '../orcid/web/html.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { drawBadge } from './diagram.ts'
import type { Selection } from './filter.ts'
import type { Block } from './live-page.ts'
import { isSeen } from './messages.ts'
import { MAX_LISTED, type ArmedItem, type MockState, type Person } from './state.ts'

// A title is a noun, which names the box, and perhaps a number. The source is what the box is drawn from.
function box (title: string, source: unknown, draw: () => Html): Block {
  const id = `sidebar-${title.replace(/:.*/, '').toLowerCase()}`
  return { id, key: `${title} ${JSON.stringify(source)}`, draw: () => html`<h2 id="${id}-title">${title}</h2>${draw()}` }
}

function describeSpan (seconds: number): string {
  const [unit, length] = ([['day', 86_400], ['hour', 3_600], ['minute', 60]] as const)
    .find(([, one]) => seconds >= one) ?? ['second', 1]
  const count = Math.round(seconds / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function clockBox ({ now, aheadMs, isFrozen }: MockState['clock']): Block {
  const ahead = Math.round(aheadMs / 1000)
  const date = new Date(now).toISOString()
  const offset = ahead === 0 ? 'the system\'s time' : `${describeSpan(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}`
  const running = html` data-ahead="${String(aheadMs)}"`
  return box('Clock', isFrozen ? date : ahead, () => html`<p><time class="clock" datetime="${date}"${isFrozen ? null : running}>${
    date.slice(0, 10)} <b>${date.slice(11, 19)}</b></time> UTC</p>
<p class="quiet">${isFrozen ? 'Stopped' : 'Running'}, ${offset}.</p>`)
}

function drawSentence (text: string): Html {
  return html`${text.split('`').map((part, index) => index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`)}`
}

function describeTimes (remaining: number): string {
  if (remaining === Infinity) return 'until it is taken back'
  return remaining === 1 ? 'once' : `${remaining} times`
}

function drawArmed ({ name, target, does, client, remaining, fired }: ArmedItem): Html {
  return html`<li>${drawBadge('fault', name)}${target}, ${describeTimes(remaining)}${
    fired === 0 ? '' : `, ${fired} so far`}${
    client === null ? null : html`, client <code class="id">${client}</code>`}
<small>${drawSentence(does)}</small></li>`
}

function armedBox (armed: readonly ArmedItem[]): Block {
  const none = html`<p class="quiet">Nothing will go wrong. A test arms faults with <code>fail()</code> and
<code>forge()</code>, a person on the consent page.</p>`
  // JSON has no Infinity.
  const source = armed.map((item) => ({ ...item, remaining: String(item.remaining) }))
  return box('Armed', source, () => armed.length === 0 ? none : html`<ul class="plain">${armed.map(drawArmed)}</ul>`)
}

type LinkedFinding = MockFinding & { readonly href: string | null }

function linkFindings ({ logins, outside, findings }: Selection): LinkedFinding[] {
  const drawn = new Set([...logins, outside].flatMap(({ messages }) => messages).filter(isSeen)
    .map(({ parsed: { exchange: { number } } }) => number))
  return findings.map((finding) => {
    const { exchange } = finding
    const message = `${drawn.has(exchange) ? '' : `?until=${exchange}`}#message-${exchange}`
    return { ...finding, href: exchange === 0 ? null : message }
  })
}

function drawFinding ({ rule, severity, exchange, fix, href }: LinkedFinding): Html {
  return html`<li>${drawBadge(severity, `${severity}: ${rule}`)}${
    href === null ? html`so far` : html`<a href="${href}">at no. ${String(exchange)}</a>`} <small>${fix}</small></li>`
}

function findingsBox (findings: readonly LinkedFinding[]): Block {
  const none = html`<p class="quiet">Nothing that ORCID would refuse or warn about.</p>`
  if (findings.length === 0) return box('Findings', null, () => none)
  return box(`Findings: ${findings.length}`, findings, () => html`<ul class="plain">${findings.map(drawFinding)}</ul>`)
}

function drawList (items: readonly Html[], count: number): Html {
  const rest = count - items.length
  return html`<ul class="plain">${items}</ul>${
    rest > 0 ? html`<p class="quiet">and ${String(rest)} more</p>` : null}`
}

function drawClient ({ clientId, name, type, status, redirectUris }: Client): Html {
  return html`<li><b><bdi>${name}</bdi></b> <small>${type}${status === 'active' ? '' : `, ${status}`}</small>
<code class="block"><span class="id">${clientId}</span></code>
${redirectUris.length === 0
  ? html`<small>no redirect URI yet: it adopts the first on loopback</small>`
  : redirectUris.map((uri) => html`<code class="block"><bdi>${uri}</bdi></code>`)}</li>`
}

function clientsBox (clients: MockState['clients']): Block {
  const listed = [...clients.values()].slice(-MAX_LISTED).reverse()
  return box(`Clients: ${clients.size}`, listed, () => drawList(listed.map(drawClient), clients.size))
}

function drawPerson ({ name, key, state, orcid, href }: Person): Html {
  return html`<li><bdi>${name}</bdi>${key === undefined ? null : html` <small><code>${key}</code></small>`}${
    state === 'active' ? null : html` <small>${state}</small>`} <a href="${href}"><code class="block orcid">${orcid}</code></a></li>`
}

function peopleBox ({ listed, count }: MockState['people']): Block {
  return box(`People: ${count}`, listed, () => html`<details id="open-people"><summary>Everybody who can sign in</summary>
${drawList(listed.map(drawPerson), count)}</details>`)
}

export function sidebarBlocks ({ clock, armed, clients, people }: MockState, selection: Selection): Block[] {
  const findings = linkFindings(selection)
  return [clockBox(clock), armedBox(armed), findingsBox(findings), clientsBox(clients), peopleBox(people)]
}
