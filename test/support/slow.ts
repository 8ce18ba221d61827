// Which tests `npm test` leaves to `npm run test:all`: whoever names a file, or says --all, runs them.

export const isAll = ['--all', '--night', '--full'].some((option) => process.argv.includes(option))

/** The options of a test that takes longer than a person waits: `t.test('…', slow, …)`. */
export const slow: { readonly skip?: string } = isAll ? {} : { skip: 'slow: npm run test:all runs it' }

/** The rows of a matrix that `npm test` tries: one in `share`, which the output says; with `--all` every one. */
export function sample<Row> (what: string, rows: readonly Row[], share = 7): readonly Row[] {
  if (isAll) return rows
  const chosen = rows.filter((_row, index) => index % share === 0)
  console.log(`# Sample: ${chosen.length} of ${rows.length} ${what}: npm run test:all tries them all`)
  return chosen
}

/** How often a property is tried: a tenth of the times in `npm test`. */
export const runs = (times: number): number => isAll ? times : Math.ceil(times / 10)
