// Commits without end and says which commits were acknowledged: `<partition> <position>`. With
// "early" it says so before they are.
import { once } from 'node:events'
import { openLmdbState } from '@weir/state/lmdb'
import { commitFor } from './position-is-content.ts'

const [path = '', mode = ''] = process.argv.slice(2)
await once(process.stdin, 'data')
const store = await openLmdbState({ path, partitions: 2 })

async function write(partition: number): Promise<void> {
  const lease = await store.acquire(partition)
  for (let position = (await lease.position()) + 1; ; position++) {
    const done = lease.commit(commitFor(position))
    if (mode !== 'early') await done
    process.stdout.write(`${partition} ${position}\n`)
    await done
  }
}
await Promise.all([write(0), write(1)])
