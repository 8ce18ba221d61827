// On which line of a JSON text each value stands, so that a complaint about a value can name the line.

interface Level {
  readonly isObject: boolean
  key: string
  index: number
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** The lines, counted from 1, of all values of a well-formed JSON text, by JSON pointer (RFC 6901). */
export function linesOf (text: string): Map<string, number> {
  const lines = new Map<string, number>()
  const levels: Level[] = []
  let isKey = false
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '}' || token === ']') levels.pop()
    else if (token === ':') isKey = false
    else if (token === ',') isKey = nextOf(level as Level)
    else if (isKey) (level as Level).key = String(JSON.parse(token)).replaceAll('~', '~0').replaceAll('/', '~1')
    else {
      lines.set(pointerTo(levels), lineAt(text, index))
      if (token === '{' || token === '[') levels.push({ isObject: token === '{', key: '', index: 0 })
      isKey = token === '{'
    }
  }
  return lines
}

/** The line of a position in a text, counted from 1. */
export function lineAt (text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function nextOf (level: Level): boolean {
  level.index++
  return level.isObject
}

function pointerTo (levels: readonly Level[]): string {
  return levels.map(({ isObject, key, index }) => `/${isObject ? key : index}`).join('')
}
