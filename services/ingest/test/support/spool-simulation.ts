import { OutageError, TOPICS } from '@weir/contracts'
import type { EventLog, LogEntry, LogRecord } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, Registry } from '@weir/runtime'
import { seededRandom, simClock } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { vi } from 'vitest'
import type { IngestLog } from '../../src/deps.ts'
import { bytesOf } from '../../src/spool/size.ts'
import { createSpooledLog } from '../../src/spool/spooled-log.ts'
import type { SpooledLog } from '../../src/spool/spooled-log.ts'
import { beginLife, shakyLog } from './shaky-log.ts'
import type { Fate, Life, ShakyLog } from './shaky-log.ts'

export type Weather = 'up' | 'down' | 'unknown' | 'silent' | 'slow' | 'flaky'

/** What happens in one run. Times are simulated, ms. */
export interface Plan {
  seed: number
  phases: { weather: Weather; ms: number }[]
  /** The process is killed at these instants, and started again. */
  crashes: number[]
  bytesMax: number
  clients: number
  /** Of a thousand writes of the spool so many fail. */
  diskFaults: number
}

/**
 * One append as its client saw it. Moments are places in the sequence of everything that any client
 * did or learned.
 */
export interface Seen {
  called: number
  acknowledged: number | undefined
  entries: LogEntry[]
}

export interface Outcome {
  seen: Seen[]
  /** What the log holds in the end. */
  log: LogRecord[][]
  /** What is left in the spool when nothing happens any more, bytes. */
  left: number
  spooledBytesMax: number
  heldMax: number
  /** The longest time until an append had its answer, ms. */
  slowestMs: number
  faults: number
  crashes: number
  /** Appends that were refused, by name of the error. */
  refusals: Map<string, number>
}

/** Faults that are built in on purpose: the tests have to find them. */
export interface Variant {
  log?: (straight: IngestLog, spooled: SpooledLog) => IngestLog
  spool?: (durable: ShakyLog) => EventLog
}

export const PARTITIONS = 2
export const WAITING_BYTES_MAX = 600
export const BATCH_BYTES_MAX = 400
export const ENTRY_BYTES_MAX = 60
const HEALED_MS = 120_000

/** Runs a plan under fake timers: the same plan gives the same outcome. */
export async function simulate(plan: Plan, variant: Variant = {}): Promise<Outcome> {
  vi.useFakeTimers()
  try {
    return await run(plan, variant)
  } finally {
    vi.useRealTimers()
  }
}

async function run(plan: Plan, variant: Variant): Promise<Outcome> {
  const random = seededRandom(plan.seed)
  const durable = {
    log: createMemoryLog({ partitions: PARTITIONS }),
    spool: measured(createMemoryLog({ partitions: PARTITIONS })),
  }
  const started = performance.now()
  const passed = (): number => performance.now() - started
  const total = plan.phases.reduce((sum, { ms }) => sum + ms, 0)
  const outcome: Outcome = {
    seen: [],
    log: [],
    left: -1,
    spooledBytesMax: 0,
    heldMax: 0,
    slowestMs: 0,
    faults: 0,
    crashes: 0,
    refusals: new Map(),
  }
  let moment = 0

  const live = async (): Promise<{ life: Life; log: IngestLog; spooled: SpooledLog; end(): void }> => {
    const life = beginLife()
    const weather = (): Weather => weatherAt(plan, passed())
    const log = shakyLog(durable.log, { next: () => fateIn(weather(), random), life, random: random.fork() })
    const diskFate = (): { ms: number; fate: Fate } => {
      const bad = passed() < total && random.int(1000) < plan.diskFaults
      return { ms: 1 + random.int(5), fate: bad ? random.pick(['refused', 'unknown']) : 'done' }
    }
    const disk = shakyLog(durable.spool, { next: diskFate, life, random: random.fork() })
    const spooled = await createSpooledLog({
      log,
      spool: variant.spool?.(disk) ?? disk,
      bytesMax: plan.bytesMax,
      clock: simClock(),
      logger: createLogger('ingest', 'silent'),
      registry: new Registry(),
      waitingBytesMax: WAITING_BYTES_MAX,
      batchBytesMax: BATCH_BYTES_MAX,
    })
    const end = (): void => {
      life.end()
      outcome.heldMax = Math.max(outcome.heldMax, log.heldMax())
      outcome.faults += log.faults()
    }
    return { life, log: variant.log?.(log, spooled) ?? spooled, spooled, end }
  }

  let current = await until(live())
  const restart = async (): Promise<void> => {
    current.end()
    outcome.crashes++
    current = await live()
    watch()
  }
  /** A process whose spool has failed ends, and its supervisor starts another one. */
  const watch = (): void => {
    const { spooled, life } = current
    spooled.done.catch(() => (life.isOver() ? undefined : restart()))
  }
  watch()
  for (const at of plan.crashes) setTimeout(() => void restart(), at)

  const client = async (name: number): Promise<void> => {
    for (let i = 0; passed() < total; i++) {
      const entries = appendOf(`${name}-${i}`, random)
      const one: Seen = { called: moment++, acknowledged: undefined, entries }
      outcome.seen.push(one)
      const { life, log } = current
      const begun = performance.now()
      const settled = log.append(TOPICS.hits, entries).then(
        () => 'ok',
        (error: unknown) => {
          if (!(error instanceof OutageError)) return 'failed'
          return error.name
        },
      )
      const end = await Promise.race([settled, life.ended.then(() => 'gone')])
      outcome.slowestMs = Math.max(outcome.slowestMs, performance.now() - begun)
      if (end === 'ok' && !life.isOver()) one.acknowledged = moment++
      else outcome.refusals.set(end, (outcome.refusals.get(end) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, 1 + random.int(200)))
    }
  }
  const clients = Promise.all(Array.from({ length: plan.clients }, (_, name) => client(name)))
  await until(clients)
  await vi.advanceTimersByTimeAsync(HEALED_MS)
  current.end()
  outcome.left = durable.spool.bytes()
  outcome.spooledBytesMax = durable.spool.bytesMax()
  for (let partition = 0; partition < PARTITIONS; partition++)
    outcome.log.push(await durable.log.read(TOPICS.hits, partition, 0, { records: 1e9, bytes: 1e9 }))
  return outcome
}

