// How every page looks: one stylesheet, small enough to stand in each of them.
import { createHash } from 'node:crypto'
import type { Html } from '../html.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2126; --quiet: #4f5b66; --paper: #fff; --ground: #eef2f4; --line: #c9d1d7;
  --edge: #6b7780; --accent: #0b5d75; --on: #fff; --tint: #e6f1f4; --alarm: #a1231c; --tape: #e8b923 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9edf0; --quiet: #a9b4bd; --paper: #171c21; --ground: #0e1215; --line: #37424b;
    --edge: #7d8a95; --accent: #86cbe0; --on: #08222b; --tint: #15303a; --alarm: #ff9c94; --tape: #c99d10 }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  overflow-wrap: anywhere }
header, main, footer { max-width: 42rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem) }
body::before { content: ""; display: block; height: .625rem;
  background: repeating-linear-gradient(-45deg, var(--tape) 0 .75rem, #1b2126 .75rem 1.5rem) }
header { padding-block: 1rem }
header p { margin: 0; color: var(--quiet) }
header strong { color: var(--ink) }
main { padding-block: 1.5rem 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem }
footer { padding-block: 1rem 2rem }
footer ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 0 }
footer :is(a, b) { display: inline-block; padding-block: .375rem }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25 }
h2 { margin: 1.5rem 0 .5rem; font-size: 1.0625rem }
h1 + .below { margin: .25rem 0 0; color: var(--quiet) }
p { margin: .75rem 0 }
a { color: var(--accent) }
code, .orcid { font-family: ui-monospace, monospace; font-size: .9375em }
.quiet, small { color: var(--quiet) }
ul.plain { list-style: none; padding: 0; margin: .75rem 0 }
ul.people { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16.5rem), 1fr)) }
ul.people li, ul.people button { height: 100%; margin: 0 }
ul.scopes li { margin: .25rem 0 }
ul.scopes label { display: flex; gap: .75rem; align-items: start; padding: .375rem 0 }
ul.scopes small { display: block }
input[type=checkbox] { flex: none; width: 1.25rem; height: 1.25rem; margin: .125rem 0; accent-color: var(--accent) }
fieldset { margin: 1.25rem 0; padding: .25rem 1rem .5rem; border: 1px solid var(--line); border-radius: .5rem }
legend { padding-inline: .375rem; font-weight: 600 }
label { display: block }
input:not([type=checkbox]), select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit;
  color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
.row > .field { flex: 1 1 12rem }
button { min-height: 2.75rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; color: var(--accent);
  background: var(--paper); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer }
button.wide { display: block; width: 100%; padding: .625rem .875rem; text-align: start; font-weight: 400;
  color: var(--ink); border-color: var(--line) }
button.wide strong { display: block }
button.wide .line { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .75rem }
button:hover { background: var(--tint); border-color: var(--accent) }
.decide button { flex: 1 1 12rem }
details { margin-block: 1.5rem .5rem; padding: .25rem 1rem; border: 1px dashed var(--edge); border-radius: .5rem }
summary { padding-block: .5rem; cursor: pointer; font-weight: 600 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.alarm { padding: .625rem .875rem; color: var(--alarm); font-weight: 600; border: 1px solid currentcolor;
  border-inline-start-width: .375rem; border-radius: .25rem }
@media (prefers-reduced-motion: no-preference) { button { transition: background-color .15s } }
@media (max-width: 40rem) { main { border-inline-width: 0; border-radius: 0 } }
`

/** The stylesheet, ready to stand in a page's head. */
export const style: Html = { markup: `<style>${STYLE}</style>` }

/** The source that a content security policy admits the stylesheet by (CSP Level 3 §2.3.1). */
export const styleSource = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`
