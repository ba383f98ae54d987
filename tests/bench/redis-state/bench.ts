import { startRedis } from '@weir/testkit/servers'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { Measured, RedisWorker, Variant } from './worker.ts'

const BATCH = 1000
const TITLES: Record<Variant, string> = {
  bare: 'MGET and MSET, nothing else (limit)',
  blobs: 'load and commit, blobs only',
  everything: 'load and commit with timers, members, meta and outbox',
}
const VARIANTS = ['bare', 'blobs', 'everything'] as const

/** Reading and writing people's blobs in Redis: with all that a commit promises, and without. */
export async function benchRedisState({ quick, rounds }: Effort): Promise<Section> {
  const batches = quick ? 20 : 200
  const measured: Record<Variant, Measured[]> = { bare: [], blobs: [], everything: [] }
  await using redis = await startRedis({ fsync: 'everysec' })
  await using worker = await startWorker<RedisWorker>(new URL('worker.ts', import.meta.url))
  await worker.ask('open', redis.url, BATCH)
  for (const variant of VARIANTS) await worker.ask('measure', variant, batches / 4)
  for (let round = 0; round < rounds; round++) {
    for (const variant of VARIANTS) measured[variant].push(await worker.ask('measure', variant, batches))
  }
  const people = batches * BATCH
  const perS = (variant: Variant): number[] => measured[variant].map(({ seconds }) => people / seconds)
  const cpuUs = (variant: Variant): number[] => measured[variant].map((one) => one.cpuUs / people)
  const redisCpuUs = (variant: Variant): number[] => measured[variant].map((one) => one.redisCpuUs / people)
  const both = (variant: Variant): number[] => cpuUs(variant).map((us, i) => us + (redisCpuUs(variant)[i] ?? 0))
  const row = (variant: Variant): string[] => [
    TITLES[variant],
    spread(perS(variant)),
    spread(cpuUs(variant)),
    spread(redisCpuUs(variant)),
    figure(median(ratios(perS(variant), perS('bare')))),
    figure(median(ratios(both('bare'), both(variant)))),
  ]
  return {
    title: 'State in Redis',
    about: `${BATCH.toLocaleString('en-US')} people per batch, read and written back, 350 bytes each: as a commit does it (one script: owner and position checked, all or nothing, repeats recognised, checksums), and as bare commands of the same client.`,
    columns: ['what', 'people/s', 'CPU us/person', 'Redis CPU us/person', 'of limit', 'of limit by CPU'],
    rows: VARIANTS.map(row),
    notes: [
      `${rounds} rounds, one Redis with appendfsync everysec on the same machine, one batch after the other. In the third row a tenth of the people get a timer, one in five enters or leaves, and 500 bytes per person go into the outbox.`,
    ],
  }
}
