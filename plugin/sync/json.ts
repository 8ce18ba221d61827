// Items as plain JSON, whatever their section: their members by path.

export type Json = null | boolean | number | string | readonly Json[] | Members
export interface Members { readonly [name: string]: Json }

/** What stands at a path of members, such as `title.title.value`; null where one is missing. */
export function at (value: Json, path: string): Json {
  return path.split('.').reduce<Json>((inner, name) => (inner as Members | null)?.[name] ?? null, value)
}

/** The same value without what stands at a path. */
export function without (value: Members, path: string): Members {
  const [name = '', ...rest] = path.split('.')
  if (value[name] === undefined) return value
  const { [name]: inner, ...others } = value
  if (rest.length === 0) return others
  return { ...others, [name]: without(inner as Members, rest.join('.')) }
}
