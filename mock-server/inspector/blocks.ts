// The parts of the page that change while it is looked at, each by the id of the element it fills.
import type { MockFinding } from '../controls/findings/findings.ts'
import type { Controls } from '../controls/controls.ts'
import { html } from '../orcid/web/html.ts'
import type { Html } from '../orcid/web/html.ts'
import { drawBeside } from './sidebar.ts'
import { drawApart, drawExample, drawLogin, nameIn } from './diagram.ts'
import type { DrawingTools } from './diagram.ts'
import { firstOf } from './logins.ts'
import { isSeen } from './rows.ts'
import { standingOf } from './state.ts'
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

function drawSummary ({ count, findings }: View): Html {
  return html`${counted(count.all, 'login')}, ${counted(count.exchanges, 'exchange')}, ${
    counted(findings.length, 'finding')}`
}

/** What has happened last, for somebody who hears the page: the script says it when things have calmed down. */
function drawNews ({ logins, findings }: View, tools: DrawingTools): Html {
  const lastIn = (one: SeenLogin): number => Number(one.login.readings.at(-1)?.exchange.number)
  const [youngest] = logins.toSorted((a, b) => lastIn(b) - lastIn(a))
  if (youngest === undefined) return html``
  const { login } = youngest
  return html`Login ${String(login.place)} to ${nameIn(login, tools)}: ${standingOf(login).text}. ${
    counted(findings.length, 'finding')}.`
}

function drawPager ({ filter, logins, count }: View): Html {
  const oldest = logins.at(-1)
  const until = oldest === undefined ? 0 : firstOf(oldest.login) - 1
  const older = html`<a id="pager-older" href="${queryOfFilter({ ...filter, until })}">Show ${
    counted(count.older, 'older login')}</a>`
  const youngest = html`<a id="pager-youngest" href="${queryOfFilter({ ...filter, until: Infinity })}">Back to the
youngest</a>`
  return html`${count.older > 0 ? older : null}${filter.until < Infinity ? youngest : null}`
}

function option (value: string, label: Html, chosen: string): Html {
  return html`<option value="${value}"${value === chosen ? html` selected` : null}>${label}</option>
`
}

function drawFilter ({ registry: { clients } }: Controls, { filter, last }: View): Html {
  const { client, leg, after } = filter
  const choice = [...clients.values()].reverse()
    .filter(({ clientId }, index) => index < MOST_CLIENTS || clientId === client)
  const stranger = clients.has(client) || client === '' ? null : option(client, html`${client}`, client)
  const chosenLeg = String(leg ?? '')
  const whole = { ...filter, until: Infinity }
  const all = html`<a class="afresh" id="filter-all" href="${queryOfFilter({ ...whole, after: 0 })}">Show what was before</a>`
  const afresh = html`<a class="afresh" id="filter-afresh" href="${queryOfFilter({ ...whole, after: last })}">Begin
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

/** The numbers of the exchanges that are drawn. */
function drawnIn ({ logins, apart }: View): ReadonlySet<number> {
  const rows = [...logins, apart].flatMap((one) => one.rows)
  return new Set(rows.filter(isSeen).map(({ reading: { exchange } }) => exchange.number))
}

/** How many logins are unfolded at first, so that the others can be overlooked. */
const MOST_OPEN = 5

/** Draws everything that changes. */
export function drawBlocks (controls: Controls, asked: Filter): Blocks {
  const view = viewOf(controls, asked)
  const { logins, apart, count, findings } = view
  const tools: DrawingTools = {
    findings: byExchange(findings),
    nameOf: (client) => controls.registry.clients.get(client)?.name ?? null
  }
  const diagrams = new Map<string, Html>(logins.map((seen, place) =>
    [`login-${firstOf(seen.login)}`, drawLogin(seen, tools, place < MOST_OPEN)]))
  if (apart.rows.length > 0) diagrams.set('apart', drawApart(apart, tools))
  if (diagrams.size === 0 && count.all === 0) diagrams.set('nothing', drawNothing())
  const parts = new Map<string, Html>([
    ['summary', drawSummary(view)],
    ['filter', drawFilter(controls, view)],
    ['beside', drawBeside(controls, findings, drawnIn(view))],
    ['pager', drawPager(view)],
    ['news', drawNews(view, tools)],
    ...diagrams
  ])
  return {
    parts: new Map([...parts].map(([id, { markup }]) => [id, markup])),
    order: [...diagrams.keys()]
  }
}
