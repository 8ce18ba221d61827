// Writes the JSON Schema of a TypeScript type, in plain JSON instead of TypeBox's builder: an app starts sooner.
import type { XStatic } from 'typebox/schema'
import type { OrcidSchema } from './schema.ts'

/** A literal type without `readonly`, down to the schemas it embeds. */
type Writable<Schema> = Schema extends { readonly const: unknown }
  ? Schema
  : { -readonly [Key in keyof Schema]: Writable<Schema[Key]> }

type TypeOf<Schema extends object> = XStatic<Schema, Schema, Writable<Schema> & object>

type Equal<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends (<T>() => T extends Other ? 1 : 2) ? true : false

/** The type without the words of ORCID's lists: a schema lets every text through, because ORCID adds words. */
type WithoutWords<Type> = Type extends string
  ? string
  : Type extends object ? { [Key in keyof Type]: WithoutWords<Type[Key]> } : Type

type Describes<Schema extends object, Described> = Equal<WithoutWords<TypeOf<Schema>>, WithoutWords<Described>>

/**
 * Declares the schema of a type: `defineSchema<OrcidWork>()({ … })`. If schema and type differ, the compiler asks for
 * a second argument.
 */
export const defineSchema = <Described>() => <const Schema extends object>(
  schema: Schema, ..._mismatch: Describes<Schema, Described> extends true ? [] : [schemaIsOf: TypeOf<Schema>]
) => schema as unknown as OrcidSchema<Described>

/** A schema inside another. TypeBox reads the type of a `const`, so the embedded schema poses as one. */
export const embed = <Described>(schema: OrcidSchema<Described>) => schema as unknown as { readonly const: Described }

/**
 * A value that may be `null`. Null comes first, because a validator that coerces types, as Fastify's own does, would
 * otherwise turn it into an empty string.
 */
export const orNull = <const Schema>(schema: Schema) => ({ anyOf: [{ type: 'null' }, schema] } as const)

export const objectOrNull = <const Properties>(properties: Properties) =>
  orNull({ type: 'object', properties } as const)

// An object literal with a computed key would lose the name in its type.
export const keyed = <const Name extends string, const Schema> (name: Name, schema: Schema) =>
  ({ [name]: schema }) as Record<Name, Schema>
