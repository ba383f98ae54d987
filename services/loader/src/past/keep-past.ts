import { ruleKey } from '@weir/contracts'
import type { LiveSegment } from '@weir/contracts'
import { repeat } from '@weir/runtime'
import type { ConfigView, Logger } from '@weir/runtime'
import {
  beginRun,
  clearPast,
  countFacts,
  forgetPasts,
  keepPasts,
  loadedPlaces,
  peopleTaken,
  readPastProgress,
  readSegmentPasts,
  takeEverybody,
  takeLate,
  voidPasts,
  writePastProgress,
  writeSegmentPasts,
} from '@weir/warehouse'
import type { PastPlace, PastProgress, SegmentPast, Slice, Warehouse } from '@weir/warehouse'
import { restamp } from './restamp.ts'

export interface PastDeps {
  config: Pick<ConfigView, 'segment' | 'segments' | 'segmentsVersion' | 'splitReceipts'>
  /** How far the fold has applied definitions, and log time: see applied.ts. */
  applied: () => Promise<{ version: number; now: number }>
  warehouse: Warehouse
  logger: Logger
  /** How far back a new segment reports, ms before it was saved. */
  pastMs: number
  /** How many rows this process has loaded: when it stands still there is little to look for. */
  rowsLoaded: () => number
  /** Runs work while nobody is erased from the tables. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  /** Pause between two looks, ms. Default 500. */
  lookMs?: number
}

const LOOK_MS = 500
/** Other processes load, too: without rows of our own it is looked so rarely. */
const IDLE_MS = 10_000
/** Runs take at most a fifth of the time. */
const REST_PER_RUN = 4
const FACTS_PER_SLICE = 500_000
const VOIDED_AGAIN_MS = 600_000
const GONE = ''

/**
 * Keeps the segments that facts are stamped with as they would be had every event come in its time,
 * and every segment always been there: what came late, the facts of merged persons, and, of a new
 * segment, the time before it was defined. It is a background pass over what is loaded; killed at
 * any place it begins that slice of people again.
 */
