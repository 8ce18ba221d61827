// The page of one filter as it was drawn last. It draws the blocks that changed, once for all who read it.
import type { Html } from '../orcid/web/html.ts'

export interface Block {
  readonly id: string
  /** Changes whenever the content does. */
  readonly key: string
  readonly draw: () => Html
}

export interface PageBlocks {
  readonly blocks: readonly Block[]
  /** The ids of the diagrams, in their order. */
  readonly order: readonly string[]
}

export interface LivePage {
  readonly version: () => number
  readonly refresh: (page: PageBlocks) => void
  readonly updateSince: (version: number) => string
}

export function createLivePage (): LivePage {
  let version = 0
  let drawn: ReadonlyMap<string, { key: string, markup: string, version: number }> = new Map()
  let order: readonly string[] = []
  let latest = { since: -1, json: '' }

  function refresh (page: PageBlocks): void {
    const before = drawn
    drawn = new Map(page.blocks.map(({ id, key, draw }) => {
      const known = before.get(id)
      return [id, known?.key === key ? known : { key, markup: draw().markup, version: version + 1 }]
    }))
    const isChanged = [...drawn].some(([id, block]) => block !== before.get(id)) || page.order.join() !== order.join()
    order = page.order
    if (!isChanged) return
    version++
    latest = { since: -1, json: '' }
  }

  function updateSince (since: number): string {
    if (latest.since === since) return latest.json
    const news = [...drawn].filter(([, block]) => block.version > since).map(([id, { markup }]) => [id, markup])
    latest = { since, json: JSON.stringify({ parts: Object.fromEntries(news), order }) }
    return latest.json
  }
  return { version: () => version, refresh, updateSince }
}
