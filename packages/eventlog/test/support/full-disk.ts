// Appends until the file may not grow any more, then says what became of everything, as JSON.
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'

const unhandled: string[] = []
process.on('unhandledRejection', (error) => unhandled.push(String(error)))

const [path = '', ballast = '0'] = process.argv.slice(2)
const log = await openLmdbLog({ path, partitions: 1, ballastBytes: Number(ballast) })
const value = Buffer.alloc(50_000, 'x')
const text = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
const append = (): Promise<string> => log.append(TOPICS.hits, [{ partition: 0, key: '', value }]).then(() => 'ok', text)

const consumer = log.consume({
  topic: TOPICS.hits,
  group: 'g',
  max: { records: 10, bytes: 1 << 20 },
  idleMs: 10,
  assign: async () => ({ position: 0, batch: async () => undefined }),
})
const consumed = consumer.done.then(() => 'stopped', text)

let acknowledged = 0
const refusals: string[] = []
while (refusals.length === 0) {
  const answers = await Promise.all([append(), append(), append()])
  acknowledged += answers.filter((answer) => answer === 'ok').length
  refusals.push(...answers.filter((answer) => answer !== 'ok'))
}
refusals.push(await append(), await log.read(TOPICS.hits, 0, 0, { records: 1, bytes: 1 }).then(() => 'ok', text), await consumed)
await new Promise((resolve) => setTimeout(resolve, 200))
await log.close()
process.stdout.write(JSON.stringify({ acknowledged, refusals, unhandled }))
