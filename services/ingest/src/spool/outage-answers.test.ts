import { OutageError } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, Registry } from '@weir/runtime'
import { simClock } from '@weir/testkit'
import { expect, it } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PARTITIONS, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { IngestLog } from '../deps.ts'
import { createSpooledLog } from './spooled-log.ts'

/** An ingest whose log is away. */
async function openAway(bytesMax: number) {
  const logger = createLogger('ingest', 'silent')
  const refuse = async (): Promise<never> => Promise.reject(new OutageError('no broker'))
  const memory = createMemoryLog({ partitions: PARTITIONS })
  const log = { ...memory, append: refuse, end: refuse }
  const spool = createMemoryLog({ partitions: PARTITIONS })
  const spooled = await createSpooledLog({ log, spool, bytesMax, clock: simClock(NOW), logger, registry: new Registry() })
  const wrapped: IngestLog = spooled
  const harness = await openIngest({ wrap: (inner) => ({ ...inner, ...wrapped }) })
  return { harness, spooled }
}

it.each([EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE])('%s: taken while there is room, then 503 with Retry-After', async (path) => {
  const { harness, spooled } = await openAway(2_000)
  await using _ = harness
  const answers = []
  for (let i = 0; i < 20; i++) answers.push(await post(harness, path, bodyFor(path, { event_id: `${i}` })))
  const statuses = answers.map(({ statusCode }) => statusCode)
  expect(statuses[0]).toBeLessThan(300)
  expect(statuses.at(-1)).toBe(503)
  for (const { statusCode, headers } of answers) expect(headers['retry-after']).toBe(statusCode === 503 ? '5' : undefined)
  const last = answers.at(-1)!.json<{ code: unknown }>()
  expect(last.code).toBe(path.startsWith('/open_api') ? 50_000 : 'unavailable')
  await spooled.close()
})

it('without a spool everything is refused at once', async () => {
  const { harness, spooled } = await openAway(0)
  await using _ = harness
  for (let i = 0; i < 3; i++) {
    const begun = performance.now()
    const answer = await post(harness, NATIVE, bodyFor(NATIVE, { event_id: `${i}` }))
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(performance.now() - begun).toBeLessThan(1_500)
  }
  expect(spooled.spoolCheck()).toEqual({ name: 'spool', ok: true, detail: 'none' })
  await spooled.close()
})