export function keepPast(deps: PastDeps): { close(): Promise<void> } {
  const { config, warehouse, logger, lookMs = LOOK_MS } = deps
  let known: Map<number, SegmentPast> | undefined
  let progress: PastProgress | undefined
  let looked = { rows: -1, at: 0, version: -1 }
  let voided = { splits: 0, since: 0 }

  async function look(signal: AbortSignal): Promise<void> {
    await pass(signal).catch((error: unknown) => {
      // Who closes begins this slice again another time.
      if (!signal.aborted) throw error
    })
  }

  async function pass(signal: AbortSignal): Promise<void> {
    const rows = deps.rowsLoaded()
    const version = config.segmentsVersion()
    const idle = rows === looked.rows && version === looked.version && config.splitReceipts().size === voided.splits
    if (idle && performance.now() - looked.at < IDLE_MS) return
    known ??= new Map((await readSegmentPasts(warehouse)).map((past) => [past.number, past]))
    progress ??= await readPastProgress(warehouse)
    await voidSplit()
    const applied = await deps.applied()
    // A segment that was saved meanwhile waits for its turn: facts may still come without it.
    const isApplied = applied.version >= version && config.segmentsVersion() === version
    if (isApplied) await define(known, applied.now, signal)
    await correct(known, applied.now, signal)
    looked = { rows, at: performance.now(), version: isApplied ? version : -1 }
  }

  /**
   * Of persons who were split nothing is left. Their facts of before may still be under way to the
   * warehouse when it is said, so for a while it is done with every pass.
   */
  async function voidSplit(): Promise<void> {
    const receipts = config.splitReceipts()
    if (receipts.size !== voided.splits) voided = { splits: receipts.size, since: performance.now() }
    if (performance.now() - voided.since > VOIDED_AGAIN_MS) return
    const persons = [...receipts.values()].flatMap(({ from = [] }) => from)
    if (persons.length === 0) return
    const run = await nextRun()
    await deps.exclusively(() => voidPasts(warehouse, persons, run))
  }

  const ruleOf = (segment: LiveSegment): string => ruleKey(segment, (id) => config.segment(id))

  /** Takes up segments that are new, edited or gone. */
  async function define(pasts: Map<number, SegmentPast>, now: number, signal: AbortSignal): Promise<void> {
    const definitions = config.segments()
    const present = new Set(definitions.map(({ number }) => number))
    const lives = ({ rule }: SegmentPast): boolean => rule !== GONE
    const gone = [...pasts.values()].filter((past) => lives(past) && !present.has(past.number))
    const changed = definitions.filter((segment) => pasts.get(segment.number)?.rule !== ruleOf(segment))
    if (changed.length === 0 && gone.length === 0) return
    const run = await nextRun()
    const { firsts, edits } = parted(changed, pasts, now)
    await forgetPasts(
      warehouse,
      [...gone, ...firsts].map(({ number }) => number),
    )
    if (firsts.length > 0) {
      const from = Math.min(...firsts.map((past) => past.from))
      await slices(await countFacts(warehouse), async (slice) => {
        await takeEverybody(warehouse, slice, Math.floor(from))
        await restamp(warehouse, firsts, { definitions, until: now, run, signal })
        await keepPasts(warehouse, firsts, run)
      })
      logger.info({ segments: firsts.length }, 'new segments report their past')
    }
    const all = [...firsts, ...edits, ...gone.map((past) => ({ ...past, rule: GONE }))]
    await writeSegmentPasts(warehouse, all, run)
    for (const past of all) pasts.set(past.number, past)
  }

  /** An edited segment counts as it did until the edit; a first one as if it had been there. */
  function parted(changed: readonly LiveSegment[], pasts: ReadonlyMap<number, SegmentPast>, now: number) {
    const isFirst = ({ number }: LiveSegment): boolean => progress?.isBegun === true && (pasts.get(number)?.rule ?? GONE) === GONE
    const pastOf = (segment: LiveSegment, from: number): SegmentPast => ({
      number: segment.number,
      rule: ruleOf(segment),
      from,
      until: now,
    })
    return {
      firsts: changed.filter(isFirst).map((segment) => pastOf(segment, Math.max(0, segment.updated_at - deps.pastMs))),
      edits: changed.filter((segment) => !isFirst(segment)).map((segment) => pastOf(segment, now)),
    }
  }

  /** Stamps anew what came late, and what belongs to persons who were found to be one, or two. */
  async function correct(pasts: ReadonlyMap<number, SegmentPast>, now: number, signal: AbortSignal): Promise<void> {
    const places = await loadedPlaces(warehouse)
    const done = progress!
    const fresh = freshRows(places, done)
    if (fresh === 0) return
    const run = await nextRun()
    const definitions = config.segments()
    // What was folded before a definition was in force may be loaded after it was taken up.
    const settled = Math.max(0, ...[...pasts.values()].map(({ until }) => until))
    const current = definitions.flatMap((segment) => {
      const past = pasts.get(segment.number)
      return past?.rule === ruleOf(segment) ? [past] : []
    })
    const retroactive = current.filter(({ from, until }) => from < until)
    if (done.isBegun && current.length > 0) {
      await slices(fresh, async (slice) => {
        await takeLate(warehouse, slice, places, done, settled)
        if ((await peopleTaken(warehouse)) === 0) return
        await restamp(warehouse, current, { definitions, until: now, run, signal })
        if (retroactive.length > 0) await keepPasts(warehouse, retroactive, run)
      })
    }
    await writePastProgress(warehouse, places, run)
    progress = { ...placesOf(places, done), isBegun: true, run }
  }

  /** Works on all people, some at a time. */
  async function slices(facts: number, work: (slice: Slice) => Promise<void>): Promise<void> {
    const of = Math.max(1, Math.ceil(facts / FACTS_PER_SLICE))
    for (let index = 0; index < of; index++) {
      await deps.exclusively(async () => {
        await clearPast(warehouse)
        try {
          await work({ index, of })
        } finally {
          await clearPast(warehouse)
        }
      })
    }
  }

  /** Greater than any before, also than one of a process that did not come to its end. */
  async function nextRun(): Promise<number> {
    const run = progress!.run + 1
    await beginRun(warehouse, run)
    progress = { ...progress!, run }
    return run
  }

  const onFailure = (): void => {
    known = undefined
    progress = undefined
  }
  const onError = (error: unknown): void =>
    logger.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'facts could not be stamped anew; trying again')
  return repeat(look, { everyMs: lookMs, againMs: 10 * lookMs, restPerRun: REST_PER_RUN, onError, onFailure })
}

function freshRows(places: readonly PastPlace[], done: PastProgress): number {
  return places.reduce((sum, { kind, part, off }) => sum + Math.max(0, off - (done[kind].get(part) ?? -1)), 0)
}

function placesOf(places: readonly PastPlace[], done: PastProgress): Pick<PastProgress, 'facts' | 'aliases'> {
  const of = (kind: 'facts' | 'aliases'): Map<number, number> =>
    new Map([...done[kind], ...places.filter((place) => place.kind === kind).map(({ part, off }) => [part, off] as const)])
  return { facts: of('facts'), aliases: of('aliases') }
}
