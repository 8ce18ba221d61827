// Passes the TAP on and closes with what was left out and why, and the one line that every CI reads: how many passed,
// failed and were skipped.
import { Transform } from 'node:stream'

const COUNT = /^# \{ total: \d+(?:, pass: (\d+))?(?:, fail: (\d+))?(?:, todo: (\d+))?(?:, skip: (\d+))? \}/gm
const SKIPPED = / # SKIP (.+?)(?: # time=.*)?$/i

export default class Reporter extends Transform {
  #tail = ''
  #line = ''
  #reasons = new Set()

  _transform (chunk, _encoding, done) {
    this.#tail = (this.#tail + chunk).slice(-4096)
    const lines = (this.#line + chunk).split('\n')
    this.#line = lines.pop()
    for (const line of lines) this.#reasons.add(SKIPPED.exec(line)?.[1])
    done(null, chunk)
  }

  _flush (done) {
    this.#reasons.delete(undefined)
    for (const reason of this.#reasons) this.push(`\nTests were left out: ${reason}`)
    const [, pass = 0, fail = 0, todo = 0, skip = 0] = [...this.#tail.matchAll(COUNT)].at(-1) ?? []
    this.push(`\n${pass} passed, ${Number(fail) + Number(todo)} failed, ${skip} skipped\n`)
    done()
  }
}
