// Appends, reads and consumes through one log on Kafka until it is told to stop, and survives what
// befalls Kafka meanwhile. Prints `ready`, and at the end what was done. It has no handler for
// rejections that nobody handles: one of them ends it.
import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { through } from './kafka-log.ts'

const [broker = '', port = '', prefix = ''] = process.argv.slice(2)
const done = { appended: 0, refused: 0, unread: 0, consumed: 0, troubles: 0, failure: '' }
const log = await openKafkaLog({
  brokers: [broker],
  clientId: 'weir-test',
  partitions: 2,
  prefix,
  deadlineMs: 2_000,
  sessionTimeoutMs: 3_000,
  transport: through(Number(port)),
  onTrouble: () => done.troubles++,
})
const places = [0, 0]
const consumer = log.consume({
  topic: TOPICS.hits,
  group: 'g',
  max: { records: 100, bytes: 1 << 20 },
  idleMs: 50,
  assign: async (partition) => ({
    position: places[partition]!,
    async batch(records) {
      done.consumed += records.length
      places[partition] = records.at(-1)!.offset + 1
    },
  }),
})
consumer.done.catch((error: unknown) => (done.failure = String(error)))
const over = new AbortController()
process.once('SIGTERM', () => over.abort())

async function append(): Promise<void> {
  for (let n = 0; !over.signal.aborted; n++) {
    await log.append(TOPICS.hits, [{ partition: n % 2, key: '', value: Buffer.from(`${n}`) }]).then(
      () => done.appended++,
      () => done.refused++,
    )
    if (n === 100) process.stdout.write('ready\n')
    await sleep(5)
  }
}
async function read(): Promise<void> {
  while (!over.signal.aborted) {
    await log.read(TOPICS.hits, 0, 0, { records: 1, bytes: 1 }).catch(() => done.unread++)
    await sleep(5)
  }
}
await Promise.all([append(), read()])
const ends = await Promise.all([0, 1].map((partition) => log.end(TOPICS.hits, partition)))
for (const until = performance.now() + 20_000; String(places) !== String(ends) && performance.now() < until;) await sleep(20)
const caughtUp = String(places) === String(ends)
await log.close()
process.stdout.write(`${JSON.stringify({ ...done, caughtUp })}\n`)
