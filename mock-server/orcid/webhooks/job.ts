// ORCID's job that calls webhooks: after a change it waits, and then makes the calls that are due.
import type { Registry } from '../registry/registry.ts'
import type { WebhookCall } from '../registry/seam.ts'
import { dueAt, findWebhook, type Webhook } from '../registry/webhooks.ts'
import { callWebhook } from './call.ts'

export type WebhookJob = ReturnType<typeof createWebhookJob>

const DAY_MS = 86_400_000

function findDue ({ webhooks, clients, researchers, clock }: Registry): Webhook[] {
  const now = clock.now()
  return [...webhooks.registered.values()].filter((webhook) => {
    const due = dueAt(webhook)
    return due !== null && due <= now && researchers.has(webhook.orcid) &&
      clients.get(webhook.clientId)?.status !== 'deactivated'
  })
}

/** When the next call is due that has failed before, in milliseconds from now; null if there is none. */
function nextRetry ({ webhooks, clock }: Registry): number | null {
  const times = [...webhooks.registered.values()].map(dueAt).filter((time) => time !== null && time > 0) as number[]
  return times.length === 0 ? null : Math.min(...times) - clock.now()
}

async function callOne (registry: Registry, webhook: Webhook, signal: AbortSignal): Promise<WebhookCall | null> {
  const { webhooks, clock, seam } = registry
  const { orcid, uri, clientId } = webhook
  const [at, startedAt] = [new Date(clock.now()), performance.now()]
  webhook.isPending = false
  const answer = await callWebhook(uri, { allowed: webhooks.allowed, signal })
  // A test that has reset the mock meanwhile does not want to know.
  if (signal.aborted || findWebhook(webhooks, orcid, uri) !== webhook) return null
  const isDone = answer.status >= 200 && answer.status < 300
  if (isDone) webhook.failures = 0
  else Object.assign(webhook, { isPending: true, failures: webhook.failures + 1, failedAt: clock.now() })
  const call = { orcid, uri, clientId, at, durationMs: performance.now() - startedAt, ...answer }
  seam.called(call)
  return call
}

/** Calls one client. After a 429 its other webhooks wait for the next time (WebhookManagerImpl). */
async function callClient (registry: Registry, due: readonly Webhook[], signal: AbortSignal): Promise<WebhookCall[]> {
  const calls: WebhookCall[] = []
  for (const webhook of due) {
    const call = await callOne(registry, webhook, signal)
    if (call !== null) calls.push(call)
    if (call?.status === 429) break
  }
  return calls
}

/** `signal` ends it. */
export function createWebhookJob (registry: Registry, signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function makeCalls (): Promise<WebhookCall[]> {
    const due = findDue(registry)
    const clients = [...new Set(due.map(({ clientId }) => clientId))]
    const calls = await Promise.all(clients.map((client) =>
      callClient(registry, due.filter(({ clientId }) => clientId === client), signal)))
    const retry = nextRetry(registry)
    if (retry !== null) wait(retry)
    return calls.flat()
  }

  /** Makes the calls that are due, and gives them. One run follows another. */
  async function run (): Promise<WebhookCall[]> {
    const calls = last.then(makeCalls)
    last = calls
    return await calls
  }

  function wait (milliseconds: number): void {
    if (timer !== undefined || signal.aborted) return
    timer = setTimeout(() => {
      timer = undefined
      void run()
    }, Math.min(Math.max(milliseconds, 0), DAY_MS)).unref()
  }

  return { run, schedule: () => { wait(registry.webhooks.delayMs) } }
}
