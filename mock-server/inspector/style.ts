// The inspector's stylesheet: three lifelines, and the arrows between them.
import { createHash } from 'node:crypto'
import type { Html } from '../orcid/web/html.ts'

const STYLE = `
:root { --browser: #7a4a00; --app: #5b3f94; --orcid: #0b5d75; --good: #1c6b35; --good-tint: #e3f3e6; --bad-tint: #fbe9e7;
  --warn: #7a5200; --warn-tint: #fdf3d7; --rail: #b9c4cb }
@media (prefers-color-scheme: dark) {
  :root { --browser: #f0b967; --app: #c3adf5; --orcid: #86cbe0; --good: #8fd6a2; --good-tint: #16301d; --bad-tint: #3a1a18;
    --warn: #f0c865; --warn-tint: #33290d; --rail: #47535d }
}
header, main { max-width: 100rem }
main { padding-block-end: 3rem }
h1 { font-size: 1.75rem }
code { overflow-wrap: anywhere }
.bar { margin-block: 1rem; padding-block-end: 1rem; border-bottom: 1px solid var(--line) }
.summary { margin: 0 0 1rem; font-weight: 600 }
.live { display: inline-block; margin-inline-end: .75rem; font-weight: 400; color: var(--quiet) }
.live.on { color: var(--good); font-weight: 600 }
.live.on::before { content: ""; display: inline-block; width: .625rem; height: .625rem; margin-inline-end: .375rem;
  border-radius: 50%; background: currentcolor }
form#filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; min-width: 0; max-width: 100% }
form#filter p { margin: 0; min-width: 0 }
form#filter label { font-size: .875rem; color: var(--quiet) }
form#filter select { width: 100%; max-width: 18rem }
.afresh { display: inline-block; padding-block: .625rem }
.columns { display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr); align-items: start }
@media (min-width: 64rem) {
  .columns { grid-template-columns: minmax(0, 1fr) 20rem }
  #sidebar { position: sticky; inset-block-start: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto;
    padding: .25rem }
}
#diagrams > section + section { margin-block-start: 1.25rem }
#pager { margin-block-start: 1.25rem }
#pager:empty { display: none }
#pager a { display: inline-block; margin-inline-end: 1rem; padding-block: .375rem }

details.login { margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .75rem }
details.login > summary { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; padding: .75rem 1rem;
  list-style: none }
details.login > summary::-webkit-details-marker, .diagram summary::-webkit-details-marker { display: none }
details.login > summary::before { content: "▸" / ""; color: var(--quiet) }
details.login[open] > summary::before { content: "▾" / "" }
details.login h2 { flex: 1 1 12rem; margin: 0; font-size: 1.125rem }
details.login h2 .of { font-weight: 400; color: var(--quiet) }
.standing { margin-inline-start: auto; padding: .125rem .75rem; font-size: .875rem; font-weight: 600;
  border: 1px solid var(--edge); border-radius: 1rem }
.standing.good { color: var(--good); background: var(--good-tint); border-color: currentcolor }
.standing.bad { color: var(--alarm); background: var(--bad-tint); border-color: currentcolor }

.diagram { position: relative; padding-block-end: 1rem; border-block-start: 1px solid var(--line);
  background: linear-gradient(var(--rail) 0 0) 10% 0 / 2px 100% no-repeat,
    linear-gradient(var(--rail) 0 0) 50% 0 / 2px 100% no-repeat, linear-gradient(var(--rail) 0 0) 90% 0 / 2px 100% no-repeat }
.lanes { position: sticky; z-index: 1; inset-block-start: 0; display: flex; justify-content: space-between;
  background: var(--paper); border-block-end: 1px solid var(--line) }
.actor { white-space: nowrap; display: flex; flex: none; flex-direction: column; align-items: center; justify-content: center; gap: .125rem;
  width: 20%; padding-block: .5rem; font-size: .875rem; font-weight: 700 }
.actor:nth-child(1) { color: var(--browser) }
.actor:nth-child(2) { color: var(--app) }
.actor:nth-child(3) { color: var(--orcid) }
.leg h3 { width: fit-content; max-width: 78%; margin: 0 auto .25rem; padding: .125rem .875rem; font-size: .9375rem;
  font-weight: 400; text-align: center; text-wrap: balance; background: var(--tint); border-radius: 1rem }
.leg { border-inline-start: .25rem solid var(--edge); border-start-start-radius: .25rem; border-end-start-radius: .25rem }
.leg + .leg { margin-block-start: 1rem }
:is(.lanes, .omitted) + .leg { margin-block-start: 1rem }
.leg h3 .number { font-weight: 700 }
.diagram ol { list-style: none; margin: 0; padding: 0 }
.diagram li { margin: 0; scroll-margin-block-start: 5rem }
.diagram li:target { background: color-mix(in srgb, var(--tape) 22%, transparent) }
.diagram li > .say { margin-block: .375rem .75rem }
.no { position: absolute; inset-block-start: .5rem; inset-inline-start: .5rem; color: var(--quiet); font-size: .75rem;
  font-variant-numeric: tabular-nums }
.diagram li > details { margin: 0; padding: 0; border: 0; border-radius: 0 }
.diagram li > details > summary { position: relative; display: block; padding: .5rem 0 .625rem; list-style: none;
  font-weight: 400 }
.diagram li > details > summary:hover { background: color-mix(in srgb, var(--accent) 8%, transparent) }
.diagram li > details > summary::after { content: "+" / ""; position: absolute; inset-block-start: .375rem;
  inset-inline-end: .5rem; color: var(--quiet); font-weight: 700 }
.diagram li > details[open] > summary::after { content: "−" / "" }

.say { position: relative; display: block; padding: .25rem .75rem .375rem; text-align: center; font-size: .9375rem;
  line-height: 1.35; color: var(--stroke); border-block-end: 2px solid var(--stroke) }
.say b, .say code { padding-inline: .25rem; color: var(--ink); background: var(--paper); border-radius: .25rem;
  box-decoration-break: clone; -webkit-box-decoration-break: clone }
.say b { font-weight: 600 }
.say code { color: var(--quiet); font-size: .8125rem }
.say::after { content: ""; position: absolute; inset-block-end: -.4375rem; width: 0; height: 0;
  border-block: .375rem solid transparent }
.b-o, .o-b { margin-inline: 10% }
.a-o, .o-a { margin-inline: 50% 10% }
.b-a, .a-b { margin-inline: 10% 50% }
.say:not(.b-o, .o-b) code { display: block; width: fit-content; margin-inline: auto }
.b-o::after, .a-o::after, .b-a::after { inset-inline-end: 0; border-inline-start: .625rem solid var(--stroke) }
.o-b::after, .o-a::after, .a-b::after { inset-inline-start: 0; border-inline-end: .625rem solid var(--stroke) }
.b-o, .b-a { --stroke: var(--browser) }
.a-o, .a-b { --stroke: var(--app) }
.o-b, .o-a { --stroke: var(--orcid) }
.say.implied { border-block-end-style: dashed; font-style: italic }
.say.implied b { font-weight: 400 }
.say.broken { --stroke: var(--alarm) }
.say.broken b { color: var(--alarm) }
.ends { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

.badges { display: flex; flex-wrap: wrap; gap: .25rem; justify-content: center; padding: .625rem 1rem 0 }
.badge { display: inline-block; padding: 0 .5rem; font-size: .8125rem; font-weight: 600; line-height: 1.5;
  border: 1px solid currentcolor; border-radius: .25rem }
.badge.error { color: var(--alarm); background: var(--bad-tint) }
.badge.warning { color: var(--warn); background: var(--warn-tint) }
.badge.fault { padding-inline-start: 1.5rem; color: var(--ink); border-color: var(--edge);
  background: repeating-linear-gradient(-45deg, var(--tape) 0 .25rem, #1b2126 .25rem .5rem) 0 0 / 1rem 100% no-repeat,
    linear-gradient(var(--paper) 0 0) }

.inside { position: relative; margin: .25rem clamp(.5rem, 3%, 2rem) 1rem; padding: .25rem 1rem 1rem;
  background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem }
.inside h4 { margin: 1rem 0 .25rem; font-size: .875rem }
.inside .facts { font-size: .875rem }
.inside pre { margin: 0; padding: .75rem; max-width: 100%; font: .8125rem/1.5 ui-monospace, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; background: var(--ground); border-radius: .375rem }
.both { display: grid; gap: 0 1.5rem }
@media (min-width: 52rem) { .both { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) } }
.both section { min-width: 0 }
.inside dl { margin: 0; font-size: .875rem }
.inside dl > div { padding-block: .375rem; border-block-end: 1px solid var(--line) }
.inside dt { font-weight: 600 }
.inside dd { margin: 0 }
.inside dd span { display: block; color: var(--quiet) }
.finding { margin-block: .75rem; padding: .25rem .875rem; border: 1px solid var(--warn); border-inline-start-width: .375rem;
  border-radius: .25rem; background: var(--warn-tint) }
.finding.error { border-color: var(--alarm); background: var(--bad-tint) }
.finding p { margin: .25rem 0 }
.finding .source { font-size: .8125rem }

#sidebar { font-size: .9375rem }
#sidebar h2 { margin: 0 0 .375rem; font-size: 1rem }
#sidebar > section + section { margin-block-start: 1.5rem; padding-block-start: 1.5rem; border-block-start: 1px solid var(--line) }
#sidebar p { margin: .25rem 0 }
#sidebar li { margin-block: .625rem }
#sidebar small, #sidebar .block { display: block }
#sidebar b + small, #sidebar bdi + small { display: inline }
#sidebar details { margin: 0; padding: 0; border: 0 }
#sidebar summary { font-weight: 400 }
.clock { font-variant-numeric: tabular-nums }
.clock b { font-size: 1.5rem; display: inline-block }
.legend { margin-block: 0 1.25rem }
.legend :is(ul, ol) { max-width: 48rem; padding-inline-start: 1.25rem }
.legend p { max-width: 48rem }
.legend li { margin-block: .375rem }
@media (min-width: 64rem) { .legend .read { display: grid; gap: 0 2.5rem; grid-template-columns: 1fr 1fr } }
.legend .legs { list-style: none; padding-inline-start: 0 }
.omitted { width: fit-content; margin: .75rem auto; padding-inline: .5rem; color: var(--quiet); background: var(--paper) }
.empty h2 { margin-block-start: .5rem }
.empty + .diagram { border: 1px dashed var(--edge); border-radius: .75rem; overflow: clip }

@media (max-width: 40rem) {
  .actor { font-size: .8125rem }
  .no { inset-block-start: 2.25rem; inset-inline-start: .25rem }
  .say { padding-inline: .125rem; font-size: .875rem }
  .say code { display: block }
  .standing { margin-inline-start: 0 }
  .inside { margin-inline: 0; padding-inline: .75rem; border-inline-width: 0; border-radius: 0 }
  .diagram li > details > summary::after { inset-inline-end: .125rem }
}
@media (prefers-reduced-motion: no-preference) {
  .fresh { animation: appear .5s ease-out }
  @keyframes appear { from { opacity: 0; transform: translateY(-.375rem) } }
}
@media (forced-colors: active) {
  .say, .say::after { --stroke: CanvasText }
  .say::after { forced-color-adjust: none }
  .diagram::before { content: ""; position: absolute; inset: 0; forced-color-adjust: none;
    background: linear-gradient(CanvasText 0 0) 10% 0 / 1px 100% no-repeat,
      linear-gradient(CanvasText 0 0) 50% 0 / 1px 100% no-repeat, linear-gradient(CanvasText 0 0) 90% 0 / 1px 100% no-repeat }
}
`

export const style: Html = { markup: `<style>${STYLE}</style>` }

export const styleSource = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`
