import { byIdOf, changesBetween, clickhouseTime, membershipPurposes, keysOf } from '@weir/contracts'
import type { LiveSegment } from '@weir/contracts'
import type { ConfigView, Logger } from '@weir/runtime'
import { newestSegmentRow, readSegmentRows, writeSegmentRows } from '@weir/warehouse'
import type { SegmentRow, Warehouse } from '@weir/warehouse'

export interface SegmentTableDeps {
  config: Pick<ConfigView, 'segments' | 'segmentsVersion'>
  /** Already migrated. */
  warehouse: Warehouse
  logger: Logger
}

const LOOK_MS = 500
const RETRY_MS = 5_000

/**
 * Keeps the table `segment_definitions` like the control plane: at the start, and after a failure,
 * the two are compared and what differs is written; from then on, what changes. So nothing is lost
 * while the warehouse is away, and several processes may do it: the last that any of them writes of
 * a segment is what it is. @returns how to stop it.
 */
export function keepSegmentTable({ config, warehouse, logger }: SegmentTableDeps): { close(): Promise<void> } {
  let reflected = -1
  /** What the table says; undefined when it is not known. */
  let written: readonly LiveSegment[] | undefined
  let closed = false
  let work: Promise<void> = Promise.resolve()

  const look = async (): Promise<number> => {
    const version = config.segmentsVersion()
    if (version === reflected) return LOOK_MS
    try {
      const segments = config.segments()
      await (written ? follow(warehouse, written, segments) : reconcile(warehouse, segments))
      written = segments
      reflected = version
      return LOOK_MS
    } catch (error) {
      written = undefined
      if (!closed) logger.warn({ err: error }, 'the table of segments could not be written; it is tried again')
      return RETRY_MS
    }
  }
  const next = (ms: number): void => {
    if (closed) return
    timer = setTimeout(() => void (work = look().then(next)), ms)
    timer.unref()
  }
  let timer: NodeJS.Timeout
  next(0)
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await work
    },
  }
}

async function reconcile(warehouse: Warehouse, segments: readonly LiveSegment[]): Promise<void> {
  const { rows, written } = await readSegmentRows(warehouse)
  const present = new Map(rows.map((row) => [row.number, row]))
  const numbers = new Set(segments.map(({ number }) => number))
  const changed = segments.map(rowOf).filter((row) => !isSame(row, present.get(row.number)))
  const gone = rows.filter((row) => row.is_deleted === 0 && !numbers.has(row.number))
  await writeSegmentRows(warehouse, [...changed, ...gone.map(deleted)], written + 1)
}

/** Of thousands of segments few change: only those are looked at. */
async function follow(warehouse: Warehouse, before: readonly LiveSegment[], after: readonly LiveSegment[]): Promise<void> {
  const changes = changesBetween(before, after)
  if (!changes) return reconcile(warehouse, after)
  const [had, has] = [byIdOf(before), byIdOf(after)]
  const changed = changes.changed.flatMap(({ id }) => has.get(id) ?? []).map(rowOf)
  const numbers = new Set(changed.map(({ number }) => number))
  const removed = changes.removed.flatMap((id) => had.get(id) ?? []).map(rowOf)
  const gone = removed.filter(({ number }) => !numbers.has(number))
  if (changed.length === 0 && gone.length === 0) return
  const written = await newestSegmentRow(warehouse)
  await writeSegmentRows(warehouse, [...changed, ...gone.map(deleted)], written + 1)
}

function deleted(row: SegmentRow): SegmentRow {
  return { ...row, is_deleted: 1 }
}

function rowOf(segment: LiveSegment): SegmentRow {
  const { number, id, name, version, description = '', rule, min_size = 0, updated_at } = segment
  return {
    number,
    id,
    name,
    version,
    description,
    rule: JSON.stringify(rule),
    purposes: membershipPurposes(segment),
    min_size,
    updated_at: clickhouseTime(updated_at),
    is_deleted: 0,
  }
}

function isSame(row: SegmentRow, present: SegmentRow | undefined): boolean {
  if (present === undefined) return false
  return keysOf(row).every((key) => String(row[key]) === String(present[key]))
}
