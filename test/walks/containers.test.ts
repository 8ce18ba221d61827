// What docs/containers.md promises, on a machine without a container engine: the same network and the same files.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import t from 'tap'
import { send } from '../support/mock.ts'
import { canIsolate, isolated } from '../support/namespace.ts'
import { pathOf } from '../support/root.ts'
import { slow } from '../support/slow.ts'
import { posixShell } from '../support/system.ts'

const run = promisify(execFile)
const compose = await readFile(pathOf('examples/compose/compose.yaml'), 'utf8')
const dockerfile = await readFile(pathOf('Dockerfile'), 'utf8')

/** The arguments of the service `orcid`, which are JSON within the YAML. */
function composedArguments (): string[] {
  return JSON.parse(String(/command: (\[[^\]]+\])/.exec(compose)?.[1])) as string[]
}

function composedEnvironment (): string {
  const [, block = ''] = /environment: &environment\n((?: {6}\w+: .*\n)+)/.exec(compose) ?? []
  return block.trim().replace(/^ *(\w+): (.*)$/gm, "export $1='$2'")
}

t.test('two hosts, as compose has them: the app knows it as orcid, the browser as localhost', canIsolate, async (t) => {
  const dir = t.testdir({ ca: {}, hosts: '127.0.0.1 localhost\n10.97.0.1 orcid\n10.97.0.2 app\n' })
  const inHere = (text: string): string => text.replaceAll('/ca/', `${dir}/ca/`).replaceAll('/seed.json', pathOf('examples/compose/seed.json'))
  const cli = pathOf('dist/mock-server/cli.js')
  const stdout = await isolated(`
    ip link set lo up
    unshare --net --mount sh -euc '
      until ip link show veth1 > ${dir}/link 2>&1; do sleep 0.1; done
      ip link set lo up; ip addr add 10.97.0.2/24 dev veth1; ip link set veth1 up
      mount --bind ${dir}/hosts /etc/hosts
      until "$NODE" ${cli} health http://orcid:9797 > ${dir}/health; do sleep 0.2; done
      cat ${dir}/health
      ${inHere(composedEnvironment()).replaceAll("'", '"')}
      "$NODE" ${pathOf('examples/compose/app.mjs')} & app=$!
      "$NODE" ${pathOf('examples/compose/test.mjs')}
      kill $app
    ' & other=$!
    ip link add veth0 type veth peer name veth1
    ip addr add 10.97.0.1/24 dev veth0; ip link set veth0 up
    sleep 0.3
    ip link set veth1 netns $other
    "$NODE" ${cli} ${composedArguments().map((one) => inHere(one)).join(' ')} > ${dir}/log & mock=$!
    wait $other
    # The first address goes with the other namespace, at any moment from now on.
    ip addr add 10.97.0.3/32 dev lo
    echo "browser: $(curl -s http://localhost:9797/health)"
    curl -s -o /dev/null -w '%{http_code}\\n' http://10.97.0.3:9797/health
    curl -s -o /dev/null -w '%{http_code} ' http://10.97.0.3:9797/
    curl -s -o /dev/null -w '%{http_code}\\n' -u :only-for-tests-0123456789 http://10.97.0.3:9797/
    kill $mock; wait $mock
    grep -c 'POST /oauth/token 200' ${dir}/log`)
  t.strictSame(stdout.trim().split('\n'), [
    'A fake ORCID answers at http://orcid:9797; its issuer is http://localhost:9797',
    'Ada Lovelace signed in',
    'browser: {"status":"ok","issuer":"http://localhost:9797"}',
    '421',
    '401 200',
    '1'
  ])
})

t.test('the files of the image are enough: packed, installed and started with nothing else', { ...posixShell, ...slow }, async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'fake-orcid-image-'))
  t.teardown(() => rm(dir, { recursive: true }))
  const { PATH, HOME } = process.env
  const [, pack = ''] = /^RUN npm ci && (.*)$/m.exec(dockerfile) ?? []
  // Without the script that compiles: it would empty the folder that this test runs from.
  const script = `${pack.replaceAll('/tarball', `${dir}/tarball`)} --ignore-scripts`
  await run('sh', ['-ec', script], { cwd: pathOf(''), env: { PATH, HOME } })
  await run('sh', ['-ec', 'mv tarball/*.tgz fastify-orcid.tgz && rmdir tarball'], { cwd: dir })
  const [, install = ''] = /^RUN (npm install .+?) && npm cache/m.exec(dockerfile) ?? []
  await run('sh', ['-ec', `${install} --prefer-offline`], { cwd: dir, env: { PATH, HOME }, timeout: 200_000 })
  const [, defaults = ''] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
  const bin = join(dir, 'node_modules/.bin/fastify-orcid')
  const args = [...JSON.parse(defaults) as string[], '--port', '0', '--json', '--tls']
  const child = spawn(bin, args, { cwd: dir, env: { PATH }, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => { child.kill('SIGKILL') })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { address, issuer } = JSON.parse(String(line)) as { address: string, issuer: string }
  t.equal((await send(`${address}/oauth/jwks`)).status, 200)
  t.match((await run(bin, ['health', address], { env: { PATH } })).stdout, `its issuer is ${issuer}`)
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'exit'), [0, null])
  await t.rejects(run(bin, ['health', address], { env: { PATH } }), { code: 1 })
  const installed = await readdir(join(dir, 'node_modules'))
  t.notOk(installed.includes('typescript') || installed.includes('tap'), 'nothing that is for development only')
  // npx is told to end, and the server ends.
  const npx = spawn('npx', ['fastify-orcid', '--port', '0', '--json'], { cwd: dir, env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [ready] = await once(createInterface({ input: npx.stdout }), 'line')
  const served = (JSON.parse(String(ready)) as { address: string }).address
  const ended = once(npx.stdout, 'close')
  npx.kill('SIGTERM')
  await ended
  await t.rejects(send(`${served}/health`), { code: 'ECONNREFUSED' })
})

t.test('the image runs as nobody special, and asks its own health', async (t) => {
  t.match(dockerfile, /^USER node$/m)
  t.match(dockerfile, /^HEALTHCHECK .* CMD \["fastify-orcid", "health"\]$/m)
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
  t.notMatch(last, 'COPY . .')
  t.ok(composedArguments().includes('--control-from-anywhere'))
})
