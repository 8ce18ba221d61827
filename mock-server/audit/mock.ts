// A mock that runs in this process: its handle, as an audit drives it.
import type { MockFinding } from '../controls/findings/findings.ts'
import type { MockJournal } from '../controls/journal/journal.ts'
import type { MockControls } from '../controls/handle.ts'
import type { MockUndo } from '../controls/arming.ts'
import type { MockClock } from '../browser/sign-in.ts'
import type { Armed, AuditedMock } from './check.ts'

/** What an audit needs of the handle of `startMockOrcid`. */
export interface AuditableHandle extends Pick<MockControls, 'fail' | 'forge'> {
  /** Its address. */
  readonly issuer: string
  /** Its clock. */
  readonly clock: MockClock
  /** What went over the wire. */
  readonly journal: Pick<MockJournal, 'entries'>
  /** What was found. */
  readonly findings: () => readonly MockFinding[]
  /** Signs everybody out and forgets every grant. */
  readonly reset: () => unknown
}

/** The handle of a mock, as an audit drives it. */
export function insideMock ({ clock, fail, findings, forge, issuer, journal, reset }: AuditableHandle): AuditedMock {
  return {
    issuer,
    clock,
    reset,
    findings,
    fail: (endpoint, kind, options) => armed(fail(endpoint, kind, { times: Infinity, ...options })),
    forge: name => armed(forge(name, { times: Infinity })),
    tokenRequests: () => journal.entries({ endpoint: 'token' }).map(({ number }) => number)
  }
}

function armed (undo: MockUndo): Armed {
  return {
    disarm () {
      undo()
      return undo.fired
    }
  }
}
