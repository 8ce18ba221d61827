import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { takeOverNames } from '../support/gate.ts'
import { answerOf, openRow } from '../support/fault-matrix.ts'
import type { MatrixRow, Outcome } from '../support/fault-matrix.ts'
import { FAULTS, LEGS, NO_DISCOVERY, says } from '../support/faults.ts'
import type { Fault, Variant } from '../support/faults.ts'
import { sample } from '../support/slow.ts'

const names = takeOverNames(answerOf)
t.teardown(names.undo)
const warnings: string[] = []
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`))

/** The statuses of errors, as the table in errors.ts has them: what a browser gets when a login meets a fault. */
const STATUS: Readonly<Record<string, number>> = {
  ok: 200,
  UNREACHABLE: 502,
  OUTCOME_UNKNOWN: 502,
  BAD_RESPONSE: 502,
  KEYS_UNAVAILABLE: 503,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  CLIENT_REJECTED: 500,
  CODE_REJECTED: 400
}

// One in nine meets each leg with another few faults.
const CELLS = sample('cells of the fault matrix', FAULTS.flatMap((fault) => fault.variants.flatMap((variant) =>
  LEGS.map((leg) => ({ leg, fault, variant })))), 9)

const judged = new Set<string>()

/** After the fault another call is as good as ever; a machine that is busy may be late for a hasty app. */
async function callAgain (prepare: () => Promise<() => Promise<Outcome>>, tries = 4): Promise<Outcome> {
  const outcome = await (await prepare())()
  return tries > 1 && /TIMEOUT|KEYS_UNAVAILABLE|OUTCOME_UNKNOWN/.test(outcome.code) ? await callAgain(prepare, tries - 1) : outcome
}

async function judgeCell (t: Test, row: MatrixRow, [{ id }, variant]: [Fault, Variant]): Promise<void> {
  const { leg, orcid } = row
  const cell = await row.open(variant)
  const call = await cell.prepare()
  const posts = () => orcid.journal.count({ endpoint: 'token' })
  orcid.journal.clear()
  const before = cell.gate.requests
  await cell.strike()
  const { code, status } = await call()
  const what = `${id} ${variant.name} × ${leg}`
  const outcome = `${code} ${cell.gate.requests - before}`
  t.ok(says(variant.verdicts[leg], outcome), `${what}: ${outcome}`, { found: outcome, wanted: variant.verdicts[leg] })
  if (status !== null) t.equal(status, STATUS[code], `${what}: status`)
  if (leg === 'exchange' || leg === 'jwks') t.ok(posts() <= 1, `${what}: the code is posted once at most`)
  t.equal(orcid.journal.count({ endpoint: 'discovery' }), 0, NO_DISCOVERY)
  await cell.heal()
  const again = await callAgain(cell.prepare)
  t.equal(again.code, variant.isForGood === true ? code : 'ok', `${what}: and afterwards`)
  const isOwnLine = variant.ca === undefined && variant.isBlackHole !== true
  if (isOwnLine && leg === 'refresh') t.equal(cell.gate.reused, 0, `${what}: on a connection of its own`)
  await cell.close()
  judged.add(what)
}

t.test('FAULT-F1 to FAULT-F34: each leg meets each fault', async (t) => {
  // The lanes share nothing, so they walk side by side: most of the time somebody waits.
  await Promise.all(LEGS.map(async (leg) => {
    const row = await openRow(leg)
    for (const cell of CELLS.filter((cell) => cell.leg === leg)) await judgeCell(t, row, [cell.fault, cell.variant])
    await row.close()
  }))
})

t.test('no cell of the matrix is missing', async (t) => {
  const ids = FAULTS.map(({ id }) => id)
  t.strictSame(ids.filter((id) => id.startsWith('F')), Array.from({ length: 34 }, (_, index) => `F${index + 1}`))
  const cells = CELLS.map(({ leg, fault: { id }, variant: { name } }) => `${id} ${name} × ${leg}`)
  t.strictSame([...judged].sort(), cells.sort())
  t.ok(FAULTS.every(({ variants }) => variants.length > 0))
})

t.test('after all that nothing is left open, and nobody was warned', async (t) => {
  const open = () => process.getActiveResourcesInfo().filter((name) => /^(?:TCP|TLS)/.test(name))
  for (let turns = 0; open().length > 0 && turns < 500; turns++) await sleep(20)

  t.strictSame(open(), [])
  t.strictSame(warnings, [])
})
