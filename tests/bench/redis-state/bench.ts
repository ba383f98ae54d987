import { startRedis } from '@weir/testkit/servers'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { FoldMeasured, RedisFoldWorker } from './fold-worker.ts'
import type { Measured, RedisWorker, Variant } from './worker.ts'

const BATCH = 1000
const TITLES: Record<Variant, string> = {
  bare: 'MGET and MSET, nothing else (limit)',
  bytes: 'the same, and a SET of as many bytes as the outbox has',
  blobs: 'load and commit, blobs only',
  noOutbox: 'load and commit with timers, members and meta',
  everything: 'load and commit with timers, members, meta and outbox',
}
const VARIANTS = ['bare', 'bytes', 'blobs', 'noOutbox', 'everything'] as const
const FOLD_EVENTS = 30_000
const FOLD_PEOPLE = 200_000

/** Reading and writing people's blobs in Redis: with all that a commit promises, and without. */
export async function benchRedisState({ quick, rounds }: Effort): Promise<Section> {
  const batches = quick ? 20 : 200
  const measured: Record<Variant, Measured[]> = { bare: [], bytes: [], blobs: [], noOutbox: [], everything: [] }
  await using redis = await startRedis({ fsync: 'everysec' })
  await using worker = await startWorker<RedisWorker>(new URL('worker.ts', import.meta.url))
  await worker.ask('open', redis.url, BATCH)
  for (const variant of VARIANTS) await worker.ask('measure', variant, batches / 4)
  for (let round = 0; round < rounds; round++) {
    for (const variant of VARIANTS) measured[variant].push(await worker.ask('measure', variant, batches))
  }
  const folds = await measureFold(redis.url, { quick, rounds })
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
      `${rounds} rounds, one Redis with appendfsync everysec on the same machine, one batch after the other. In the last two rows a tenth of the people get a timer and one in five enters or leaves; 500 bytes per person go into the outbox, which the limit does not write: everything is ${figure(median(ratios(perS('everything'), perS('bytes'))))} of the second row, which writes as much.`,
      foldNote(folds),
    ],
  }
}

/** The whole fold, batch by batch, and the bare commands for the blobs of the same people. */
async function measureFold(url: string, { quick, rounds }: Effort): Promise<FoldMeasured[]> {
  await using worker = await startWorker<RedisFoldWorker>(new URL('fold-worker.ts', import.meta.url))
  await worker.ask('prepare', url, quick ? FOLD_EVENTS / 3 : FOLD_EVENTS, FOLD_PEOPLE)
  // The first one compiles.
  await worker.ask('measure')
  const all: FoldMeasured[] = []
  for (let round = 0; round < rounds; round++) all.push(await worker.ask('measure'))
  return all
}

function foldNote(folds: readonly FoldMeasured[]): string {
  const of = (pick: (one: FoldMeasured) => number): string => figure(median(folds.map(pick)))
  return `The whole fold (events parsed, people loaded and decoded, 100 segments, facts and memberships written, people encoded and committed with timers, members and outbox, outputs appended to a log in memory) reads and writes ${of((one) => one.people / one.redisS)} people/s with its state in Redis and ${of((one) => one.people / one.memoryS)} with its state in memory: ${of((one) => one.memoryS / one.redisS)} of it. MGET and MSET of the same blobs in the same batches: ${of((one) => one.people / one.bareS)} people/s; the fold's time beyond that in memory is ${of((one) => (one.redisS - one.memoryS) / one.bareS)} times theirs.`
}
