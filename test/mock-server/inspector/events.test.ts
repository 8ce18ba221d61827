import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mock } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import Fastify from 'fastify'
import t from 'tap'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { mockOrcid } from '../../../mock-server/index.ts'
import { MAX_READERS, openEvents } from '../../../mock-server/inspector/events.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { openMock, send } from '../../support/mock.ts'
import { ALL, arrowsIn, drawParts, exchanged, listen, question, readEvent, sketch } from './support.ts'
import type { Event, Sketch } from './support.ts'

t.test('a page that watches is told what changes and nothing twice', async t => {
  const bench = await openMock()
  const { orcid } = bench
  t.teardown(() => orcid.close())
  const page = await listen(orcid.issuer, { 'sec-fetch-site': 'same-origin' })
  t.match(page.incoming.headers, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  const first = await page.next()
  t.strictSame(first.order, ['nothing'])
  t.strictSame(Object.keys(first.parts), ['summary', 'filter', 'pager', 'news', 'diagrams', 'sidebar-clock', 'sidebar-armed',
    'sidebar-findings', 'sidebar-clients', 'sidebar-people', 'sidebar-settings', 'nothing'])
  await bench.tokens()
  let second = await page.next()
  t.strictSame(second.order, ['login-1'])
  while (!second.parts['login-1']?.includes('exchanges the code')) second = await page.next()
  const narrow = await listen(`${orcid.issuer}/?leg=2`)
  t.notMatch(arrowsIn(String((await narrow.next()).parts['login-1'])), /sign/)
  orcid.client({ name: 'Somebody new' })
  const third = await page.next()
  t.match(third.parts['sidebar-clients'], 'Somebody new')
  t.notOk('login-1' in third.parts, 'what has not changed is not sent again')
  narrow.leave()
  page.leave()
})

t.test('as long as nothing changes nothing is sent', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const controls = createControls(createRegistry({}, ''))
  const { join } = openEvents(controls)
  const written: string[] = []
  const write = (text: string): boolean => written.push(text) > 0
  const response = Object.assign(new EventEmitter(), { writeHead () {}, write })
  join(response as unknown as ServerResponse, ALL)
  t.equal(written.length, 2)
  mock.timers.tick(1000)
  t.equal(written.length, 2)
  controls.journal.add(sketch(exchanged('c', { status: 0 })))
  mock.timers.tick(1000)
  t.equal(written.length, 3)
  t.match(written[2], 'no status')
  controls.registry.clock.freeze()
  controls.registry.clock.turn(0)
  const [newcomer] = controls.registry.researchers.values()
  if (newcomer !== undefined) controls.registry.researchers.set('new', { ...newcomer, orcid: '0009-0000-0000-0001' })
  mock.timers.tick(1000)
  t.match(written[3], 'Stopped')
  t.match(written[3], '0009-0000-0000-0001')
  response.emit('close')
  controls.registry.clock.run()
  mock.timers.tick(1000)
  t.equal(written.length, 4, 'nobody watches any more')
})

t.test('so many pages may watch and no more, and one that leaves makes room', async t => {
  const { orcid } = await openMock()
  t.teardown(() => orcid.close())
  const pages = await Promise.all(Array.from({ length: MAX_READERS }, () => listen(orcid.issuer)))
  const refused = await send(orcid.issuer, { headers: { accept: 'text/event-stream' } })
  t.equal(refused.status, 503)
  t.match(refused.body, 'Too many pages')
  for (const { leave } of pages) leave()
  let status = 503
  while (status === 503) {
    const { incoming, leave } = await listen(orcid.issuer)
    status = Number(incoming.statusCode)
    leave()
  }
  t.equal(status, 200)
})

t.test('a mock that closes sends everybody away, mounted or not', async t => {
  const { orcid } = await openMock()
  const page = await listen(orcid.issuer)
  await page.next()
  await Promise.all([page.ended(), orcid.close()])

  const app = Fastify()
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const watching = await listen(`${address}/orcid/`)
  await watching.next()
  await Promise.all([watching.ended(), app.close()])
  t.pass('close did not wait for the page')
})

interface FakeReader {
  readonly response: ServerResponse
  readonly written: string[]
  /** Whether it takes what it is sent. */
  isReading: boolean
  isDestroyed: boolean
  isEnded: boolean
  readonly drain: () => void
}

function fakeReader (): FakeReader {
  const written: string[] = []
  const emitter = Object.assign(new EventEmitter(), {
    writeHead () {},
    write (text: string) {
      written.push(text)
      return reader.isReading
    },
    end () { reader.isEnded = true },
    destroy () {
      reader.isDestroyed = true
      emitter.emit('close')
    }
  })
  const reader: FakeReader = {
    response: emitter as unknown as ServerResponse,
    written,
    isReading: true,
    isDestroyed: false,
    isEnded: false,
    drain: () => { emitter.emit('drain') }
  }
  return reader
}

function eventIn (text = ''): Event {
  return readEvent(text.replace(/^data: /, ''))
}

