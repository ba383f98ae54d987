import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lease } from '@weir/state'
import { openLmdbState } from '@weir/state/lmdb'
import { openRedisState } from '@weir/state/redis'
import { tempFolder } from '@weir/testkit'
import { redisIsInstalled, startRedis } from '@weir/testkit/servers'
import { Redis } from 'ioredis'
import { encodeDedups } from '../../../services/segmenter/src/dedup/dedup.ts'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure } from '../parts/stats.ts'

const START = Date.UTC(2026, 0, 1)
/** As resolve commits them. */
const BATCH = 5_000
const MIB = 2 ** 20

/** What it takes to recognise copies for 48 h: resolve's entries, as it writes them. */
export async function benchDedup({ quick }: Effort): Promise<Section> {
  const ids = quick ? 100_000 : 1_000_000
  const row = (where: string, bytes: number): string[] => [where, figure(bytes / ids), figure((bytes / ids) * (1e6 / MIB))]
  const rows = [row('LMDB, bytes of the file', await inLmdb(ids))]
  if (await redisIsInstalled()) rows.push(row('Redis, used_memory', await inRedis(ids)))
  return {
    title: 'Memory of copies',
    about: `What resolve keeps of ${ids.toLocaleString('en-US')} event ids within 48 h, by the growth of its store. Each is remembered under a digest, with offset, eid and person.`,
    columns: ['where', 'bytes/id', 'MiB per million ids'],
    rows,
    notes: [`Written ${BATCH.toLocaleString('en-US')} at a time in one partition; measured once.`],
  }
}

async function inLmdb(ids: number): Promise<number> {
  await using folder = await tempFolder('bench-dedup')
  const path = join(folder.path, 'state')
  const store = await openLmdbState({ path, partitions: 1 })
  const size = async (): Promise<number> => (await stat(join(path, 'data.mdb'))).size
  const lease = await store.acquire(0)
  const before = await size()
  await write(lease, ids)
  const grown = (await size()) - before
  await store.close()
  return grown
}

async function inRedis(ids: number): Promise<number> {
  await using redis = await startRedis({ fsync: 'everysec' })
  const raw = new Redis(redis.url, { protocol: 2 })
  const store = await openRedisState({ url: redis.url, prefix: 'bench', partitions: 1 })
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await raw.info('memory'))?.[1])
  const lease = await store.acquire(0)
  const before = await used()
  await write(lease, ids)
  const grown = (await used()) - before
  await store.close()
  raw.disconnect()
  return grown
}

async function write(lease: Lease, ids: number): Promise<void> {
  for (let from = 0, position = -1; from < ids; from += BATCH, position += BATCH) {
    const puts = Array.from({ length: BATCH }, (_, i) => {
      const offset = from + i
      const [key, person] = [digest(`event-${offset}`), digest(`person-${offset % 200_000}`)]
      const eid = key.slice(16)
      const value = encodeDedups([{ firstReceivedAt: START + offset, offset, eid, person, channels: ['pixel'] }])[0]!
      return { key, value, expires: START + offset + 49 * 3_600_000 }
    })
    await lease.commit({ expect: position, position: position + BATCH, puts })
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
