// A process of its own, which damage may take with it: opens the log and the states of each folder
// that it is given on stdin, reads all that is in them, writes to them, reads them again, and says
// for each folder what it found: a digest, or the error.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { openLmdbState } from '@weir/state/lmdb'
import type { CheckedPart } from '../src/check/data.ts'

const MAX = { records: 10_000, bytes: 64_000_000 }

async function readLog(path: string): Promise<string> {
  const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
  const hash = createHash('sha256')
  try {
    for (const topic of Object.values(TOPICS)) {
      for (let partition = 0; partition < log.partitions(topic); partition++) {
        const records = await log.read(topic, partition, 0, MAX)
        hash.update(
          JSON.stringify([
            topic,
            partition,
            records.map(({ offset, key, value }) => [offset, key, Buffer.from(value).toString('base64')]),
          ]),
        )
      }
    }
    for (let i = 0; i < 20; i++) await log.append(TOPICS.hits, [{ partition: 0, key: 'k', value: Buffer.alloc(3_000) }])
    return hash.digest('hex')
  } finally {
    await log.close()
  }
}

async function readState(path: string, partitions: number): Promise<string> {
  const state = await openLmdbState({ path, partitions })
  const hash = createHash('sha256')
  try {
    for (let partition = 0; partition < partitions; partition++) {
      const view = state.view(partition)
      const people = await view.ordinals(0, 100_000)
      const blobs = await view.load(people.map(({ id }) => id))
      const members = await Promise.all(Array.from({ length: 12 }, (_, bitmap) => view.members(bitmap, 0, 100_000)))
      const counts = await Promise.all(Array.from({ length: 12 }, (_, bitmap) => view.count(bitmap)))
      const rest = [
        await view.position(),
        await view.due(Number.MAX_SAFE_INTEGER, 100_000),
        await view.outbox(0, 1_000),
        await view.meta(),
      ]
      hash.update(
        JSON.stringify([people, blobs.map((blob) => blob && Buffer.from(blob).toString('base64')), members, counts, rest]),
      )
      const lease = await state.acquire(partition)
      const position = await lease.position()
      for (let i = 0; i < 10; i++)
        await lease.commit({
          expect: position,
          position,
          puts: [{ key: `more-${i}`, value: Buffer.alloc(2_000) }],
        })
    }
    return hash.digest('hex')
  } finally {
    await state.close()
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { folder, part, partitions } = JSON.parse(line) as {
    folder: string
    part: CheckedPart | 'spool'
    partitions: number
  }
  const path = join(folder, part)
  const answer = await (part === 'log' || part === 'spool' ? readLog(path) : readState(path, partitions)).then(
    (digest) => ({ folder, digest }),
    (error: unknown) => ({ folder, error: error instanceof Error ? error.message : String(error) }),
  )
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
