import { join } from 'node:path'
import { CLOCK_KEY, foldStatus, loaderStatePartitions, partitionsOf, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { strongestIdentifier } from '@weir/identity'
import { startLoader } from '@weir/loader'
import {
  CLICKHOUSE_SETTINGS,
  clickhouseOptions,
  createClock,
  createErased,
  createLogger,
  kafkaOptions,
  lastReceipt,
  openConfigView,
  readSettings,
  redisOptions,
  Registry,
} from '@weir/runtime'
import type { Environment } from '@weir/runtime'
import { createSegmenterEvents, startOptOuts, startSegmenter } from '@weir/segmenter'
import type { StateStore } from '@weir/state'
import { openLmdbState } from '@weir/state/lmdb'
import { openRedisState } from '@weir/state/redis'
import { ensureDatabase, migrate, openWarehouse } from '@weir/warehouse'
import { UsageError } from '../cli/usage-error.ts'
import { partitionsIn } from '../deployment.ts'
import { TOOL_SETTINGS } from '../distributed/progress.ts'
import { lockDataFolder } from '../lock.ts'
import { compareMembers } from './compare.ts'
import type { SegmentComparison } from './compare.ts'
import { splitAnew } from './split-anew.ts'
import { copyConfig, copyLog, mustBeOurs, recordCount } from './copy.ts'

export interface DeploymentMigration {
  /** Log time up to which everything was folded, Unix ms. */
  at: number
  records: number
  segments: SegmentComparison[]
}

export interface MigrationOptions {
  /** The data folder of the one-process deployment, which must have stopped. */
  folder: string
  env?: Environment
  /** Told how many of the log's records are through. */
  onProgress: (done: number, total: number) => void
  /** Told what is being done now. */
  onPhase: (phase: string) => void
}

/**
 * Brings a one-process deployment to Kafka, Redis and ClickHouse: copies its log, folds and loads
 * it anew, here, with the same code as the services, and compares every membership at the instant
 * at which the old deployment stopped. The folder is only read. It may be interrupted and begun
 * again. Time moves with the events meanwhile, as if the segments of today had always been there.
 */
export async function runMigration(options: MigrationOptions): Promise<DeploymentMigration> {
  const closers: (() => Promise<unknown>)[] = []
  const onClose = (close: () => Promise<unknown>): void => void closers.push(close)
  try {
    return await migrateWith(options, onClose)
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

type OnClose = (close: () => Promise<unknown>) => void

async function migrateWith(
  { folder, env, onProgress, onPhase }: MigrationOptions,
  onClose: OnClose,
): Promise<DeploymentMigration> {
  const settings = readSettings([...TOOL_SETTINGS, ...CLICKHOUSE_SETTINGS], env)
  const logger = createLogger('migrate', 'warn')
  const source = await openSource(folder, onClose)
  const partitions = settings.WEIR_PARTITIONS
  const log = await openKafkaLog(kafkaOptions(settings, 'migrate', logger))
  onClose(() => log.close())
  await mustBeOurs(log)
  const open = async (name: 'resolve' | 'fold' | 'loader' | 'optouts', count: number): Promise<StateStore> => {
    const state = await openRedisState({ ...redisOptions(settings, name, logger), partitions: count, mayGrow: name === 'loader' })
    onClose(() => state.close())
    return state
  }
  const [resolveState, foldState] = [await open('resolve', partitions), await open('fold', partitions)]
  const optOutState = await open('optouts', partitionsOf(TOPICS.optOuts, partitions))
  const state = await open('loader', loaderStatePartitions(partitions))
  await ensureDatabase(clickhouseOptions(settings))
  const warehouse = openWarehouse(clickhouseOptions(settings))
  onClose(() => warehouse.close())
  await migrate(warehouse)

  onPhase('sources, keys and segments')
  await copyConfig(source.log, log)
  const config = await openConfigView(log)
  onClose(() => config.close())
  const clock = createClock('event')
  const registry = new Registry()
  const loader = startLoader({ log, warehouse, state, logger, erased: createErased(config) })
  onClose(() => loader.close())
  const identity = strongestIdentifier
  const events = createSegmenterEvents(logger, registry)
  const segmenter = startSegmenter({ log, resolveState, foldState, config, identity, clock, logger, registry, events })
  onClose(() => segmenter.close())
  const optOuts = startOptOuts({ log, state: optOutState, events, registry })
  onClose(() => optOuts.close())
  // Nobody is there yet, so the segments hold from the beginning.
  await segmenter.applied(config.segmentsVersion())

  const total = await recordCount(source.log)
  onPhase('the log')
  await copyLog({ from: source.log, to: log, view: config, onProgress: (done) => onProgress(done, total) })
  onPhase('folding and loading')
  await segmenter.drained()
  await splitAnew({ config, log, segmenter })
  await segmenter.tick(source.at)
  await loader.drained()
  // Under an event or manual clock the services go on from this instant; the system's clock has no
  // use for it.
  await config.put(CLOCK_KEY, { now: source.at })
  onPhase('comparing memberships')
  return { at: source.at, records: total, segments: await compareMembers(source.fold, foldState, config, source.at) }
}

interface Source {
  log: EventLog
  fold: StateStore
  /** Log time at which it stopped, Unix ms. */
  at: number
}

/** @throws UsageError when there is no deployment, it runs, or it did not fold all that it has. */
async function openSource(folder: string, onClose: OnClose): Promise<Source> {
  const partitions = await partitionsIn(folder)
  const lock = await lockDataFolder(folder)
  onClose(() => lock.release())
  const log = await openLmdbLog({ path: join(folder, 'log'), partitions })
  onClose(() => log.close())
  const fold = await openLmdbState({ path: join(folder, 'fold'), partitions })
  onClose(() => fold.close())
  let at = await lastReceipt(log)
  for (let partition = 0; partition < partitions; partition++) {
    const view = fold.view(partition)
    const { now, isApplied } = foldStatus(await view.meta())
    at = Math.max(at, now)
    if (!isApplied || (await view.position()) < (await log.end(TOPICS.events, partition)) - 1)
      throw new UsageError(
        `the deployment in ${folder} was stopped in the middle of its work: start it once more, wait, and stop it`,
      )
  }
  return { log, fold, at }
}
