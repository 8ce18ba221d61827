// JSON as Jackson indents it: a blank on both sides of a colon, lists on the line they begin on.
import type { Json, Members } from '../registry/record/node.ts'

function printMembers (members: Members, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(members)
    .map(([name, value]) => `${inner}${JSON.stringify(name)} : ${printJson(value, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

/**
 * Prints a value over several lines. Records have no empty objects.
 *
 * @see https://github.com/FasterXML/jackson-core DefaultPrettyPrinter
 */
export function printJson (value: Json, indent = ''): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => ` ${printJson(item, indent)}`).join(',')} ]`
  return typeof value === 'object' && value !== null ? printMembers(value as Members, indent) : JSON.stringify(value)
}
