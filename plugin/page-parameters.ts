// What ORCID's own pages can be told, and nothing else of the link to them.
import { Compile } from 'typebox/schema'
import { unknown, wrong } from './complaints.ts'

const text = { type: 'string' }

/** Each parameter with its JSON Schema and what is expected, in words. */
const PARAMETERS = new Map(Object.entries({
  prompt: [{ enum: ['login', 'none', 'confirm'] }, "'login', 'none' or 'confirm'"],
  max_age: [{ type: 'integer', minimum: 0 }, 'a whole number of seconds'],
  lang: [text, 'a language, like en'],
  show_login: [{ type: 'boolean' }, 'true or false'],
  email: [text, 'an e-mail address'],
  orcid: [text, 'an iD'],
  given_names: [text, 'a text'],
  family_names: [text, 'a text']
} as const).map(([name, [schema, expected]]) => [name, { shape: Compile(schema), expected }]))

/** The parameters that are there: one that is `undefined` or `null` is left out of the link. */
export function presentParameters (parameters: object): Array<[name: string, value: unknown]> {
  return Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null)
}

/** Every name that none of ORCID's pages knows, each a clause. */
export function unknownParameters (parameters: object): string[] {
  return presentParameters(parameters).filter(([name]) => !PARAMETERS.has(name))
    .map(([name]) => unknown('parameter `authorizationParams.…`', name, PARAMETERS.keys()))
}

/** The same, and every value that is not what ORCID's pages take. */
export function parameterProblems (parameters: object): string[] {
  const wrongValues = presentParameters(parameters).flatMap(([name, value]) => {
    const known = PARAMETERS.get(name)
    const isFine = known === undefined || known.shape.Check(value)
    return isFine ? [] : [wrong(`\`authorizationParams.${name}\``, value, known.expected)]
  })
  return [...unknownParameters(parameters), ...wrongValues]
}
