// A real Redis on a loopback port, with ways to end it, to pause it and to make it slow.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { freePort } from './free-port.ts'

type Test = { teardown: (close: () => unknown) => void }

const program = process.env['REDIS_SERVER'] ?? '/usr/bin/redis-server'

/**
 * Runs tests that need Redis. Without `/usr/bin/redis-server` (or what `REDIS_SERVER` names) they are left out, which
 * is said, unless `REQUIRE_REDIS=1`: then there must be one.
 */
export function withRedis (what: string, tests: () => void): void {
  if (existsSync(program)) return tests()
  const reason = `there is no Redis at ${program}`
  if (process.env['REQUIRE_REDIS'] === '1') t.fail(`${what}: ${reason}`)
  else t.test(what, { skip: reason }, () => {})
}

/** A Redis that keeps nothing on disk, with ways to end it, to start it again, to make it hang and to let it go on. */
export async function startRedis (t: Test) {
  const port = await freePort()
  let child: ChildProcess
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const start = async (): Promise<void> => {
    child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()],
      { stdio: 'ignore' })
    while (!await answers(port)) await sleep(20)
  }
  t.teardown(stop)
  await start()
  const pause = () => child.kill('SIGSTOP')
  const goOn = () => child.kill('SIGCONT')
  return { port, start, stop, pause, goOn }
}

async function answers (port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  socket.write('PING\r\n')
  try {
    const [said] = await once(socket, 'data')
    return String(said).startsWith('+PONG')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A way to Redis on which everything it says takes so many milliseconds longer. */
export async function startSlowWay (t: Test, port: number) {
  const way = { delayMs: 0, port: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far)
    far.on('data', (chunk) => { setTimeout(() => { near.write(chunk) }, way.delayMs) })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  way.port = (server.address() as AddressInfo).port
  return way
}
