// The addresses that clients want called when a record changes, and which calls are due.
import type { MockWebhookOptions } from '../../options/webhook.ts'
import { remember } from './bounded-map.ts'

export interface Webhook {
  readonly orcid: string
  /** The address, as the client wrote it. */
  readonly uri: string
  /** The client that registered it. */
  readonly clientId: string
  /** Whether the record has changed since the last call that was answered well. */
  isPending: boolean
  /** How many calls have failed since then. */
  failures: number
  /** When the last of them failed, by the mock's clock; 0 before. */
  failedAt: number
}

export type Webhooks = ReturnType<typeof createWebhooks>

// ORCID-Source, tutorial/webhooks.md.
const DELAY_SECONDS = 300

export function createWebhooks ({ allow = [], delaySeconds = DELAY_SECONDS }: MockWebhookOptions = {}) {
  return {
    /** By iD and address. Bounded. */
    registered: new Map<string, Webhook>(),
    /** Host names that may be called, apart from those of this machine. */
    allowed: new Set(allow.map((name) => name.toLowerCase())),
    /** How long a change waits for others. */
    delayMs: delaySeconds * 1000,
    /** Called when a call is waiting. Replaced once somebody makes the calls. */
    notify: (): void => {}
  }
}

const keyOf = (orcid: string, uri: string): string => `${orcid} ${uri}`

export function findWebhook ({ registered }: Webhooks, orcid: string, uri: string): Webhook | undefined {
  return registered.get(keyOf(orcid, uri))
}

export function addWebhook ({ registered }: Webhooks, webhook: Pick<Webhook, 'orcid' | 'uri' | 'clientId'>): void {
  const { orcid, uri } = webhook
  remember(registered, keyOf(orcid, uri), { ...webhook, isPending: false, failures: 0, failedAt: 0 })
}

export function removeWebhook ({ registered }: Webhooks, { orcid, uri }: Webhook): void {
  registered.delete(keyOf(orcid, uri))
}

export function noteChange ({ registered, notify }: Webhooks, orcid: string): void {
  const concerned = [...registered.values()].filter((webhook) => webhook.orcid === orcid)
  for (const webhook of concerned) webhook.isPending = true
  if (concerned.length > 0) notify()
}

const RETRY_MS = 600_000
const MOST_FAILURES = 25

/**
 * When a waiting call is due, by the mock's clock: at once, or ten minutes for each failure after the last one. Null if
 * none waits, or ORCID has given it up.
 * @see https://github.com/ORCID/ORCID-Source orcid-persistence WebhookEntity.java
 */
export function dueAt ({ isPending, failures, failedAt }: Webhook): number | null {
  if (!isPending || failures >= MOST_FAILURES) return null
  return failures === 0 ? 0 : failedAt + failures * RETRY_MS
}

export function loadWebhooks ({ registered }: Webhooks, saved: readonly Webhook[]): void {
  registered.clear()
  for (const webhook of saved) registered.set(keyOf(webhook.orcid, webhook.uri), webhook)
}
