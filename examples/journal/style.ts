// How the journal looks.
export const STYLE = `
:root { color-scheme: light dark; --ink: #20261f; --quiet: #57614f; --paper: #fffefa; --ground: #f1f0e6; --line: #d7d8c6; --edge: #7b8470;
  --leaf: #2f6b3a; --on: #fff; --tint: #eaf2e4; --alarm: #9c2c1f }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebe1; --quiet: #a8b29d; --paper: #191e19; --ground: #101410; --line: #353d33; --edge: #7f8a78;
  --leaf: #9ccf8f; --on: #12240f; --tint: #1f2b1d; --alarm: #ffa294 } }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); overflow-wrap: anywhere }
header, main, aside, footer { max-width: 44rem; margin: 0 auto; padding-inline: clamp(1rem, 5vw, 2.5rem) }
header { padding-block: 1.75rem 1rem }
header a { font: 600 1.375rem/1.2 Georgia, serif; color: var(--ink); text-decoration: none }
header p, footer, aside { font-size: .9375rem; color: var(--quiet) }
header p { margin: .125rem 0 0 }
main { background: var(--paper); border: 1px solid var(--line); border-top: .25rem solid var(--leaf); border-radius: .5rem; padding-block: 1.5rem 2.25rem }
aside { padding-block: 1rem 0 }
footer { padding-block: 1.25rem 2.5rem }
footer p { margin: 0 }
aside + footer p { padding-top: 1rem; border-top: 1px solid var(--line) }
h1 { margin: 0 0 .75rem; font: 600 2rem/1.2 Georgia, serif }
h2 { margin: 2rem 0 .5rem; font: 600 1.3125rem/1.3 Georgia, serif }
p, ul { margin: .75rem 0 }
ul { padding-left: 1.25rem }
li { margin: .25rem 0 }
a { color: var(--leaf) }
.lead { font-size: 1.1875rem }
.quiet, .hint { color: var(--quiet) }
.steps { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0 0 1.5rem; padding: 0 0 1rem; border-bottom: 1px solid var(--line); list-style: none;
  counter-reset: step; color: var(--quiet); font-size: .9375rem }
.steps li { margin: 0; counter-increment: step }
.steps li::before { content: counter(step); display: inline-grid; place-items: center; width: 1.5rem; height: 1.5rem; margin-right: .5rem;
  border: 1px solid currentColor; border-radius: 50%; font-size: .8125rem; line-height: 1 }
.steps [aria-current] { color: var(--ink); font-weight: 600 }
.steps [aria-current]::before { color: var(--on); background: var(--leaf); border-color: var(--leaf) }
.button, button { display: inline-flex; align-items: center; gap: .625rem; min-height: 2.75rem; padding: .5rem 1.125rem; font: inherit; font-weight: 600;
  color: var(--ink); background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem; text-decoration: none; cursor: pointer }
.button:hover, button:hover { background: var(--tint) }
.main { color: var(--on); background: var(--leaf); border-color: var(--leaf) }
.main:hover { background: var(--leaf); text-decoration: underline }
aside button { min-height: 2.25rem; padding: .25rem .875rem; font-size: .9375rem }
.ways { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.25rem; margin-top: 1.25rem }
aside .ways { margin-top: .5rem }
.card { flex: none; width: 1.5rem; height: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round }
.orcid { display: inline-flex; align-items: center; gap: .5rem; vertical-align: middle }
.orcid span span { white-space: nowrap }
.claim { display: flex; flex-direction: column; padding: .625rem 1rem; background: var(--tint); border-radius: .5rem }
.paper { padding: 1rem 1.25rem; border: 1px solid var(--line); border-left: .25rem solid var(--leaf); border-radius: .25rem }
.paper p { margin: .25rem 0 }
.title { font: 600 1.375rem/1.3 Georgia, serif }
.note { padding: .75rem 1rem; background: var(--tint); border-left: .25rem solid var(--leaf); border-radius: .25rem }
.note p, .note ul { margin: 0 }
.alarm { border-color: var(--alarm) }
.alarm a, .problem { color: var(--alarm) }
fieldset { min-width: 0; margin: 1.5rem 0 0; padding: 0; border: 0 }
legend { padding: 0; font: 600 1.3125rem/1.3 Georgia, serif }
label { font-weight: 600 }
.hint, .problem { display: block; font-size: .9375rem }
.problem { font-weight: 600 }
input, textarea { display: block; width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem }
textarea { resize: vertical }
[aria-invalid] { border: 2px solid var(--alarm) }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px }
@media (max-width: 36rem) { main { border-width: .25rem 0 1px; border-radius: 0 } h1 { font-size: 1.625rem } .steps { flex-direction: column } }
`
