import { dedupKey, partitionOf, personId, segmentNumber, SegmentInput, TOPICS } from '@weir/contracts'
import type { ConsentLogRow, FactRow, Hit, MembershipRow, Purpose, RejectedRow, Topic } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { strongestIdentifier } from '@weir/identity'
import { createClock, createLogger, openConfigView, Registry } from '@weir/runtime'
import type { Clock, ConfigView } from '@weir/runtime'
import { decodePerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { startSegmenter } from '@weir/segmenter'
import type { Segmenter } from '@weir/segmenter'
import { createMemoryState } from '@weir/state/memory'
import { Crash, createIncarnation } from './faults.ts'
import type { Incarnation, Stores } from './faults.ts'
import { toHit } from './hits.ts'
import type { LooseHit } from './hits.ts'
import { countIn, membersIn } from './members.ts'

export interface DriverOptions {
  partitions?: number
  /** Records per batch of both steps. */
  batch?: number
  /** How many people are brought under changed definitions at a time. */
  slice?: number
  /** The manual clock begins here, Unix ms. */
  start?: number
  /**
   * At which point (see {@link Incarnation}) each life ends, the first one first; after those it
   * lives for ever.
   */
  crashes?: number[]
  /** Breaks a promise of the parts on purpose, to see whether a test notices. */
  sabotage?: (stores: Stores) => Stores
}

/**
 * The real segmenter on memory adapters, under a manual clock. Hits go into the log as ingest would
 * put them there. A crash is survived as in production: the process ends, another one starts on the
 * same stores, and what was asked for goes on.
 */
export interface Driver extends AsyncDisposable {
  readonly clock: Clock
  readonly stores: Stores
  readonly config: ConfigView
  /** Every hit so far, in the order in which it was accepted. */
  readonly accepted: Hit[]
  segmenter(): Segmenter
  /** Accepts one hit, received now unless it says otherwise. */
  hit(hit?: LooseHit): Promise<Hit>
  /** Accepts many in one append. */
  hits(hits: readonly LooseHit[]): Promise<Hit[]>
  /** Saves a segment and waits until every membership follows it. */
  segment(id: string, rule: unknown, purposes?: Purpose[]): Promise<void>
  /** Saves a segment without waiting. @returns the version of the definitions. */
  put(id: string, rule: unknown, purposes?: Purpose[]): Promise<number>
  /** Deletes a segment and waits until its memberships have ended. */
  remove(id: string): Promise<void>
  /** Deletes without waiting. @returns the version of the definitions. */
  drop(id: string): Promise<number>
  applied(): Promise<void>
  /** Lets the clock go to this instant, and waits until everything that falls due has been done. */
  advance(to: number): Promise<void>
  /** Waits until every hit has been folded. */
  settle(): Promise<void>
  /** Ids of the persons in a segment, sorted. */
  membersOf(id: string): Promise<string[]>
  /** Whether the person whom this external_id names is in the segment. */
  has(id: string, who: string): Promise<boolean>
  sizeOf(id: string): Promise<number>
  /** Distinct rows: what the warehouse keeps of repeats. */
  changes(): Promise<MembershipRow[]>
  consentLog(): Promise<ConsentLogRow[]>
  facts(): Promise<FactRow[]>
  rejected(): Promise<RejectedRow[]>
  records(topic: Topic): Promise<LogRecord[]>
  /** What is stored of somebody. @param who external_id, or the 32 digits of a person. */
  person(who: string): Promise<Person | undefined>
  /** Ends the process and starts another on the same stores. */
  restart(): Promise<void>
  /** The points at which it died, in order. */
  readonly deaths: string[]
  /** Points that the present life has passed. */
  points(): number
}

const IDLE_MS = 4

export async function createDriver(options: DriverOptions = {}): Promise<Driver> {
  const { partitions = 1, batch = 500, start = Date.UTC(2024, 0, 1), sabotage = (stores: Stores): Stores => stores } = options
  const crashes = [...(options.crashes ?? [])]
  const clock = createClock('manual', start)
  const stores: Stores = {
    log: createMemoryLog({ partitions }),
    resolveState: createMemoryState({ partitions }),
    foldState: createMemoryState({ partitions }),
  }
  const { log, foldState } = stores
  const config = await openConfigView(log)
  const accepted: Hit[] = []
  const deaths: string[] = []
  const versions = new Map<string, number>()

  let life: Incarnation
  let segmenter: Segmenter
  const begin = (): void => {
    life = createIncarnation(sabotage(stores), crashes.shift() ?? Infinity)
    const paced: EventLog = {
      ...life.log,
      consume: (given) => log.consume({ ...given, max: { records: batch, bytes: 8_000_000 }, idleMs: IDLE_MS }),
    }
    const logger = createLogger('driver', 'silent')
    segmenter = startSegmenter({
      ...life,
      log: paced,
      config,
      identity: strongestIdentifier,
      clock,
      logger,
      registry: new Registry(),
      ...(options.slice === undefined ? {} : { slice: options.slice }),
    })
  }
  const restart = async (): Promise<void> => {
    await segmenter.close()
    begin()
  }
  /** Asks until it is answered: a process that dies meanwhile is replaced. */
  const lasting = async (work: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const died = life.died()
        if (!(error instanceof Crash) || died === undefined) throw error
        deaths.push(died)
        await restart()
      }
    }
  }
  begin()

  const hits = async (many: readonly LooseHit[]): Promise<Hit[]> => {
    const made = many.map((loose) => toHit(loose, clock.now()))
    accepted.push(...made)
    await log.append(
      TOPICS.hits,
      made.map((hit) => ({
        partition: partitionOf(dedupKey(hit), partitions),
        key: dedupKey(hit),
        value: Buffer.from(JSON.stringify(hit)),
      })),
    )
    return made
  }
  const put = async (id: string, rule: unknown, purposes?: Purpose[]): Promise<number> => {
    const input = SegmentInput.parse({ name: id, rule, ...(purposes ? { purposes } : {}) })
    const version = (versions.get(id) ?? 0) + 1
    versions.set(id, version)
    await config.put(`segment:${id}`, { ...input, id, number: segmentNumber(id), version, updated_at: clock.now() })
    return config.segmentsVersion()
  }
  const drop = async (id: string): Promise<number> => {
    await config.put(`segment:${id}`, undefined)
    return config.segmentsVersion()
  }
  const applied = (): Promise<void> => lasting(() => segmenter.applied(config.segmentsVersion()))
  const settle = (): Promise<void> => lasting(() => segmenter.drained())
  const records = async (topic: Topic): Promise<LogRecord[]> => {
    const all: LogRecord[] = []
    for (let partition = 0; partition < log.partitions(topic); partition++) {
      all.push(...(await log.read(topic, partition, 0, { records: Infinity, bytes: Infinity })))
    }
    return all
  }
  const membersOf = async (id: string): Promise<string[]> => (await membersIn(foldState, id)).map((member) => member.id).sort()
  const rows = async <Row>(topic: Topic): Promise<Row[]> =>
    (await records(topic)).map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Row)
  /**
   * Of the rows that share the topic of memberships, those of the kind that has a field of the
   * name.
   */
  const memberRows = async <Row extends object>(field: string): Promise<Row[]> =>
    (await rows<Row>(TOPICS.memberships)).filter((row) => field in row)

  return {
    clock,
    stores,
    config,
    accepted,
    deaths,
    segmenter: () => segmenter,
    hits,
    hit: async (hit = {}) => (await hits([hit]))[0]!,
    async segment(id, rule, purposes) {
      await put(id, rule, purposes)
      await applied()
    },
    put,
    async remove(id) {
      await drop(id)
      await applied()
    },
    drop,
    applied,
    async advance(to) {
      await settle()
      clock.advance(to)
      await lasting(() => segmenter.tick(to))
    },
    settle,
    membersOf,
    has: async (id, who) => (await membersOf(id)).includes(personNamed(who)),
    sizeOf: (id) => countIn(foldState, id),
    changes: async () => distinct(await memberRows<MembershipRow>('op')),
    consentLog: async () => distinct(await memberRows<ConsentLogRow>('previous')),
    facts: async () => distinct(await rows<FactRow>(TOPICS.facts)),
    rejected: () => rows<RejectedRow>(TOPICS.rejected),
    records,
    async person(who) {
      const id = /^[0-9a-f]{32}$/.test(who) ? who : personNamed(who)
      const [blob] = await foldState.view(partitionOf(id, partitions)).load([id])
      return blob && decodePerson(blob)
    },
    restart,
    points: () => life.points(),
    async [Symbol.asyncDispose]() {
      await segmenter.close()
      await config.close()
      await log.close()
    },
  }
}

/** The person whom an external_id names. */
export function personNamed(who: string): string {
  return personId(`external_id:${who}`)
}

/** Rows by identity, each once: the first copy stays. */
export function distinct<Row extends { part: number; off: number; n: number }>(rows: readonly Row[]): Row[] {
  const seen = new Map<string, Row>()
  for (const row of rows) {
    const key = `${row.part}/${row.off}/${row.n}`
    if (!seen.has(key)) seen.set(key, row)
  }
  return [...seen.values()]
}
