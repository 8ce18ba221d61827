// The query of a URL, read here: what a host's own parser makes of one that repeats cannot be known.

/** Every parameter with all its values. */
export type Query = ReadonlyMap<string, readonly string[]>

/** Reads the query from the URL itself. */
export function readQuery (url: string): Query {
  const query = new Map<string, string[]>()
  const start = url.indexOf('?')
  for (const [name, value] of new URLSearchParams(start < 0 ? '' : url.slice(start))) {
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}
