// The parts of the page that change while it is looked at, each by the id of the element it fills.
import type { MockFinding } from '../backstage/finding-memory.ts'
import type { Stage } from '../backstage/stage.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { drawBeside } from './beside.ts'
import { drawApart, drawExample, drawLogin } from './diagram.ts'
import type { DrawingTools } from './diagram.ts'
import { queryOfFilter, viewOf } from './view.ts'
import type { Filter, SeenLogin, View } from './view.ts'

/** What a page is made of. */
export interface Blocks {
  /** Markup by the id of the element it fills. */
  readonly parts: ReadonlyMap<string, string>
  /** The ids of the diagrams, in their order. */
  readonly order: readonly string[]
}

/** How many clients a menu or a list can hold before nobody finds anything in it. */
const MOST_CLIENTS = 50

function counted (count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

function drawSummary ({ logins, apart, findings }: View): Html {
  const messages = logins.reduce((sum, { login }) => sum + login.readings.length, apart.length)
  const counts = [counted(logins.length, 'login'), counted(messages, 'exchange'), counted(findings.length, 'finding')]
  return html`${counts.join(', ')}`
}

function option (value: string, label: Html, chosen: string): Html {
  return html`<option value="${value}"${value === chosen ? html` selected` : null}>${label}</option>
`
}

function drawFilter ({ registry: { clients } }: Stage, { filter, last }: View): Html {
  const { client, leg, after } = filter
  const choice = [...clients.values()].reverse()
    .filter(({ clientId }, index) => index < MOST_CLIENTS || clientId === client)
  const stranger = clients.has(client) || client === '' ? null : option(client, html`${client}`, client)
  const chosenLeg = String(leg ?? '')
  const all = html`<a class="afresh" id="filter-all" href="${queryOfFilter({ ...filter, after: 0 })}">Show what was before</a>`
  const afresh = html`<a class="afresh" id="filter-afresh" href="${queryOfFilter({ ...filter, after: last })}">Begin
with a clean sheet</a>`
  return html`<p class="field"><label for="filter-client">Client</label>
<select id="filter-client" name="client">
${option('', html`Every client`, client)}${stranger}${
  choice.map(({ clientId, name }) => option(clientId, html`${name} (${clientId})`, client))}</select></p>
<p class="field"><label for="filter-leg">Leg</label>
<select id="filter-leg" name="leg">
${option('', html`All three legs`, chosenLeg)}${option('1', html`Leg 1: authorize`, chosenLeg)}${
  option('2', html`Leg 2: token`, chosenLeg)}${option('3', html`Leg 3: record`, chosenLeg)}</select></p>
${after > 0 ? html`<input type="hidden" name="after" value="${String(after)}">` : null}
<p><button id="filter-go">Show</button></p>
<p>${after > 0 ? all : null} ${after < last ? afresh : null}</p>
`
}

function drawNothing (): Html {
  return html`<div class="empty">
<h2>No login yet</h2>
<p>Sign in at your app, or let a test do it, and watch: every message draws itself here. This is what it will look like.</p>
</div>
${drawExample()}`
}

function byExchange (findings: readonly MockFinding[]): Map<number, MockFinding[]> {
  const map = new Map<number, MockFinding[]>()
  for (const finding of findings) map.set(finding.exchange, [...map.get(finding.exchange) ?? [], finding])
  return map
}

/** The id of a login stays the same when older ones are forgotten. */
function idOf ({ login: { readings: [first] } }: SeenLogin): string {
  return `login-${String(first?.exchange.number)}`
}

/** Draws everything that changes. */
export function drawBlocks (stage: Stage, asked: Filter): Blocks {
  const view = viewOf(stage, asked)
  const { logins, apart, findings } = view
  const tools: DrawingTools = {
    findings: byExchange(findings),
    nameOf: (client) => stage.registry.clients.get(client)?.name ?? null
  }
  const diagrams = new Map<string, Html>(logins.map((seen) => [idOf(seen), drawLogin(seen.login, seen.rows, tools)]))
  if (apart.length > 0) diagrams.set('apart', drawApart(apart, tools))
  if (diagrams.size === 0) diagrams.set('nothing', drawNothing())
  const parts = new Map<string, Html>([
    ['summary', drawSummary(view)],
    ['filter', drawFilter(stage, view)],
    ['beside', drawBeside(stage, findings)],
    ...diagrams
  ])
  return {
    parts: new Map([...parts].map(([id, { markup }]) => [id, markup])),
    order: [...diagrams.keys()]
  }
}
