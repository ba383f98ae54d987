import { join } from 'node:path'
import { DamageError, foldStatus, loaderStatePartitions, partitionsOf, TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import type { EventLog } from '@weir/eventlog'
import { strongestIdentifier } from '@weir/identity'
import { startLoader } from '@weir/loader'
import { createClock, createErased, createLogger, lastReceipt, openConfigView, Registry } from '@weir/runtime'
import type { ClockKind, TimeSources } from '@weir/runtime'
import { startSegmenter } from '@weir/segmenter'
import type { StateStore } from '@weir/state'
import { openLmdbState } from '@weir/state/lmdb'
import { migrate, openWarehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import { checkData, damagedChunks } from '../check/data.ts'
import { partitionsIn } from '../deployment.ts'
import { lockDataFolder } from '../lock.ts'
import { compareMembers } from '../migrate/compare.ts'
import type { SegmentComparison } from '../migrate/compare.ts'
import { copyConfig, copyLog, recordCount } from '../migrate/copy.ts'
import { splitAnew } from '../migrate/split-anew.ts'
import { createBelief } from './belief.ts'
import { clearWorkshop, finishSwap, swap } from './swap.ts'

export interface RebuildOptions {
  /** The data folder of the one-process deployment, which must have stopped. */
  folder: string
  clock: ClockKind
  timeSources?: TimeSources
  /**
   * Receipts after this instant are not believed, Unix ms. Unless told: those ahead of the system
   * clock, where that is the clock.
   */
  receivedUntil?: number
  /** What is damaged in the log is left out, instead of being an error. */
  leaveOutDamaged?: boolean
  onProgress: (done: number, total: number) => void
  onPhase: (phase: string) => void
}

export interface Rebuild {
  /** Log time up to which everything was folded, Unix ms. */
  at: number
  records: number
  /**
   * Events that got another receipt, and those that were put aside, because theirs was not
   * believed.
   */
  corrected: number
  refused: number
  /** Places of the log that were left out because they are damaged. */
  damaged: string[]
  /** Memberships before and after; undefined where the old ones are of no use for that. */
  segments: SegmentComparison[] | undefined
  /** Where the old parts are. */
  kept: string
}

/**
 * Clocks of one machine differ by no more than this, ms: what lies further ahead was stamped by a
 * wrong one.
 */
const AHEAD_MS_MAX = 300_000

/**
 * Makes everything that follows from the log anew: the state, the rows in the warehouse, and the
 * log itself without what other records lead to. It is made beside the old one and put in its place
 * when it is complete; the old one is kept. The definitions of today count as if they had always
 * been there.
 * @throws UsageError when there is no deployment, or it runs; DamageError naming the places where
 *   the log is damaged.
 */
export async function runRebuild(options: RebuildOptions): Promise<Rebuild> {
  const closers: (() => Promise<unknown>)[] = []
  const onClose = (close: () => Promise<unknown>): void => void closers.push(close)
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  const { folder } = options
  const partitions = await partitionsIn(folder)
  const lock = await lockDataFolder(folder)
  try {
    await finishSwap(folder)
    const workshop = await clearWorkshop(folder)
    const made = await make(options, partitions, workshop, onClose)
    await closeAll()
    const keptAs = `before-rebuild-${new Date(createClock('system').now()).toISOString().replace(/[:.]/g, '-')}`
    return { ...made, kept: await swap(folder, keptAs) }
  } finally {
    await closeAll()
    await lock.release()
  }
}

type OnClose = (close: () => Promise<unknown>) => void

async function make(
  { folder, clock: kind, timeSources, receivedUntil, leaveOutDamaged = false, onProgress, onPhase }: RebuildOptions,
  partitions: number,
  workshop: string,
  onClose: OnClose,
): Promise<Omit<Rebuild, 'kept'>> {
  onPhase('checking the log')
  const damaged = damagedChunks(folder)
  if (damaged.length > 0 && !leaveOutDamaged)
    throw new DamageError(
      `${damaged.join('\n')}\nRestore it from a backup, or give --leave-out-damaged to go on without these places.`,
    )
  const source = await openLmdbLog({
    path: join(folder, 'log'),
    partitions,
    ballastBytes: 0,
    onDamage: () => undefined,
  })
  onClose(() => source.close())
  const now = createClock('system', 0, timeSources).now()
  const until = receivedUntil ?? (kind === 'system' ? now + AHEAD_MS_MAX : Infinity)
  const belief = createBelief(until)

  const logger = createLogger('rebuild', 'warn')
  const log = await openLmdbLog({ path: join(workshop, 'log'), partitions })
  onClose(() => log.close())
  const open = async (name: string, count: number): Promise<StateStore> => {
    const state = await openLmdbState({ path: join(workshop, name), partitions: count })
    onClose(() => state.close())
    return state
  }
  const [resolveState, foldState] = [await open('resolve', partitions), await open('fold', partitions)]
  const state = await open('loader', loaderStatePartitions(partitions))
  // Empty: it is filled from the log at the next start.
  await open('optouts', partitionsOf(TOPICS.optOuts, partitions))
  const chdb = await startChdb({ dir: join(workshop, 'warehouse'), logger })
  onClose(() => chdb.close())
  const warehouse = openWarehouse(chdb)
  onClose(() => warehouse.close())
  await migrate(warehouse)

  onPhase('sources, keys and segments')
  await copyConfig(source, log)
  const config = await openConfigView(log, { logger })
  onClose(() => config.close())
  const clock = createClock('event')
  const loader = startLoader({ log, warehouse, state, logger, erased: createErased(config) })
  onClose(() => loader.close())
  const parts = {
    log,
    resolveState,
    foldState,
    config,
    identity: strongestIdentifier,
    clock,
    logger,
  }
  const segmenter = startSegmenter({ ...parts, registry: new Registry() })
  onClose(() => segmenter.close())
  // Nobody is there yet, so the segments hold from the beginning.
  await segmenter.applied(config.segmentsVersion())

  const total = await recordCount(source)
  onPhase('the log')
  await copyLog({
    from: source,
    to: log,
    view: config,
    revise: (placed) => belief.revise(placed),
    onProgress: (done) => onProgress(done, total),
  })
  onPhase('folding and loading')
  await segmenter.drained()
  await splitAnew({ config, log, segmenter })
  const old = await openOld(folder, partitions, source, onClose)
  const at = Math.max(await lastReceipt(log), Math.min(until === Infinity ? Infinity : now, old?.now ?? 0))
  await segmenter.tick(at)
  await loader.drained()
  const figures = {
    at,
    records: total,
    corrected: belief.corrected(),
    refused: belief.refused(),
    damaged,
  }
  if (!old?.isIdle || figures.corrected + figures.refused + damaged.length > 0 || old.now > at)
    return { ...figures, segments: undefined }
  onPhase('comparing memberships')
  return { ...figures, segments: await compareMembers(old.fold, foldState, config, at) }
}

interface OldFold {
  fold: StateStore
  now: number
  /** It had folded all of its log. */
  isIdle: boolean
}

/** The state that is given up: good for a comparison if it can be read. */
async function openOld(folder: string, partitions: number, log: EventLog, onClose: OnClose): Promise<OldFold | undefined> {
  if ((await checkData(folder, ['fold'])).length > 0) return undefined
  try {
    const fold = await openLmdbState({ path: join(folder, 'fold'), partitions })
    onClose(() => fold.close())
    const folds = await Promise.all(
      Array.from({ length: partitions }, async (_, partition) => {
        const view = fold.view(partition)
        const { now, isApplied } = foldStatus(await view.meta())
        return {
          now,
          isIdle: isApplied && (await view.position()) >= (await log.end(TOPICS.events, partition)) - 1,
        }
      }),
    )
    return {
      fold,
      now: Math.max(...folds.map(({ now }) => now)),
      isIdle: folds.every(({ isIdle }) => isIdle),
    }
  } catch {
    // It is given up anyway; the figures then say that there was no comparison.
    return undefined
  }
}
