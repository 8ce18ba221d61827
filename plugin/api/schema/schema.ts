// A JSON Schema that knows the type it describes. It names no type of TypeBox, which takes seconds to compile against.

/**
 * A JSON Schema of the type `Described`, for a Fastify route (`schema: { body: OrcidWorkSchema }`), Ajv or TypeBox. It
 * names the fields that must be present and lets every field it does not name through.
 */
export interface OrcidSchema<Described> {
  readonly type: 'object'
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, object>>
  /** Exists only as a type: `Static` and the type provider of TypeBox read `Described` from here. */
  readonly '~unsafe': Described
}
