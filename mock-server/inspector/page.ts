// The whole page: its blocks, which change while it is open, and the frame around them.
import type { FastifyReply } from 'fastify'
import type { MockFinding } from '../controls/findings/findings.ts'
import { html, type Html } from '../orcid/web/html.ts'
import { sendPage } from '../orcid/web/layout.ts'
import { exampleDiagram, loginBlock, outsideBlock } from './diagram.ts'
import { queryOf, select, type Filter, type Selection } from './filter.ts'
import type { Block, PageBlocks } from './live-page.ts'
import { firstNumberOf, type Login } from './logins.ts'
import { script, scriptSource } from './script.ts'
import { sidebarBlocks } from './sidebar.ts'
import { MAX_LISTED, readState, type MockState, type ObservedMock } from './state.ts'
import { style, styleSource } from './style.ts'
import { statusOf } from './wording.ts'

/** How many logins are open at first. */
const MAX_OPEN = 5

function count (number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

function drawSummary ({ count: { logins, exchanges }, findings }: Selection): Html {
  return html`${count(logins, 'login')}, ${count(exchanges, 'exchange')}, ${count(findings.length, 'finding')}`
}

function nameOf ({ client }: Login, { clients }: MockState): string {
  return clients.get(client)?.name ?? 'a client that is not registered'
}

function lastNumberOf ({ exchanges }: Login): number {
  return Number(exchanges.at(-1)?.exchange.number)
}

// For people who hear the page: the script announces it when a login has paused.
function drawNews ({ logins, findings }: Selection, state: MockState): Html {
  const [latest] = logins.map(({ login }) => login).sort((a, b) => lastNumberOf(b) - lastNumberOf(a))
  if (latest === undefined) return html``
  return html`Login ${String(latest.place)} to ${nameOf(latest, state)}: ${statusOf(latest).text}. ${
    count(findings.length, 'finding')}.`
}

function drawPager ({ filter, logins, count: { older } }: Selection): Html {
  const oldest = logins.at(-1)
  const until = oldest === undefined ? 0 : firstNumberOf(oldest.login) - 1
  const olderLink = html`<a id="pager-older" href="${queryOf({ ...filter, until })}">Show ${count(older, 'older login')}</a>`
  const latest = html`<a id="pager-youngest" href="${queryOf({ ...filter, until: Infinity })}">Back to the
youngest</a>`
  return html`${older > 0 ? olderLink : null}${filter.until < Infinity ? latest : null}`
}

type Choice = readonly [value: string, text: string]

function drawMenu (label: 'Client' | 'Leg', chosen: string, choices: readonly Choice[]): Html {
  const name = label.toLowerCase()
  return html`<p class="field"><label for="filter-${name}">${label}</label>
<select id="filter-${name}" name="${name}">
${choices.map(([value, text]) => html`<option value="${value}"${value === chosen ? html` selected` : null}>${text}</option>
`)}</select></p>
`
}

function clientChoices (chosen: string, { clients }: MockState): Choice[] {
  const unknown: Choice[] = clients.has(chosen) || chosen === '' ? [] : [[chosen, chosen]]
  const listed = [...clients.values()].reverse()
    .filter(({ clientId }, index) => index < MAX_LISTED || clientId === chosen)
    .map(({ clientId, name }): Choice => [clientId, `${name} (${clientId})`])
  return [['', 'Every client'], ...unknown, ...listed]
}

const LEG_CHOICES: readonly Choice[] =
  [['', 'All three legs'], ['1', 'Leg 1: authorize'], ['2', 'Leg 2: token'], ['3', 'Leg 3: record']]

function drawFilter ({ filter }: Selection, state: MockState): Html {
  const { after, client, leg } = filter
  const hrefAfter = (number: number): string => queryOf({ ...filter, until: Infinity, after: number })
  const all = html`<a class="afresh" id="filter-all" href="${hrefAfter(0)}">Show what was before</a>`
  const clear = html`<a class="afresh" id="filter-afresh" href="${hrefAfter(state.lastExchange)}">Begin
with a clean sheet</a>`
  return html`${drawMenu('Client', client, clientChoices(client, state))}${drawMenu('Leg', String(leg ?? ''), LEG_CHOICES)}${
    after > 0 ? html`<input type="hidden" name="after" value="${String(after)}">` : null}
<p><button id="filter-go">Show</button></p>
<p>${after > 0 ? all : null} ${after < state.lastExchange ? clear : null}</p>
`
}

const NOTHING = html`<div class="empty">
<h2>No login yet</h2>
<p>Sign in at your app, or let a test do it, and watch: every message is drawn here. This is what it will look like.</p>
</div>
${exampleDiagram}`

function diagramBlocks (state: MockState, selection: Selection): Block[] {
  const { logins, outside } = selection
  const findings = new Map<number, MockFinding[]>()
  for (const finding of selection.findings) {
    findings.set(finding.exchange, [...findings.get(finding.exchange) ?? [], finding])
  }
  const blocks = logins.map((shown, index) =>
    loginBlock({ shown, name: nameOf(shown.login, state), findings, isOpen: index < MAX_OPEN }))
  if (outside.messages.length > 0) blocks.push(outsideBlock(outside, findings))
  if (blocks.length > 0 || selection.count.logins > 0) return blocks
  return [{ id: 'nothing', key: '', draw: () => NOTHING }]
}

export function layOut (state: MockState, asked: Filter): PageBlocks {
  const selection = select(state, asked)
  const diagrams = diagramBlocks(state, selection)
  const summary = drawSummary(selection)
  const [filter, pager, news] = [drawFilter(selection, state), drawPager(selection), drawNews(selection, state)]
  const small = Object.entries({ summary, filter, pager, news })
    .map(([id, content]): Block => ({ id, key: content.markup, draw: () => content }))
  return { blocks: [...small, ...sidebarBlocks(state, selection), ...diagrams], order: diagrams.map(({ id }) => id) }
}

const LEGEND = html`<summary>Three legs, and how to read them</summary>
<p>An app can learn who a person is at ORCID without ever seeing a password. Three take part: the <b>browser</b> with the
person, the <b>app</b> they sign in to, and <b>ORCID</b>, which this fake stands in for.</p>
<div class="read"><ol class="legs" role="list">
<li><b>Leg 1: the person allows it.</b> The app sends the browser to ORCID with a question. There, and only there, the person
signs in and says yes. The browser comes back with a code, which is no more than a ticket.</li>
<li><b>Leg 2: the code becomes an iD and a token.</b> The app presents the code and its own secret to ORCID directly, not
through the browser. ORCID says who signed in, and gives a token.</li>
<li><b>Leg 3: the token is used.</b> With the token the app reads or writes what the person has allowed, and no more.</li>
</ol>
<ul>
<li><b>A solid arrow</b> is a message that this fake ORCID has seen. Open it: what it is for, what every parameter means,
and the request and the answer, with secrets cut to their first characters.</li>
<li><b>A dashed arrow</b> is a message between browser and app. It is not seen here: it is drawn because what was seen is
not possible without it.</li>
<li><b>A striped label</b> is a fault or a forgery that a test or a person has armed.</li>
<li><b>An error</b> is what ORCID itself would refuse. <b>A warning</b> is what it lets pass, though an app should not do it.</li>
</ul>
</div>`

function drawFrame ({ blocks, order }: PageBlocks): Html {
  const drawn = new Map(blocks.map(({ id, draw }) => [id, draw()]))
  const fill = (id: string): Html => drawn.get(id) as Html
  const boxes = [...drawn.keys()].filter((id) => id.startsWith('sidebar-'))
  return html`<div class="bar">
<p class="summary"><span id="live" class="live" role="status">As of ${new Date().toISOString().slice(11, 19)} UTC. Reload to see more.</span>
<span id="summary">${fill('summary')}</span></p>
<form id="filter" method="get" action="?" aria-label="What is shown">${fill('filter')}</form>
</div>
<p id="news" class="ends" role="status"></p>
<details class="legend" id="open-legend"${order[0] === 'nothing' ? html` open` : null}>${LEGEND}</details>
<div class="columns">
<div>
<div id="diagrams">
${order.map((id) => html`<section id="${id}">${fill(id)}</section>
`)}</div>
<nav id="pager" aria-label="Older logins">${fill('pager')}</nav>
</div>
<aside id="sidebar" aria-label="The mock">
${boxes.map((id) => html`<section id="${id}" aria-labelledby="${id}-title">${fill(id)}</section>
`)}</aside>
</div>
`
}

export function sendInspector (reply: FastifyReply, mock: ObservedMock, filter: Filter): FastifyReply {
  return sendPage(reply, {
    status: 200,
    title: 'Inspector',
    subtitle: html`The three legs of signing in with ORCID, as they happen.`,
    content: drawFrame(layOut(readState(mock), filter)),
    assets: { head: html`${style}\n${script}`, styleSource, scriptSource }
  })
}
