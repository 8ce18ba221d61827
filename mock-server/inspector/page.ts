// The whole page: its regions, which change while it is open, and the frame around them.
import type { FastifyReply } from 'fastify'
import type { Controls } from '../controls/controls.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { html, type Html } from '../orcid/web/html.ts'
import { alarm, sendPage } from '../orcid/web/layout.ts'
import { drawChoices, drawResetForm, drawSelect, type Choice } from './console.ts'
import { drawLogin, drawOutside, exampleDiagram } from './diagram.ts'
import { MAX_LISTED, queryOf, select, type Filter, type Selection } from './filter.ts'
import type { Login } from './logins.ts'
import { SCRIPT } from './script.ts'
import { count, drawSidebar, type Region } from './sidebar.ts'
import { STYLE } from './style.ts'
import { statusOf } from './wording.ts'

// For people who hear the page: the script announces it when a login has paused.
function drawNews ({ logins, findings }: Selection): Html {
  const lastNumberOf = ({ exchanges }: Login): number => Number(exchanges.at(-1)?.exchange.number)
  const [latest] = [...logins].sort((a, b) => lastNumberOf(b) - lastNumberOf(a))
  if (latest === undefined) return html``
  return html`Login ${String(latest.place)} to ${latest.clientName}: ${statusOf(latest).text}. ${
    count(findings.length, 'finding')}.`
}

function drawPager ({ filter, logins, olderCount }: Selection): Html {
  const until = Number(logins.at(-1)?.number) - 1
  const older = html`<a id="pager-older" href="${queryOf({ ...filter, until })}">Show ${count(olderCount, 'older login')}</a>`
  const latest = html`<a id="pager-latest" href="${queryOf({ ...filter, until: Infinity })}">Back to the latest</a>`
  return html`${olderCount > 0 ? older : null}${filter.until < Infinity ? latest : null}`
}

function clientChoices (chosen: string, clients: ReadonlyMap<string, Client>): Choice[] {
  const unknown: Choice[] = clients.has(chosen) || chosen === '' ? [] : [[chosen, chosen]]
  const listed = [...clients.values()].reverse()
    .filter(({ clientId }, index) => index < MAX_LISTED || clientId === chosen)
    .map(({ clientId, name }): Choice => [clientId, `${name} (${clientId})`])
  return [['', 'Every client'], ...unknown, ...listed]
}

const LEG_CHOICES: readonly Choice[] =
  [['', 'All three legs'], ['1', 'Leg 1: authorize'], ['2', 'Leg 2: token'], ['3', 'Leg 3: record']]

function drawFilter (filter: Filter, { journal, registry: { clients } }: Controls): Html {
  const { after, client, leg } = filter
  const linkAfter = (id: string, number: number, text: string): Html =>
    html`<a class="range" id="filter-${id}" href="${queryOf({ ...filter, until: Infinity, after: number })}">${text}</a>`
  const form = 'filter'
  return html`${drawSelect({ label: 'Client', name: 'client', form }, drawChoices(clientChoices(client, clients), client))}${
    drawSelect({ label: 'Leg', name: 'leg', form }, drawChoices(LEG_CHOICES, String(leg ?? '')))}${
    after > 0 ? html`<input type="hidden" name="after" value="${String(after)}">` : null}
<p><button id="filter-go">Show</button></p>
<p>${after > 0 ? linkAfter('all', 0, 'Show what was before') : null} ${
  after < journal.total() ? linkAfter('clear', journal.total(), 'Hide everything so far') : null}</p>
`
}

const NOTHING = html`<summary><h2>No login yet</h2></summary>
<p>Sign in at your app, or let a test do it, and watch: every message is drawn here. This is what it will look like.</p>
${exampleDiagram}`

function drawDiagrams ({ logins, outside, loginCount, findings }: Selection): Region[] {
  const diagrams = logins.map((login) => ({ id: `login-${login.number}`, content: drawLogin(login, findings) }))
  if (outside.messages.length > 0) diagrams.push({ id: 'outside', content: drawOutside(outside, findings) })
  return diagrams.length > 0 || loginCount > 0 ? diagrams : [{ id: 'nothing', content: NOTHING }]
}

