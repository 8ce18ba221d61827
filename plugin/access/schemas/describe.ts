// Ties a schema to the type it describes: one that describes another type does not compile.
import type { XStatic } from 'typebox/schema'
import type { OrcidSchema } from '../parts/schema.ts'

/** A literal without its `readonly`, down to what stands for another part. */
type Writable<Schema> = Schema extends { readonly const: unknown }
  ? Schema
  : { -readonly [Key in keyof Schema]: Writable<Schema[Key]> }

/** What TypeBox takes a schema to describe. */
type Described<Schema extends object> = XStatic<Schema, Schema, Writable<Schema> & object>

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends (<T>() => T extends Other ? 1 : 2) ? true : false

/**
 * Names what a schema describes: `describe<OrcidWork>()({ … })`. The type is written out by hand, to be read by
 * people, and TypeBox reads the schema; if the two differ, the compiler asks for a second argument.
 */
export const describe = <Thing>() => <const Schema extends object>(
  schema: Schema, ..._different: Same<Described<Schema>, Thing> extends true ? [] : [schemaIsOf: Described<Schema>]
) => schema as unknown as OrcidSchema<Thing>

/**
 * A schema inside another. TypeBox knows a constant by its type, and reads what the schema describes as if it
 * were one.
 */
export const part = <Thing>(schema: OrcidSchema<Thing>) => schema as unknown as { readonly const: Thing }
