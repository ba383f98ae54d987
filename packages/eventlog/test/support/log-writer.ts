// Appends without end and says which appends were acknowledged: `<run> <writer> <n>`. With "early"
// it says so before they are.
import { once } from 'node:events'
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'

const [path = '', run = '', mode = ''] = process.argv.slice(2)
await once(process.stdin, 'data')
const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })

async function write(writer: number): Promise<void> {
  for (let n = 0; ; n++) {
    const entries = ['a', 'b'].map((part) => ({
      partition: writer % 2,
      key: `${run} ${writer}`,
      value: Buffer.from(`${n} ${part} ${'.'.repeat(500)}`),
    }))
    const done = log.append(TOPICS.hits, entries)
    if (mode !== 'early') await done
    process.stdout.write(`${run} ${writer} ${n}\n`)
    await done
  }
}
await Promise.all([0, 1, 2, 3, 4, 5].map(write))