t.test('a change is drawn once for all readers of a filter, and not at all when there are none', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const controls = createControls(createRegistry({}, ''))
  const drawn: number[] = []
  const write = (one: Sketch): void => {
    const exchange = controls.journal.add(sketch(one))
    // Only the details of a message show how long its answer took.
    Object(controls.journal.exchanges()).splice(-1, 1, Object.create(exchange, {
      request: { value: exchange.request },
      answer: { value: exchange.answer },
      durationMs: { get: () => drawn.push(exchange.number) }
    }))
  }
  const { join } = openEvents(controls)
  write(question())
  mock.timers.tick(1000)
  t.strictSame(drawn, [], 'nobody reads')
  const readers = Array.from({ length: 5 }, fakeReader)
  for (const { response } of readers) join(response, ALL)
  t.strictSame(drawn, [1], 'five pages, one drawing')
  for (const number of [2, 3, 4]) {
    write(question(`&nonce=${number}`))
    mock.timers.tick(150)
  }
  t.strictSame(drawn, [1, 2, 3, 4], 'a login that has not changed is not drawn again')
  for (const { written } of readers) {
    t.equal(written.length, 5)
    t.strictSame(written, readers[0]?.written)
    t.strictSame(Object.keys(eventIn(written[4]).parts), ['summary', 'filter', 'news', 'diagrams', 'login-4'])
  }
  controls.findings.keep({
    rule: 'grant-refused', severity: 'error', client: null, sent: '', orcidDoes: '', fix: '', source: '', exchange: 2
  })
  mock.timers.tick(150)
  t.strictSame(drawn, [1, 2, 3, 4, 2])
  t.strictSame(Object.keys(eventIn(readers[0]?.written[5]).parts), ['summary', 'news', 'sidebar-findings', 'login-2'])
  for (const { response } of readers) response.emit('close')
  write(question('&nonce=5'))
  mock.timers.tick(1000)
  t.equal(drawn.length, 5)
  const late = fakeReader()
  join(late.response, ALL)
  t.strictSame(eventIn(late.written[1]).order, ['login-5', 'login-4', 'login-3', 'login-2', 'login-1'])
})

t.test('a diagram that is gone leaves the list of them, and is sent again when it is back', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const controls = createControls(createRegistry({}, ''))
  const { join } = openEvents(controls)
  const reader = fakeReader()
  const last = () => eventIn(reader.written.at(-1))
  join(reader.response, ALL)
  t.match(last(), { order: ['nothing'], parts: { nothing: 'No login yet' } })
  controls.journal.add(sketch(question()))
  mock.timers.tick(150)
  t.strictSame(last().order, ['login-1'])
  controls.journal.remove({})
  mock.timers.tick(150)
  t.match(last(), { order: ['nothing'], parts: { nothing: 'No login yet' } })
})

t.test('a page that joins others is told of what happened a moment ago, and so are they', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const controls = createControls(createRegistry({}, ''))
  const { join } = openEvents(controls)
  const [first, second] = [fakeReader(), fakeReader()]
  join(first.response, ALL)
  controls.journal.add(sketch(question()))
  join(second.response, ALL)
  t.strictSame(eventIn(second.written[1]).order, ['login-1'])
  t.strictSame(eventIn(first.written[2]).order, ['login-1'])
  mock.timers.tick(1000)
  t.equal(first.written.length, 3)
})

t.test('a reader that does not read is skipped, is told the state when it drains, and is dropped after a minute', async t => {
  mock.timers.enable({ apis: ['setInterval', 'Date'] })
  t.teardown(() => mock.timers.reset())
  const controls = createControls(createRegistry({}, ''))
  const { join, end } = openEvents(controls)
  const reader = fakeReader()
  const write = (number: number): void => {
    controls.journal.add(sketch(question(`&nonce=${number}`)))
    mock.timers.tick(300)
  }
  join(reader.response, ALL)
  reader.isReading = false
  for (let number = 1; number <= 20; number++) write(number)
  t.equal(reader.written.length, 3, 'one update waits')
  reader.isReading = true
  reader.drain()
  t.equal(reader.written.length, 4)
  t.equal(eventIn(reader.written[3]).order.length, 20)
  t.strictSame(Object.keys(eventIn(reader.written[3]).parts).filter((id) => id.startsWith('login-')).length, 19)
  reader.drain()
  t.equal(reader.written.length, 4, 'there is nothing new')
  reader.isReading = false
  write(21)
  mock.timers.tick(59_000)
  t.notOk(reader.isDestroyed)
  mock.timers.tick(2000)
  t.ok(reader.isDestroyed)
  write(22)
  t.equal(reader.written.length, 5)

  const [reading, full] = [fakeReader(), fakeReader()]
  full.isReading = false
  for (const { response } of [reading, full]) join(response, ALL)
  end()
  t.strictSame([reading.isEnded, reading.isDestroyed], [true, false])
  t.strictSame([full.isEnded, full.isDestroyed], [false, true], 'it would not take the end')
})

t.test('twelve pages that do not read make no memory grow', async t => {
  const responses: ServerResponse[] = []
  const controls = createControls(createRegistry({}, ''))
  const { join, end } = openEvents(controls)
  const server = createServer((_request, response) => {
    responses.push(response)
    join(response, ALL)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = Array.from({ length: MAX_READERS }, () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    return socket
  })
  t.teardown(() => {
    end()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  while (responses.length < MAX_READERS) await setTimeout(10)
  let longest = 0
  const body = 'x'.repeat(5000)
  for (let round = 1; round <= 20; round++) {
    for (let login = 1; login <= 20; login++) {
      controls.journal.add(sketch({ ...question(`&nonce=${round}-${login}`), json: { body } }))
    }
    await setTimeout(160)
    longest = Math.max(longest, ...responses.map(({ writableLength }) => writableLength))
  }
  const whole = JSON.stringify(Object.fromEntries(drawParts(controls, ALL).parts)).length
  t.ok(longest > 0, 'the connections are full')
  t.ok(longest < whole * 1.5, `${longest} bytes wait, of pages of ${whole}`)
})
