// The whole page as it is before anything moves: all there is to see, and a script that keeps it up to date.
import type { FastifyReply } from 'fastify'
import type { Stage } from '../backstage/stage.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { sendPage } from '../page.ts'
import { drawBlocks } from './blocks.ts'
import { script, scriptSource } from './script.ts'
import { style, styleSource } from './style.ts'
import type { Filter } from './view.ts'

const legend = html`<details class="legend" id="open-legend">
<summary>How to read it</summary>
<ul>
<li><b>A solid arrow</b> is a message that this fake ORCID has seen. Open it: what it is for, what every parameter means,
and the request and the answer, with secrets cut to their first characters.</li>
<li><b>A dashed arrow</b> is a message between browser and app. It is not seen here: it is drawn because what was seen is
not possible without it.</li>
<li><b>A striped label</b> is a fault or a lie that a test or a person has armed.</li>
<li><b>refused, frowned:</b> what ORCID itself would not let pass, or would not like.</li>
</ul>
</details>
`

// Parts come from drawBlocks, which makes them of escaped templates.
function fill (parts: ReadonlyMap<string, string>, id: string): Html {
  return { markup: parts.get(id) as string }
}

/** Answers with the page. */
export function sendInspector (reply: FastifyReply, stage: Stage, filter: Filter): FastifyReply {
  const { parts, order } = drawBlocks(stage, filter)
  const content = html`<div class="bar">
<p class="summary"><span id="live" class="live">As of ${new Date().toISOString().slice(11, 19)} UTC. Reload to see more.</span>
<span id="summary" role="status">${fill(parts, 'summary')}</span></p>
<form id="filter" method="get" action="?" aria-label="What is shown">${fill(parts, 'filter')}</form>
</div>
${legend}<div class="columns">
<div id="diagrams">
${order.map((id) => html`<section id="${id}">${fill(parts, id)}</section>
`)}</div>
<aside id="beside" aria-label="The mock">${fill(parts, 'beside')}</aside>
</div>
`
  return sendPage(reply, {
    status: 200,
    title: 'Inspector',
    below: html`The three legs of signing in with ORCID, as they happen.`,
    content,
    extras: {
      head: html`${style}
${script}`,
      styleSource,
      scriptSource
    }
  })
}
