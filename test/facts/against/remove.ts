// Removes from a live record what a fact has added to it.
import { methodOf } from '../endpoints.ts'
import type { WireRequest } from '../fact.ts'
import type { Reply } from '../replay.ts'
import type { Ask } from './ask.ts'
import type { Progress } from './progress.ts'

/** The paths of what an answer says was added: a Location, or each work of a bulk. */
function addedBy (request: WireRequest, { status, headers, body }: Reply): string[] {
  const { path } = request
  if (methodOf(request) !== 'POST' || !path.startsWith('/api/')) return []
  const [, place] = /\/(v\d[^/]*\/.+)$/.exec(headers['location'] ?? '') ?? []
  if (status === 201 && place !== undefined) return [`/api/${place}`]
  if (status !== 200 || !path.endsWith('/works')) return []
  return [...body.matchAll(/"put-code"\s*:\s*(\d+)/g)].map(([, putCode]) => path.replace(/works$/, `work/${putCode}`))
}

const authorizationOf = ({ headers = {} }: WireRequest): string =>
  String(Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1])

/** Asks like `ask`, and knows what that has added; `remove` takes it away with the token that added it. */
export function createRemover (ask: Ask, progress: Progress) {
  let own: Array<readonly [path: string, authorization: string]> = []
  const removeOne = async (path: string, authorization: string): Promise<boolean> => {
    const { status } = await ask({ method: 'DELETE', path, headers: { Accept: 'application/json', Authorization: authorization } })
    const isGone = status === 204 || status === 404
    if (isGone) progress.noteRemoved(path)
    return isGone
  }
  return {
    ask: (async (request) => {
      const reply = await ask(request)
      for (const path of addedBy(request, reply)) {
        progress.noteAdded(path)
        own.push([path, authorizationOf(request)])
      }
      return reply
    }) as Ask,
    /** @returns what could not be removed */
    remove: async (): Promise<string[]> => {
      const [items, left] = [own, [] as string[]]
      own = []
      // A group cannot be removed before the reviews that name it.
      for (const [path, authorization] of items.reverse()) if (!await removeOne(path, authorization)) left.push(path)
      return left
    },
    removeOne
  }
}
