// How the journal writes HTML: whatever is put into a page is escaped, because names at ORCID are chosen by strangers.

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Markup that needs no escaping. */
export interface Safe { safe: string }

type Value = string | number | Safe | readonly Safe[] | undefined | false

/** Tags a template of HTML. Attributes belong in quotes; `condition && html`…`` is there or not. */
export function html (strings: TemplateStringsArray, ...values: Value[]): Safe {
  return { safe: String.raw({ raw: strings }, ...values.map(show)) }
}

function show (value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'object') return [value].flat().map(({ safe }) => safe).join('')
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
