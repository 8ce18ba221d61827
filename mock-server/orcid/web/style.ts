// The stylesheet of every page, which each page contains.
import { hash } from 'node:crypto'
import type { Html } from './html.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2126; --quiet: #4f5b66; --paper: #fff; --ground: #eef2f4; --line: #d3dadf;
  --edge: #6b7780; --accent: #0b5d75; --on: #fff; --tint: #e6f1f4; --alarm: #a1231c; --blush: #fdf1f0; --tape: #f0c23a;
  --shade: 0 1px 2px #1b212614, 0 8px 24px #1b21260d }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9edf0; --quiet: #a9b4bd; --paper: #171c21; --ground: #0e1215; --line: #323c44;
    --edge: #7d8a95; --accent: #86cbe0; --on: #08222b; --tint: #15303a; --alarm: #ff9c94; --blush: #2b1817; --tape: #d6a81f;
    --shade: none }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0 0 2rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  overflow-wrap: anywhere }
header, main { max-width: 42rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem) }
body:has(.people) :is(header, main) { max-width: 52rem }
body::before { content: ""; display: block; height: .5rem;
  background: repeating-linear-gradient(-45deg, var(--tape) 0 .75rem, #1b2126 .75rem 1.5rem) }
header { padding-block: 1.125rem 1rem }
header p { margin: 0; color: var(--quiet); font-size: .9375rem; text-wrap: balance }
header strong { display: inline-block; margin-inline-end: .375rem; padding: .0625rem .5rem; color: #1b2126;
  background: var(--tape); border-radius: .25rem; font-size: .875rem }
main { padding-block: clamp(1.5rem, 4vw, 2.25rem); background: var(--paper); border: 1px solid var(--line);
  border-radius: .875rem; box-shadow: var(--shade) }
h1 { margin: 0; font-size: 1.625rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance }
h2 { margin: 1.75rem 0 .75rem; font-size: 1.0625rem }
h1 + .subtitle { margin: .25rem 0 0; color: var(--quiet) }
p { margin: .75rem 0 }
main > :last-child { margin-bottom: 0 }
a { color: var(--accent); text-underline-offset: .15em }
code, .orcid { direction: ltr; unicode-bidi: isolate; font-family: ui-monospace, monospace; font-size: .9375em }
.orcid { white-space: nowrap }
.id { display: inline-block; max-width: 100% }
a .id { text-decoration: underline }
.quiet, small { color: var(--quiet) }
.quiet { font-size: .9375rem }
ul.plain { list-style: none; padding: 0; margin: .75rem 0 }
ul.items > li + li { margin-top: .625rem }
ul.items small { display: block }
.mark { flex: none; display: grid; place-content: center; width: 2.25rem; height: 2.25rem; border-radius: 50%;
  color: var(--accent); background: var(--tint); font-weight: 600 }
.who { flex: 1 1 auto; min-width: 0 }
ul.people { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)) }
.wide { display: flex; align-items: center; gap: .75rem; width: 100%; height: 100%; min-height: 4rem; padding: .5rem .875rem;
  text-align: start; font-weight: 400; color: var(--ink); background: var(--paper); border: 1px solid var(--line);
  border-radius: .625rem; text-decoration: none }
.wide strong { display: block; line-height: 1.375; font-weight: 600 }
.wide .line { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 .5rem;
  color: var(--quiet); font-size: .875rem }
.wide .orcid { font-size: 1em }
.wide.new { border-style: dashed; border-color: var(--edge) }
.strip { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; margin-block: 1.25rem; padding-block: .75rem;
  border-block: 1px solid var(--line) }
.strip .who { flex: 1 1 14rem }
fieldset { min-width: 0; margin: 1.5rem 0; padding: 0; border: 0 }
legend { padding: 0; font-size: 1.0625rem; font-weight: 600 }
ul.scopes { border: 1px solid var(--line); border-radius: .625rem }
ul.scopes li + li { border-top: 1px solid var(--line) }
ul.scopes label { display: flex; gap: .75rem; align-items: start; margin: 0; padding: .75rem 1rem; font-weight: 400; cursor: pointer }
ul.scopes small { display: block; font-size: .875rem }
input[type=checkbox] { flex: none; width: 1.25rem; height: 1.25rem; margin: .125rem 0; accent-color: var(--accent) }
label { display: block; margin-bottom: .25rem; font-weight: 500 }
input:not([type=checkbox]), select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit;
  color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem }
input[aria-invalid]:not([type=checkbox]) { border-color: var(--alarm); border-width: 2px }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
.row > p { margin: 0 }
.row > .field { flex: 1 1 14rem }
.apart { margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid var(--line) }
:is(h1, .subtitle, .alarm) + .apart { margin-top: 1.25rem; padding-top: 0; border: 0 }
.pair { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)) }
button { min-height: 2.75rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; color: var(--accent);
  background: var(--paper); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer }
button:hover, .wide:hover { background: var(--tint); border-color: var(--accent) }
.wide:hover .mark { background: var(--paper) }
button.go { color: var(--on); background: var(--accent) }
button.go:hover { text-decoration: underline }
.decide { margin-block: 1.5rem }
.decide button { flex: 1 1 12rem; min-height: 3.25rem; border-width: 2px }
details { margin-block: 1.5rem; padding: .625rem 1rem .25rem; border: 1px solid var(--line); border-radius: .625rem }
.taped { background: repeating-linear-gradient(-45deg, var(--tape) 0 .375rem, #1b2126 .375rem .75rem) 0 0 / 100% .25rem no-repeat }
.developer { margin-top: 1.75rem; padding: .875rem 1rem; font-size: .9375rem; border: 1px solid var(--line); border-radius: .625rem }
.developer h2 { margin: 0 0 .5rem; font-size: 1rem }
.developer dl { display: grid; gap: .25rem 1rem; margin: 0; grid-template-columns: max-content minmax(0, 1fr) }
.developer dt { color: var(--quiet) }
.developer dd { margin: 0 }
details:not([open]) { padding-bottom: .375rem }
summary { padding-block: .375rem; cursor: pointer; font-weight: 600 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.alarm { padding: .75rem 1rem; color: var(--alarm); background: var(--blush); font-weight: 600;
  border: 1px solid currentcolor; border-inline-start-width: .375rem; border-radius: .375rem }
@media (prefers-reduced-motion: no-preference) { button, .wide { transition: background-color .15s, border-color .15s } }
@media (max-width: 40rem) { main { border-inline-width: 0; border-radius: 0; box-shadow: none } }
`

export const style: Html = { markup: `<style>${STYLE}</style>` }

/** The source that a content security policy admits an inline text by (CSP Level 3 §2.3.1). */
export function sourceOf (text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`
}

export const styleSource = sourceOf(STYLE)
