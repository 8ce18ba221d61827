// How the journal writes HTML: whatever is put into a page is escaped, because names at ORCID are chosen by strangers.

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Markup that needs no escaping. */
export interface Safe { safe: string }

type Value = string | Safe | Safe[] | undefined | null

/** Tags a template of HTML. */
export function html (strings: TemplateStringsArray, ...values: Value[]): Safe {
  const shown = values.map((value) => {
    if (Array.isArray(value)) return value.map(({ safe }) => safe).join('')
    if (typeof value === 'object' && value !== null) return value.safe
    return (value ?? '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
  })
  return { safe: String.raw({ raw: strings }, ...shown) }
}
