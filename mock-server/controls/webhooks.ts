// The calls of webhooks: made when they are due, or when a test asks for them.
import type { Registry } from '../orcid/registry/registry.ts'
import type { WebhookCall } from '../orcid/registry/seam.ts'
import type { WebhookJob } from '../orcid/webhooks/job.ts'

/** A call of a webhook. */
export interface MockWebhookCall {
  /** The iD of the record that has changed. */
  readonly orcid: string
  /** The address, as the client registered it. */
  readonly url: string
  /** The id of the client. */
  readonly client: string
  /** The status of the app's answer, 0 if there was none. */
  readonly status: number
  /** Why there was no answer, null if there was one: `'ECONNREFUSED'`, or why the mock did not call. */
  readonly problem: string | null
}

function describe ({ orcid, uri, clientId, status, problem }: WebhookCall): MockWebhookCall {
  return Object.freeze({ orcid, url: uri, client: clientId, status, problem })
}

/** Has the job wait for changes, and gives what makes the calls at once. It is loaded when there is one to make. */
export function createWebhookControls (registry: Registry, { signal }: AbortController) {
  let job: Promise<WebhookJob> | null = null
  async function load (): Promise<WebhookJob> {
    job ??= import('../orcid/webhooks/job.ts').then(({ createWebhookJob }) => createWebhookJob(registry, signal))
    return await job
  }
  registry.webhooks.notify = () => { void load().then(({ schedule }) => { schedule() }) }
  return async function callWebhooks (): Promise<readonly MockWebhookCall[]> {
    // Nothing that is called keeps the process alive, and somebody waits for it.
    const hold = setInterval(Date.now, 60_000)
    try {
      const { run } = await load()
      return (await run()).map(describe)
    } finally {
      clearInterval(hold)
    }
  }
}
