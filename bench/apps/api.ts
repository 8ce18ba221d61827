// ORCID's API as far as a read needs it: answers each section of a busy record, and counts its answers.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sections } from './busy-record.ts'
import { report } from './child.ts'

const texts = new Map(Object.entries(sections).map(([name, content]) => [name, Buffer.from(JSON.stringify(content))]))
let requests = 0
const server = createServer(({ url = '' }, response) => {
  requests++
  response.setHeader('content-type', 'application/json').end(texts.get(url.split('/').at(-1) ?? ''))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
await report({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, () => ({ requests }))