// Whether a login is open is only how it begins: the reader opens and closes it.
function listDiagrams (diagrams: readonly Region[], isFilled: boolean): Html {
  return html`${diagrams.map(({ id, content }, index) => {
    const open = index === 0 || id === 'outside' ? html` open` : null
    return html`<details class="login" id="${id}"${open}>${isFilled ? content : null}</details>
`
  })}`
}

function drawGroups (mock: Controls, asked: Filter) {
  const selection = select(mock, asked)
  const { loginCount, exchangeCount, findings } = selection
  return {
    summary: html`${count(loginCount, 'login')}, ${count(exchangeCount, 'exchange')}, ${count(findings.length, 'finding')}`,
    filter: drawFilter(selection.filter, mock),
    pager: drawPager(selection),
    news: drawNews(selection),
    sidebar: drawSidebar(mock, selection),
    diagrams: drawDiagrams(selection)
  }
}

/** Everything on the page that changes: the list of the diagrams, and then what is in each of them. */
export function drawRegions (mock: Controls, asked: Filter): Region[] {
  const { sidebar, diagrams, ...rest } = drawGroups(mock, asked)
  const small = Object.entries({ ...rest, diagrams: listDiagrams(diagrams, false) })
  return [...small.map(([id, content]) => ({ id, content })), ...sidebar, ...diagrams]
}

const LEGEND = html`<summary>Three legs, and how to read them</summary>
<p>An app can learn who a person is at ORCID without ever seeing a password. Three take part: the <b>browser</b> with the
person, the <b>app</b> they sign in to, and <b>ORCID</b>, which this fake stands in for.</p>
<div class="pair"><ul class="plain" role="list">
<li><b>Leg 1: the person allows it.</b> The app sends the browser to ORCID with a question. There, and only there, the person
signs in and says yes. The browser comes back with a code, which is worth nothing without the app's secret.</li>
<li><b>Leg 2: the code becomes an iD and a token.</b> The app presents the code and its own secret to ORCID directly, not
through the browser. ORCID says who signed in, and gives a token.</li>
<li><b>Leg 3: the token is used.</b> With the token the app reads or writes what the person has allowed, and no more.</li>
</ul>
<ul>
<li><b>A solid arrow</b> is a message that this fake ORCID has seen. Open it: what it is for, what every parameter means,
and the request and the answer, with secrets cut to their first characters.</li>
<li><b>A dashed arrow</b> is a message between browser and app. It is not seen here: it is drawn because what was seen is
not possible without it.</li>
<li><b>A striped label</b> is a fault or a forgery that a test or a person has armed.</li>
<li><b>An error</b> is what ORCID itself would refuse. <b>A warning</b> is what it lets pass, though an app should not do it.</li>
</ul>
</div>`

interface Whole extends ReturnType<typeof drawGroups> {
  readonly reset: Html
  /** Why a form has changed nothing, or null. */
  readonly refusal: string | null
}

function drawFrame ({ summary, filter, pager, sidebar, diagrams, reset, refusal }: Whole): Html {
  return html`${refusal === null ? null : alarm(refusal)}<div class="bar">
<p class="summary"><span id="live" class="live" role="status">As of ${new Date().toISOString().slice(11, 19)} UTC. Reload to see more.</span>
<span id="summary">${summary}</span></p>
<form class="row" id="filter" method="get" action="?" aria-label="What is shown">${filter}</form>
</div>
<p id="news" class="ends" role="status"></p>
<details class="legend" id="open-legend"${diagrams[0]?.id === 'nothing' ? html` open` : null}>${LEGEND}</details>
<div class="columns">
<div>
<div id="diagrams">
${listDiagrams(diagrams, true)}</div>
<nav id="pager" aria-label="Older logins">${pager}</nav>
</div>
<aside id="sidebar" aria-label="The mock">
${sidebar.map(({ id, content }) => html`<section id="${id}" aria-labelledby="${id}-title">${content}</section>
`)}${reset}</aside>
</div>
`
}

export function sendInspector (reply: FastifyReply, mock: Controls,
  { filter, refusal = null }: { readonly filter: Filter, readonly refusal?: string | null }): FastifyReply {
  return sendPage(reply, {
    status: refusal === null ? 200 : 400,
    title: 'Inspector',
    subtitle: html`The three legs of signing in with ORCID, as they happen.`,
    content: drawFrame({ ...drawGroups(mock, filter), reset: drawResetForm(mock, filter), refusal }),
    assets: { style: STYLE, script: SCRIPT }
  })
}