/** Lets simulated time go by until the work is done. */
async function until<T>(work: Promise<T>): Promise<T> {
  const state = { isOver: false }
  void work.then(() => (state.isOver = true))
  while (!state.isOver) await vi.advanceTimersByTimeAsync(10)
  return work
}

function appendOf(name: string, random: Random): LogEntry[] {
  return Array.from({ length: 1 + random.int(3) }, (_, i) => ({
    partition: random.int(PARTITIONS),
    key: `${name}-${i}`,
    value: Buffer.alloc(random.int(ENTRY_BYTES_MAX - 20), 'x'),
  }))
}

function weatherAt({ phases }: Plan, at: number): Weather {
  let end = 0
  for (const { weather, ms } of phases) {
    end += ms
    if (at < end) return weather
  }
  return 'up'
}

function fateIn(weather: Weather, random: Random): { ms: number; fate: Fate } {
  switch (weather) {
    case 'up':
      return { ms: 1 + random.int(10), fate: 'done' }
    case 'down':
      return { ms: random.pick([1, 50, 1_500]), fate: 'refused' }
    case 'unknown':
      return { ms: random.int(100), fate: 'unknown' }
    case 'silent':
      return { ms: 5, fate: 'silent' }
    case 'slow':
      return { ms: 100 + random.int(3_000), fate: 'done' }
    case 'flaky':
      return { ms: random.int(300), fate: random.pick<Fate>(['done', 'done', 'refused', 'unknown', 'silent']) }
  }
}

interface Measured extends EventLog {
  /** Keys and values of the hits that it holds, and held at most. */
  bytes(): number
  bytesMax(): number
}

function measured(log: EventLog): Measured {
  const sizes = Array.from({ length: PARTITIONS }, (): { begin: number; of: number[] } => ({ begin: 0, of: [] }))
  let bytes = 0
  let bytesMax = 0
  return {
    ...log,
    async append(topic, entries) {
      await log.append(topic, entries)
      if (topic !== TOPICS.hits) return
      for (const entry of entries) {
        sizes[entry.partition]!.of.push(bytesOf(entry))
        bytes += bytesOf(entry)
      }
      bytesMax = Math.max(bytesMax, bytes)
    },
    async trim(topic, partition, before) {
      await log.trim(topic, partition, before)
      if (topic !== TOPICS.hits) return
      const place = sizes[partition]!
      for (const size of place.of.splice(0, before - place.begin)) bytes -= size
      place.begin = before
    },
    bytes: () => bytes,
    bytesMax: () => bytesMax,
  }
}
