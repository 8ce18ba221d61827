// What stands beside the diagram: the clock, what is armed, what was found, and whom the mock knows.
import type { MockFinding } from '../controls/findings/findings.ts'
import type { Controls } from '../controls/controls.ts'
import { html } from '../orcid/web/html.ts'
import type { Html } from '../orcid/web/html.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { fullName } from '../orcid/registry/researchers.ts'
import type { Researcher } from '../orcid/registry/researchers.ts'

/** How many clients or people are listed; a test may make thousands. */
const MOST = 50

function box (name: string, title: string, content: Html): Html {
  return html`<section aria-labelledby="beside-${name}">
<h2 id="beside-${name}">${title}</h2>
${content}</section>
`
}

/** A time span in its largest unit: "2 hours". */
function spanOf (seconds: number): string {
  const [unit, length] = ([['day', 86_400], ['hour', 3_600], ['minute', 60]] as const)
    .find(([, one]) => seconds >= one) ?? ['second', 1]
  const count = Math.round(seconds / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function clockBox ({ registry: { clock } }: Controls): Html {
  const [now, isClockFrozen] = [clock.now(), clock.isFrozen()]
  const ahead = Math.round((now - Date.now()) / 1000)
  const date = new Date(now).toISOString()
  const away = ahead === 0 ? 'the system\'s time' : `${spanOf(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}`
  const running = html` data-ahead="${String(now - Date.now())}"`
  return box('clock', 'Clock', html`<p><time class="clock" datetime="${date}"${isClockFrozen ? null : running}>${
    date.slice(0, 10)} <b>${date.slice(11, 19)}</b></time> UTC</p>
<p class="quiet">${isClockFrozen ? `Stopped, ${away}.` : `Running, ${away}.`}</p>
`)
}

function timesOf (remaining: number): string {
  if (remaining === Infinity) return 'until it is taken back'
  return remaining === 1 ? 'once' : `${remaining} times`
}

/** A sentence in which code stands between backticks. */
function sentence (text: string): Html {
  return html`${text.split('`').map((part, index) => index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`)}`
}

interface Armed {
  readonly name: string
  readonly where: string
  readonly does: string
  readonly client: string | null
  readonly remaining: number
  readonly fired: number
}

function armedOf ({ faults, forgeries }: Controls): Armed[] {
  return [
    ...faults.armed().map((fault) => ({ ...fault, where: `strikes ${fault.endpoint}`, does: fault.kind.does })),
    ...forgeries.armed().map((forgery) => ({ ...forgery, where: `forges ${forgery.row.where}`, does: forgery.row.does }))
  ]
}

function armedItem ({ name, where, does, client, remaining, fired }: Armed): Html {
  const whom = client === null ? null : html`, client <code class="id">${client}</code>`
  const before = fired === 0 ? '' : `, ${fired} so far`
  return html`<li><span class="badge fault">${name}</span> ${where}, ${timesOf(remaining)}${before}${whom}
<small>${sentence(does)}</small></li>
`
}

function armedBox (controls: Controls): Html {
  const armed = armedOf(controls)
  if (armed.length === 0) {
    return box('armed', 'Armed', html`<p class="quiet">Nothing will go wrong. A test arms faults with <code>fail()</code> and
<code>forge()</code>, a person on the consent page.</p>
`)
  }
  return box('armed', 'Armed', html`<ul class="plain">
${armed.map(armedItem)}</ul>
`)
}

// What is not drawn on this page is on another one.
function findingItem ({ rule, severity, exchange, fix }: MockFinding, drawn: ReadonlySet<number>): Html {
  const number = String(exchange)
  const page = drawn.has(exchange) ? '' : `?until=${number}`
  const where = exchange === 0 ? html`so far` : html`<a href="${page}#message-${number}">at no. ${number}</a>`
  return html`<li><span class="badge ${severity}">${severity}: ${rule}</span> ${where} <small>${fix}</small></li>
`
}

function findingsBox (findings: readonly MockFinding[], drawn: ReadonlySet<number>): Html {
  if (findings.length === 0) {
    return box('findings', 'Findings', html`<p class="quiet">Nothing that ORCID would refuse or frown at.</p>
`)
  }
  return box('findings', `Findings: ${findings.length}`, html`<ul class="plain">
${findings.map((finding) => findingItem(finding, drawn))}</ul>
`)
}

function clientItem ({ clientId, name, type, status, redirectUris }: Client): Html {
  const uris = redirectUris.map((uri) => html`<code class="block"><bdi>${uri}</bdi></code>
`)
  return html`<li><b><bdi>${name}</bdi></b> <small>${type}${status === 'active' ? '' : `, ${status}`}</small>
<code class="block"><span class="id">${clientId}</span></code>
${uris.length === 0 ? html`<small>no redirect URI yet: it adopts the first on loopback</small>` : uris}</li>
`
}

/** A list of the first of them, and how many more there are. */
function listOf<One> (all: readonly One[], draw: (one: One) => Html): Html {
  const more = html`<p class="quiet">and ${String(all.length - MOST)} more</p>
`
  return html`<ul class="plain">
${all.slice(0, MOST).map(draw)}</ul>
${all.length > MOST ? more : null}`
}

function clientsBox (clients: readonly Client[]): Html {
  return box('clients', `Clients: ${clients.length}`, listOf(clients, clientItem))
}

/** One of the people a mock knows. */
interface Known {
  readonly person: Researcher
  /** What a test calls the person; undefined for somebody who registered. */
  readonly name: string | undefined
  /** Where the records are, without a slash at the end. */
  readonly base: string
}

function personItem ({ person, name, base }: Known): Html {
  const { orcid, state } = person
  const marks = [name === undefined ? null : html`<code>${name}</code>`, state === 'active' ? null : html`${state}`]
    .filter((mark) => mark !== null).map((mark) => html` <small>${mark}</small>`)
  return html`<li><bdi>${fullName(person)}</bdi>${marks} <a href="${base}/${orcid}"><code class="block orcid">${orcid}</code></a></li>
`
}

function peopleBox ({ people, researchers, issuer }: Controls['registry']): Html {
  // During a takeover the issuer's host is the real one to the browser that shows this.
  const base = issuer.replace(/^https?:\/\/[^/]*/, '')
  const names = new Map([...people].map(([name, { orcid }]) => [orcid, name]))
  const everybody = [...researchers.values()].reverse()
  return box('people', `People: ${everybody.length}`, html`<details id="open-people">
<summary>Everybody who can sign in</summary>
${listOf(everybody, (person) => personItem({ person, name: names.get(person.orcid), base }))}</details>
`)
}

/** Everything that is beside the diagram. */
export function drawBeside (controls: Controls, findings: readonly MockFinding[], drawn: ReadonlySet<number>): Html {
  const { registry } = controls
  return html`${clockBox(controls)}${armedBox(controls)}${findingsBox(findings, drawn)}${
    clientsBox([...registry.clients.values()].reverse())}${peopleBox(registry)}`
}
