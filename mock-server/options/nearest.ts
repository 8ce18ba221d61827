// Which name was meant by one that is mistyped.

/** The name that is nearest to what was written, if at most two characters are others, a third of a short one. */
export function nearest (written: string, names: Iterable<string>): string | undefined {
  const [closest] = [...names]
    .map((name) => ({ name, edits: distance(name.toLowerCase(), written.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.min(2, Math.ceil(Math.min(name.length, written.length) / 3)))
    .sort((a, b) => a.edits - b.edits)
  return closest?.name
}

/** How many single-character edits lie between two words (Levenshtein). */
function distance (one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [line, character] of [...one].entries()) {
    const next = [line + 1]
    for (const [column, beside] of [...other].entries()) {
      const changed = Number(row[column]) + Number(character !== beside)
      next.push(Math.min(changed, Number(row[column + 1]) + 1, Number(next[column]) + 1))
    }
    row = next
  }
  return Number(row.at(-1))
}
