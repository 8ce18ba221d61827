// The inspector's stylesheet: three lifelines, and the arrows between them.
export const STYLE = `
:root { --brown: #7a4a00; --purple: #5b3f94; --green: #1c6b35 }
@media (prefers-color-scheme: dark) { :root { --brown: #f0b967; --purple: #c3adf5; --green: #8fd6a2 } }
header, main { max-width: 100rem }
.bar { margin-block: 1rem; padding-block-end: 1rem; border-bottom: 1px solid var(--line) }
.summary { margin: 0 0 1rem; font-weight: 600 }
.live { display: inline-block; margin-inline-end: .75rem; font-weight: 400; color: var(--quiet) }
.live.on { color: var(--green); font-weight: 600 }
.live.on::before { content: "● " / "" }
.act { padding-block: .25rem .75rem }
.act .field { margin-block: .75rem }
#sidebar > .act { padding-block: 1rem 0 }
#filter > .field { flex: 0 1 18rem; min-width: 0 }
.range { display: inline-block; padding-block: .625rem }
.columns { display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr); align-items: start }
@media (min-width: 64rem) {
  .columns { grid-template-columns: minmax(0, 1fr) 20rem }
  #sidebar { position: sticky; inset-block-start: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto;
    padding: .25rem }
}
#pager:empty { display: none }
#pager a { display: inline-block; margin-inline-end: 1rem; padding-block: .375rem }

.login { margin-block: 0 1.25rem; padding: 0 }
.login > summary { padding: .75rem 1rem }
.login > p { margin: 0 1rem .75rem }
.login h2 { display: inline; font-size: 1.125rem }
.of { font-weight: 400; color: var(--quiet) }
.status { display: inline-block; margin-inline-start: .5rem; padding: .125rem .75rem; font-size: .875rem;
  border: 1px solid; border-radius: 1rem }
.status.good { color: var(--green) }
.status.bad { color: var(--alarm) }

.diagram { position: relative; isolation: isolate; padding-block-end: 1rem; border-block-start: 1px solid var(--line) }
.diagram::before { content: ""; position: absolute; z-index: -1; inset: 0; forced-color-adjust: none;
  --lifeline: linear-gradient(var(--edge) 0 0); background-image: var(--lifeline), var(--lifeline), var(--lifeline);
  background-position: 10% 0, 50% 0, 90% 0; background-size: 1px 100%; background-repeat: no-repeat }
.actors { position: sticky; z-index: 1; inset-block-start: 0; display: flex; justify-content: space-between;
  background: var(--paper); border-block-end: 1px solid var(--line) }
.actor { display: flex; flex-direction: column; align-items: center; width: 20%; padding-block: .5rem;
  font-size: .8125rem; font-weight: 700; white-space: nowrap; color: var(--stroke) }
.leg { margin-block-start: 1rem; border-inline-start: .25rem solid var(--edge) }
.leg h3 { width: fit-content; max-width: 78%; margin: 0 auto .25rem; padding: .125rem .875rem; font-size: .9375rem;
  font-weight: 400; text-align: center; background: var(--tint); border-radius: 1rem }
.diagram ol { list-style: none; margin: 0; padding: 0 }
.diagram li { scroll-margin-block-start: 5rem }
.diagram li:target { background: color-mix(in srgb, var(--tape) 22%, transparent) }
.diagram li > .say { margin-block: .375rem .75rem }
.no { position: absolute; inset-block-start: .5rem; inset-inline-start: .375rem; color: var(--quiet); font-size: .75rem }
:is(.diagram, #sidebar) details { margin: 0; padding: 0; border: 0 }
:is(.diagram, #sidebar) summary { font-weight: 400 }
.diagram summary { position: relative; display: block; padding: .5rem 0 .625rem; list-style: none }
.diagram summary::-webkit-details-marker { display: none }
.diagram summary:hover { background: color-mix(in srgb, var(--accent) 8%, transparent) }
.diagram summary::after { content: "+" / ""; position: absolute; inset-block-start: .375rem; inset-inline-end: .375rem;
  color: var(--quiet); font-weight: 700 }
.diagram [open] > summary::after { content: "−" / "" }

.Browser { --stroke: var(--brown) }
.App { --stroke: var(--purple) }
.ORCID { --stroke: var(--accent) }
.say { position: relative; display: block; padding: .25rem .25rem .375rem; text-align: center; font-size: .9375rem;
  line-height: 1.35; color: var(--stroke); border-block-end: 2px solid var(--stroke) }
.say b, .say code { padding-inline: .25rem; color: var(--ink); background: var(--paper) }
.say code { display: block; width: fit-content; margin-inline: auto; color: var(--quiet); font-size: .8125rem }
.say::after { content: ""; position: absolute; inset-block-end: -.4375rem; border-block: .375rem solid transparent }
.Browser-ORCID, .ORCID-Browser { margin-inline: 10% }
.App-ORCID, .ORCID-App { margin-inline: 50% 10% }
.Browser-App, .App-Browser { margin-inline: 10% 50% }
.Browser-ORCID::after, .App-ORCID::after, .Browser-App::after { inset-inline-end: 0; border-inline-start: .625rem solid var(--stroke) }
.ORCID-Browser::after, .ORCID-App::after, .App-Browser::after { inset-inline-start: 0; border-inline-end: .625rem solid var(--stroke) }
.say.implied { border-block-end-style: dashed; font-style: italic }
.say.implied b { font-weight: 400 }
.say.broken { --stroke: var(--alarm) }
.say.broken b { color: var(--alarm) }
.ends { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

.badges { display: block; padding: .625rem 1rem 0; text-align: center }
.badge { display: inline-block; padding: 0 .5rem; font-size: .8125rem; font-weight: 600; background: var(--paper);
  border: 1px solid; border-radius: .25rem }
.badge.error { color: var(--alarm) }
.badge.warning { color: var(--brown) }
.badge.fault { padding-inline-start: 1.5rem; border-color: var(--edge);
  background: repeating-linear-gradient(-45deg, var(--tape) 0 .25rem, #1b2126 .25rem .5rem) 0 0 / 1rem 100% no-repeat,
    linear-gradient(var(--paper) 0 0) }

.inside { margin-block: .25rem 1rem; padding: .25rem 1rem 1rem; background: var(--paper); border-block: 1px solid var(--edge) }
.inside h4 { margin: 1rem 0 .25rem; font-size: .875rem }
.inside pre { margin: 0; padding: .75rem; font: .8125rem/1.5 ui-monospace, monospace; white-space: pre-wrap;
  background: var(--ground); border-radius: .375rem }
.inside dl { margin: 0; font-size: .875rem }
.inside dl > div { padding-block: .375rem; border-block-end: 1px solid var(--line) }
.inside dd { margin: 0 }
.inside dd span { display: block; color: var(--quiet) }
.finding { margin-block: .75rem; padding-inline: .875rem; border-inline-start: .375rem solid var(--brown) }
.finding.error { border-color: var(--alarm) }
.finding p { margin: .25rem 0 }

#sidebar { font-size: .9375rem }
#sidebar h2 { margin: 0 0 .375rem; font-size: 1rem }
#sidebar > section + section { margin-block-start: 1.5rem; padding-block-start: 1.5rem; border-block-start: 1px solid var(--line) }
#sidebar p { margin: .25rem 0 }
#sidebar li { margin-block: .625rem }
#sidebar li > small:last-child, .block { display: block }
.clock b { font-size: 1.5rem }
.legend { margin-block: 0 1.25rem }
.legend li { margin-block: .375rem }
.omitted { width: fit-content; margin: .75rem auto 0; padding-inline: .5rem; color: var(--quiet); background: var(--paper) }

@media (prefers-reduced-motion: no-preference) {
  .fresh { animation: appear .5s ease-out }
  @keyframes appear { from { opacity: 0; transform: translateY(-.375rem) } }
}
@media (forced-colors: active) {
  .say, .diagram { --stroke: CanvasText; --edge: CanvasText }
  .say::after { forced-color-adjust: none }
}
`
