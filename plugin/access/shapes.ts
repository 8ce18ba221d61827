// The schemas of a record's parts, compiled: what tells a part from what is none.
import { Compile } from 'typebox/schema'
import { orcidItemSchemas, orcidSectionSchemas, orcidSummarySchemas } from './sections.ts'
import { OrcidBulkSchema } from './schemas/work.ts'

/** The shape of a part, compiled when first needed: an app uses two or three of them. */
export interface Shape {
  fits (value: unknown): boolean
  /** Where a value that does not fit goes wrong, in the names of the schema: `/title must be object`. */
  misfit (value: unknown): string
}

function createShape (schema: object): Shape {
  let compiled: ReturnType<typeof Compile> | undefined
  const shape = () => (compiled ??= Compile(schema))
  return Object.freeze({
    fits: (value: unknown) => shape().Check(value),
    misfit (value: unknown) {
      const [, errors] = shape().Errors(value)
      const wrong = errors.map(({ instancePath, message }) => `${instancePath} ${message}`.trim())
      // Most things may be null instead, which is never what went wrong.
      return String(wrong.find((text) => !text.endsWith('must be null')))
    }
  })
}

const shapesOf = (schemas: object): ReadonlyMap<string, Shape> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, createShape(schema)]))

/** The shape of every section, by its name. */
export const sectionShapes = shapesOf(orcidSectionSchemas)
/** The shape of every item, by its name. */
export const itemShapes = shapesOf(orcidItemSchemas)
/** The shape of everything that is read by its put-code, in full or in short, by its name. */
export const numberedShapes = new Map([...itemShapes, ...shapesOf(orcidSummarySchemas)])
/** The shape of several works at once. */
export const bulkShape = createShape(OrcidBulkSchema)
