// How markup is written: a template that escapes every text it is given.

/** Markup that is safe to send. Only {@link html} makes it. */
export interface Html { readonly markup: string }

type Piece = string | Html | readonly Html[] | null

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ['\'', '&#39;']
])

export function escapeHtml (text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES.get(character) as string)
}

function render (piece: Piece): string {
  if (piece === null) return ''
  if (typeof piece === 'string') return escapeHtml(piece)
  return 'markup' in piece ? piece.markup : piece.map(render).join('')
}

/** Tags a template: strings are escaped, {@link Html} and lists of it are kept, null is left out. */
export function html (strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  return { markup: strings.reduce((markup, text, index) => markup + render(pieces[index - 1] as Piece) + text) }
}

/** A text in which no line break falls inside an ORCID iD or a client id that fits into one line. */
export function wholeIds (text: string): Html {
  const parts = text.split(/(\d{4}-\d{4}-\d{4}-\d{3}[\dX]|APP-[0-9A-Z]{16})/)
  return html`${parts.map((part, index) => index % 2 === 0 ? html`${part}` : html`<bdi class="id">${part}</bdi>`)}`
}
