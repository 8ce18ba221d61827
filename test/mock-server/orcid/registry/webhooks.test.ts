// When a call of a webhook is due.
import t from 'tap'
import {
  addWebhook, createWebhooks, dueAt, findWebhook, noteChange, type Webhook
} from '../../../../mock-server/orcid/registry/webhooks.ts'

t.test('a change waits, though nobody makes the calls yet', async (t) => {
  const webhooks = createWebhooks()
  addWebhook(webhooks, { orcid: 'A', uri: 'x', clientId: 'C' })
  const webhook = findWebhook(webhooks, 'A', 'x') as Webhook
  t.equal(dueAt(webhook), null)
  noteChange(webhooks, 'B')
  t.equal(dueAt(webhook), null)
  noteChange(webhooks, 'A')
  t.equal(dueAt(webhook), 0)
})

t.test('memory stays bounded, however many are registered', async (t) => {
  const webhooks = createWebhooks()
  for (let number = 0; number < 1100; number++) addWebhook(webhooks, { orcid: 'A', uri: `x${number}`, clientId: 'C' })
  t.equal(webhooks.registered.size, 1000)
  t.equal(findWebhook(webhooks, 'A', 'x0'), undefined, 'the oldest is forgotten')
})
