// A counting processor as a process of its own. Prints its events as lines of JSON; ends with code
// 3 when a commit was refused.
import { FencedError } from '@weir/state'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { openRedisState } from '@weir/state/redis'
import { startCounting } from './counting.ts'

export interface ProcessOptions {
  brokers: string[]
  redis: string
  prefix: string
  partitions: number
  sessionTimeoutMs: number
  holdMs: number
}

const { brokers, redis, prefix, partitions, sessionTimeoutMs, holdMs } = JSON.parse(process.argv[2] ?? '{}') as ProcessOptions
const say = (line: object): void => void process.stdout.write(`${JSON.stringify({ ...line, at: Date.now() })}\n`)

const log = await openKafkaLog({ brokers, clientId: `weir-${process.pid}`, partitions, prefix, sessionTimeoutMs })
const store = await openRedisState({ url: redis, prefix: `${prefix}state`, partitions })
const counting = startCounting({ log, store, group: 'count', holdMs, onEvent: say })
process.once('SIGTERM', () => void counting.close())
let code = 0
await counting.done.catch((error: unknown) => {
  say({ what: 'stopped', reason: String(error) })
  code = error instanceof FencedError ? 3 : 1
})
await log.close()
await store.close()
say({ what: 'ended' })
process.exitCode = code
