// What a mock with a quota counts: the reads of a day, and how fast requests come.
import { resolveQuota, type MockOrcidQuota } from '../../options/quota.ts'
import { remember } from './bounded-map.ts'

const DAY_MS = 86_400_000

/** A bucket that leaks: how full it was, and when. */
interface Bucket { readonly excess: number, readonly at: number }

export type Meter = NonNullable<ReturnType<typeof createMeter>>

/** Null without a quota. */
export function createMeter (options?: MockOrcidQuota | 'orcid') {
  const quota = resolveQuota(options)
  if (quota === null) return null
  // By address or client. Both are bounded.
  const reads = new Map<string, { readonly day: number, readonly count: number }>()
  const buckets = new Map<string, Bucket>()
  return {
    quota,
    /** Counts a read, and gives how many there were on the same day. */
    countRead (who: string, now: number): number {
      const day = Math.floor(now / DAY_MS)
      const before = reads.get(who)
      const count = before?.day === day ? before.count + 1 : 1
      reads.delete(who)
      remember(reads, who, { day, count })
      return count
    },
    // nginx, limit_req: a request that is refused does not count.
    admits (who: string, now: number, perSecond: number): boolean {
      if (perSecond === Infinity) return true
      const { excess, at } = buckets.get(who) ?? { excess: -1, at: now }
      // A clock that was set back has emptied the bucket.
      const after = now < at ? 0 : Math.max(0, excess + 1 - (now - at) / 1000 * perSecond)
      if (after > quota.burst) return false
      buckets.delete(who)
      remember(buckets, who, { excess: after, at: now })
      return true
    },
    reset (): void {
      reads.clear()
      buckets.clear()
    }
  }
}
