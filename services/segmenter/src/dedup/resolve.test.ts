import { dedupKey, PURPOSES, TOPICS } from '@weir/contracts'
import type { Hit, HitConsent } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { strongestIdentifier } from '@weir/identity'
import { createLogger, NOBODY_ERASED, Registry } from '@weir/runtime'
import { createMemoryState } from '@weir/state/memory'
import { expect, test } from 'vitest'
import { createSegmenterEvents } from '../metrics.ts'
import { createResolve } from './resolve.ts'

const HOUR = 3_600_000
const START = Date.UTC(2024, 4, 1)
const consent = Object.fromEntries(PURPOSES.map((purpose) => [purpose, { granted: true, by: 'basis' }])) as HitConsent

function hit(event_id: string, afterHours: number): Hit {
  return {
    source: 'shop',
    channel: 'server',
    name: 'Purchase',
    event_id,
    id_from: 'sender',
    event_time: START,
    received_at: START + afterHours * HOUR,
    ids: [{ type: 'external_id', value: 'ann' }],
    consent,
    body: {},
  }
}

/** @returns the ids of the events that were passed on, in order. */
async function passedOn(...arrivals: Hit[]): Promise<string[]> {
  const log = createMemoryLog({ partitions: 1 })
  const state = createMemoryState({ partitions: 1 })
  const events = createSegmenterEvents(createLogger('test', 'silent'), new Registry())
  const deps = { log, identity: strongestIdentifier, index: state.shared, erased: NOBODY_ERASED, events }
  const resolve = await createResolve(deps, await state.acquire(0))
  for (const arrival of arrivals) {
    const entry = { partition: 0, key: dedupKey(arrival), value: Buffer.from(JSON.stringify(arrival)) }
    await log.append(TOPICS.hits, [entry])
    const at = (await log.end(TOPICS.hits, 0)) - 1
    // One at a time: what has expired is dropped with the commit of each.
    await resolve.batch(await log.read(TOPICS.hits, 0, at, { records: 1, bytes: 1_000_000 }))
  }
  await resolve.processor.flushed()
  const records = await log.read(TOPICS.events, 0, 0, { records: 100, bytes: 1_000_000 })
  return records.map(({ value }) => (JSON.parse(Buffer.from(value).toString()) as { hit: Hit }).hit.event_id)
}

test('a copy that was received in time counts as one, although it comes to the log hours later', async () => {
  const first = hit('order-1', 0)
  // Out of the spool of an ingest that could not reach the log: others have gone on meanwhile.
  const late = { ...first, received_at: START + 47 * HOUR }
  expect(await passedOn(first, hit('order-2', 50), hit('order-3', 53), late)).toEqual(['order-1', 'order-2', 'order-3'])
  // Whoever was received too late is an event of its own, in whatever order it comes.
  expect(await passedOn(first, hit('order-2', 50), { ...first, received_at: START + 49 * HOUR })).toEqual([
    'order-1',
    'order-2',
    'order-1',
  ])
})
