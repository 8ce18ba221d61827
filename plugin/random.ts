// Random bytes, drawn for many sign-ins at once.
import { randomFillSync } from 'node:crypto'

// A call to the system for each would take longer than all else that a link to ORCID needs.
const pool = Buffer.alloc(4096)
let used = pool.length

/** As many bytes, at most 4096. They are erased from the pool, so that none is drawn twice. */
export function drawRandomBytes (count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + count))
  pool.fill(0, used, used + count)
  used += count
  return bytes
}
