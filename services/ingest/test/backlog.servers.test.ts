import { randomUUID } from 'node:crypto'
import { GROUPS, TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { createClock, createKey, createLogger, openConfigView, Registry } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { eventually } from '@weir/testkit'
import { startKafka } from '@weir/testkit/servers'
import { expect, it } from 'vitest'
import { behindOnLog, ingestRoutes, watchBacklog } from '../src/index.ts'

const PARTITIONS = 2
const MAX = 20

it('an ingest on Kafka turns senders away while segmenters in other processes are behind, and takes them again', async () => {
  const kafka = await startKafka({ brokers: 1 })
  const options = { brokers: kafka.bootstrap, prefix: `${randomUUID().slice(0, 8)}.`, partitions: PARTITIONS }
  // Two logs, as of two processes: nothing passes from one to the other but through Kafka.
  const [log, segmenters] = await Promise.all([
    openKafkaLog({ ...options, clientId: 'ingest' }),
    openKafkaLog({ ...options, clientId: 'segmenter' }),
  ])
  const config = await openConfigView(log)
  await config.put('source:web-1', { name: 'web-1', kind: 'pixel', consent_basis: 'assumed' })
  const { secret, stored } = createKey('test', ['ingest'], 0)
  await config.put(`key:${stored.id}`, stored)
  const logger = createLogger('ingest', 'silent')
  const registry = new Registry()
  const backlog = watchBacklog({ look: () => behindOnLog(log), max: MAX, everyMs: 200, logger, registry })
  const app = createServer({ logger })
  await app.register(
    ingestRoutes({ log, config, clock: createClock('system'), logger, registry, retentionMs: 400 * 86_400_000, backlog }),
  )
  const send = async (count: number) => {
    const events = Array.from({ length: count }, () => ({
      source: 'web-1',
      event: 'ViewContent',
      user: { external_id: randomUUID() },
    }))
    return app.inject({ method: 'POST', url: '/v1/events', headers: { authorization: `Bearer ${secret}` }, payload: events })
  }
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const consume = (topic: typeof TOPICS.hits | typeof TOPICS.events, group: string) =>
    segmenters.consume({
      topic,
      group,
      max: { records: 5, bytes: 1 << 20 },
      idleMs: 50,
      assign: async () => ({ position: 0, batch: () => gate }),
    })

  // Nobody has told yet: more than MAX is taken.
  expect((await send(MAX + 10)).statusCode).toBe(202)
  expect((await send(1)).statusCode).toBe(202)
  const consumers = [consume(TOPICS.hits, GROUPS.resolve), consume(TOPICS.events, GROUPS.fold)]
  await eventually(() => expect(backlog.waiting()).toBe(MAX + 11), 20_000)
  const refused = await send(1)
  expect(refused.statusCode).toBe(503)
  expect(refused.headers['retry-after']).toBe('5')
  expect(await log.behind(TOPICS.hits, GROUPS.resolve)).toBe(MAX + 11)

  open()
  await eventually(() => expect(backlog.waiting()).toBe(0), 20_000)
  expect((await send(1)).statusCode).toBe(202)

  await Promise.all(consumers.map((consumer) => consumer.close()))
  await app.close()
  backlog.close()
  await config.close()
  await Promise.all([log.close(), segmenters.close()])
  await kafka.stop()
}, 60_000)
