// How a schema of a part of the record looks from outside: JSON Schema that knows which type it describes.

/**
 * A JSON Schema of `Thing`: for a route of Fastify's (`schema: { body: OrcidWorkSchema }`), Ajv, TypeBox. It
 * describes what must be there and leaves the rest alone: fields it does not name are let through.
 */
export interface OrcidSchema<Thing> {
  readonly type: 'object'
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, object>>
  /**
   * For TypeBox's `Static` and its type provider alone, which read `Thing` from here; there is no such field
   * at run time.
   */
  readonly '~unsafe': Thing
}
