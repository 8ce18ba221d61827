// The options of webhooks, and their schema.
import { listOf, objectOf } from './validate.ts'

/** Whom the mock may call when a record has changed, and when it does. */
export interface MockWebhookOptions {
  /**
   * Host names, without ports, that it may call apart from this machine: `['app']` in a network of containers. It calls
   * no other, whatever a client registers, and follows no redirect. @default []
   */
  readonly allow?: readonly string[]
  /**
   * How long it waits after a change, so that several changes make one call, in seconds. `webhooks()` does not wait.
   * @default 300, as ORCID does
   */
  readonly delaySeconds?: number
}

export const webhookShape = objectOf({
  allow: listOf({ type: 'string', pattern: '^(?:\\[[\\da-f:.]+\\]|[^\\s:/@?#[\\]]+)$' }),
  delaySeconds: { type: 'number', minimum: 0, maximum: 86_400 }
})
