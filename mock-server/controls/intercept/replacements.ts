// Methods that belong to others: replaced for a while, and put back.

export type Method = (this: unknown, ...args: unknown[]) => unknown

/** Puts what `make` makes of a method in its place. */
export type Replace = (owner: object, name: string, make: (original: Method) => Method) => void

export interface Replacements {
  readonly replace: Replace
  /**
   * Puts everything back. What somebody else has put over a replacement meanwhile stays; the replacement beneath it
   * only passes on from now on.
   */
  readonly putBack: () => void
}

export function createReplacements (): Replacements {
  const undoing: Array<() => void> = []
  let isOver = false
  const replace: Replace = (owner, name, make) => {
    const methods = owner as Record<string, Method>
    const original = methods[name] as Method
    const changed = make(original)
    const replacement: Method = function passOnWhenOver (...args) {
      return Reflect.apply(isOver ? original : changed, this, args)
    }
    methods[name] = replacement
    undoing.push(() => {
      if (methods[name] === replacement) methods[name] = original
    })
  }
  const putBack = (): void => {
    isOver = true
    for (const undo of undoing) undo()
  }
  return { replace, putBack }
}
