// How the journal looks, and the ORCID iD icon.
import type { Safe } from './journal-html.ts'

export const STYLE = `
:root { color-scheme: light dark; --ink: #20261f; --quiet: #57614f; --paper: #fffefa; --ground: #f1f0e6; --line: #d7d8c6; --edge: #7b8470;
  --leaf: #2f6b3a; --on: #fff; --tint: #eaf2e4; --alarm: #9c2c1f }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebe1; --quiet: #a8b29d; --paper: #191e19; --ground: #101410; --line: #353d33; --edge: #7f8a78;
  --leaf: #9ccf8f; --on: #12240f; --tint: #1f2b1d; --alarm: #ffa294 } }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); overflow-wrap: anywhere }
header, main, footer { max-width: 46rem; margin: 0 auto; padding-inline: clamp(1rem, 5vw, 2.5rem) }
header { padding-block: 1.75rem 1rem }
header a { font: 600 1.25rem/1.2 Georgia, serif; color: var(--ink); text-decoration: none }
header p { margin: 0; color: var(--quiet); font-size: .9375rem }
main { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding-block: 1.75rem 2.25rem }
footer { padding-block: 1.25rem 2.5rem; color: var(--quiet); font-size: .9375rem }
h1 { margin: 0 0 .75rem; font: 600 1.875rem/1.2 Georgia, serif }
h2 { margin: 2rem 0 .5rem; font: 600 1.3125rem/1.3 Georgia, serif }
p, ol, ul { margin: .75rem 0 }
li { margin: .25rem 0 }
a { color: var(--leaf) }
.button, button { display: inline-flex; align-items: center; gap: .625rem; min-height: 2.75rem; padding: .5rem 1.125rem; font: inherit; font-weight: 600;
  color: var(--ink); background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem; text-decoration: none; cursor: pointer }
.button:hover, button:hover { background: var(--tint) }
.main { color: var(--on); background: var(--leaf); border-color: var(--leaf) }
.main:hover { background: var(--leaf); text-decoration: underline }
.icon { flex: none; width: 1.5rem; height: 1.5rem }
.orcid { display: inline-flex; align-items: center; gap: .5rem }
.note { padding: .75rem 1rem; background: var(--tint); border-left: .25rem solid var(--leaf); border-radius: .25rem }
.ways { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.25rem; margin-top: 1.25rem }
.quiet { color: var(--quiet) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .375rem 1.5rem; margin: 1.25rem 0 }
dt { color: var(--quiet) }
dd { margin: 0 }
label { display: block; font-weight: 600 }
input { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge);
  border-radius: .5rem }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px }
@media (max-width: 36rem) { main { border-width: 1px 0; border-radius: 0 } dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .625rem } }
`

/**
 * An icon of our own drawing, so that this example needs no file. On a site of yours use ORCID's: the iD icon is
 * ORCID's trademark, and its brand guidelines say which file, how large, and with how much room around it.
 *
 * @see https://info.orcid.org/brand-guidelines/
 * @see https://info.orcid.org/documentation/integration-guide/orcid-id-display-guidelines/
 */
export const icon: Safe = {
  safe: '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="12" fill="#a6ce39"/>' +
    '<g fill="#20261f"><circle cx="7.5" cy="6.75" r="1.25"/><rect x="6.5" y="9.25" width="2" height="8.5"/></g>' +
    '<path d="M12.25 7h2a4.87 4.87 0 0 1 0 9.75h-2Z" fill="none" stroke="#20261f" stroke-width="2"/></svg>'
}
