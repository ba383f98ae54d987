import { z } from 'zod'
import type { ApiClient } from '../cli/client.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { ProgressLine } from '../cli/progress.ts'
import { whole } from '../cli/table.ts'
import { eventsApiBody, nativeEvent } from './bodies.ts'
import { dayOf } from './days.ts'
import type { Order } from './orders.ts'
import type { AdEvent } from './simulator.ts'
import type { DemoBatch } from './timeline.ts'

export interface Target {
  client: ApiClient
  /** A key with the scope `ingest`. */
  key: string
  source: string
}

/**
 * Sends batches one after the other, so that they arrive in the order of time, and says how far it
 * is.
 */
export async function load(
  target: Target,
  batches: readonly DemoBatch[],
  progress: ProgressLine,
  sentBefore = 0,
): Promise<number> {
  let sent = sentBefore
  for (const batch of batches) {
    await (batch.kind === 'orders' ? sendOrders(target, batch.items) : sendAds(target, batch.items))
    sent += batch.items.length
    progress.update(sent, `${whole(sent)} events, ${dayOf(batch.at)}`)
  }
  return sent
}

const Answer = z.object({ code: z.int(), message: z.string() })

/** As a TikTok server-side integration sends them. */
async function sendOrders({ client, key, source }: Target, orders: readonly Order[]): Promise<void> {
  const response = await client.send('POST', '/open_api/v1.3/event/track/', {
    body: JSON.stringify(eventsApiBody(source, orders)),
    headers: { 'access-token': key, 'content-type': 'application/json' },
  })
  const answer = Answer.parse(await response.json())
  if (answer.code !== 0) throw new UsageError(`the orders were refused (code ${answer.code}): ${answer.message}`)
}

async function sendAds({ client, source }: Target, events: readonly AdEvent[]): Promise<void> {
  const answer = await client.json<{ rejected: { path: string; message: string }[] }>(
    'POST',
    '/v1/events',
    events.map((event) => nativeEvent(source, event)),
  )
  const [first] = answer.rejected
  if (first) throw new UsageError(`${answer.rejected.length} ad events were refused: ${first.path}: ${first.message}`)
}

/** An event of nobody that does nothing but let the event clock come to `at` (Unix ms). */
export async function closeAt({ client, source }: Target, at: number): Promise<void> {
  await client.json('POST', '/v1/events', { source, event: 'ReplayEnd', event_id: `replay-end-${at}`, event_time: at / 1000 })
}
