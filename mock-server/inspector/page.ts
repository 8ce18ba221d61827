// The whole page as it is before anything moves: all there is to see, and a script that keeps it up to date.
import type { FastifyReply } from 'fastify'
import type { Controls } from '../controls/controls.ts'
import { html } from '../orcid/web/html.ts'
import type { Html } from '../orcid/web/html.ts'
import { sendPage } from '../orcid/web/layout.ts'
import { drawBlocks } from './blocks.ts'
import { script, scriptSource } from './script.ts'
import { style, styleSource } from './style.ts'
import type { Filter } from './view.ts'

const LEGS = html`<ol class="legs" role="list">
<li><b>Leg 1: the person allows it.</b> The app sends the browser to ORCID with a question. There, and only there, the person
signs in and says yes. The browser comes back with a code, which is no more than a ticket.</li>
<li><b>Leg 2: the code becomes an iD and a token.</b> The app hands the ticket in at ORCID itself, with its secret, where no
browser listens. ORCID says who signed in, and gives a token.</li>
<li><b>Leg 3: the token is used.</b> With the token the app reads or writes what the person has allowed, and no more.</li>
</ol>
`

const legend = (isOpen: boolean): Html => html`<details class="legend" id="open-legend"${isOpen ? html` open` : null}>
<summary>Three legs, and how to read them</summary>
<p>An app may know who somebody is at ORCID without ever seeing a password. Three take part: the <b>browser</b> with a person
before it, the <b>app</b> they sign in to, and <b>ORCID</b>, whom this fake stands in for.</p>
<div class="read">${LEGS}<ul>
<li><b>A solid arrow</b> is a message that this fake ORCID has seen. Open it: what it is for, what every parameter means,
and the request and the answer, with secrets cut to their first characters.</li>
<li><b>A dashed arrow</b> is a message between browser and app. It is not seen here: it is drawn because what was seen is
not possible without it.</li>
<li><b>A striped label</b> is a fault or a lie that a test or a person has armed.</li>
<li><b>error, warning:</b> what ORCID itself would not let pass, or would not like.</li>
</ul>
</div>
</details>
`

// Parts come from drawBlocks, which makes them of escaped templates.
function fill (parts: ReadonlyMap<string, string>, id: string): Html {
  return { markup: parts.get(id) as string }
}

/** Answers with the page. */
export function sendInspector (reply: FastifyReply, controls: Controls, filter: Filter): FastifyReply {
  const { parts, order } = drawBlocks(controls, filter)
  const content = html`<div class="bar">
<p class="summary"><span id="live" class="live" role="status">As of ${new Date().toISOString().slice(11, 19)} UTC. Reload to see more.</span>
<span id="summary">${fill(parts, 'summary')}</span></p>
<form id="filter" method="get" action="?" aria-label="What is shown">${fill(parts, 'filter')}</form>
</div>
<p id="news" class="ends" role="status"></p>
${legend(order[0] === 'nothing')}<div class="columns">
<div>
<div id="diagrams">
${order.map((id) => html`<section id="${id}">${fill(parts, id)}</section>
`)}</div>
<nav id="pager" aria-label="Older logins">${fill(parts, 'pager')}</nav>
</div>
<aside id="beside" aria-label="The mock">${fill(parts, 'beside')}</aside>
</div>
`
  return sendPage(reply, {
    status: 200,
    title: 'Inspector',
    subtitle: html`The three legs of signing in with ORCID, as they happen.`,
    content,
    assets: {
      head: html`${style}
${script}`,
      styleSource,
      scriptSource
    }
  })
}
