// Checks values against JSON Schemas with TypeBox, which is loaded before the first request and not when an app starts.
import type * as TypeBox from 'typebox/schema'

let typebox: typeof TypeBox | undefined

/** Loads TypeBox, which takes longer than all the rest of a start. Whoever checks a value has waited for it. */
export async function loadTypeBox (): Promise<void> {
  typebox ??= await import('typebox/schema')
}

/** The schema is compiled when it is first used: an app uses two or three of them. */
export function createGuard<T> (schema: object): (value: unknown) => value is T {
  let compiled: ReturnType<typeof TypeBox.Compile> | undefined
  return (value): value is T => (compiled ??= (typebox as typeof TypeBox).Compile(schema)).Check(value)
}
