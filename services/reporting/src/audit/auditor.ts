import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ruleKey, WeirError } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import type { Logger, Registry } from '@weir/runtime'
import { compile, decodePerson } from '@weir/segmentation'
import type { Audit, AuditSize, Auditor } from '../shared/auditor.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { createReportReader } from '../shared/reader.ts'
import type { ReportReader } from '../shared/reader.ts'
import { createSerial } from '../shared/serial.ts'
import { chooseSome } from './choose.ts'
import { compare } from './compare.ts'
import type { Subject } from './compare.ts'
import { createAuditEvents } from './events.ts'
import { explainAll } from './explain-all.ts'
import { queryMembersAmong } from './query.ts'
import { readAgain, readBits, readSample } from './sample.ts'
import type { Sampled } from './sample.ts'

export interface AuditorDeps extends Pick<ReportingDeps, 'config' | 'fold' | 'warehouse' | 'clock'> {
  logger: Logger
  registry: Registry
  /** Resolves when every fact of what the fold's state reflects now is in the warehouse. */
  awaitLoaded: () => Promise<void>
}

/** How long the warehouse may take to catch up, ms. */
const CATCH_UP_MS_MAX = 60_000

/**
 * Watches that the stream and the warehouse say the same: memberships of random people, as their
 * own state has them, against the SQL of the same definitions over the facts, and against the
 * bitmaps.
 */
export function createAuditor(deps: AuditorDeps): Auditor {
  const events = createAuditEvents(deps.logger, deps.registry)
  const warehouse = createReportReader(deps.warehouse)
  const serial = createSerial()
  let closed = false
  const auditOnce = async (size: AuditSize): Promise<Audit> => {
    try {
      const audit = await compareSample(deps, warehouse, size)
      events.audited(audit)
      return audit
    } catch (error) {
      if (!closed) events.failed(error)
      throw error
    }
  }
  return {
    audit: (size) => serial(() => auditOnce(size)),
    close: () => void (closed = true),
  }
}

/**
 * Blobs are read, then the warehouse catches up with them, then everybody is asked about the same
 * instant, then the blobs are read again: whose has not changed had no event in between, so SQL has
 * seen exactly what the blob reflects.
 */
async function compareSample(deps: AuditorDeps, warehouse: ReportReader, size: AuditSize): Promise<Audit> {
  const { config, fold } = deps
  const all = config.segments()
  const program = compile(config.segmentsVersion(), all)
  const segments = chooseSome(randomInt, all, size.segments)
  const sample = segments.length > 0 ? await readSample(fold, size.people, randomInt) : []
  if (sample.length === 0) return { checked: 0, mismatches: [], skipped: [] }

  await inTime(deps.awaitLoaded())
  const at = sample.reduce((latest, { blob }) => Math.max(latest, decodePerson(blob).asOf), deps.clock.now())
  const subjects = await askAll(deps, warehouse, segments, all, sample, at)
  const { checked, disagreements, skipped } = compare(program, segments, subjects, at)
  const { mismatches, inexact } = await explainAll(warehouse, all, disagreements, at)
  return { checked, mismatches, skipped: [...skipped, ...inexact.map((person) => ({ person, because: 'inexact' as const }))] }
}

async function inTime(catchingUp: Promise<void>): Promise<void> {
  const done = new AbortController()
  const late = sleep(CATCH_UP_MS_MAX, undefined, { signal: done.signal, ref: false }).then(() => {
    throw new WeirError('unavailable', `the warehouse did not catch up within ${CATCH_UP_MS_MAX / 1000} s`)
  })
  await Promise.race([catchingUp, late]).finally(() => done.abort())
}

async function askAll(
  { fold }: AuditorDeps,
  warehouse: ReportReader,
  segments: readonly SegmentDefinition[],
  all: readonly SegmentDefinition[],
  sample: readonly Sampled[],
  at: number,
): Promise<Subject[]> {
  const subjects = sample.map(({ id, blob }) => ({
    id,
    blob,
    inBitmap: new Map<number, boolean | undefined>(),
    inSql: new Map<number, boolean>(),
  }))
  const people = sample.map(({ id }) => id)
  const members = await queryMembersAmong(warehouse, segments, all, people, at)
  for (const segment of segments) {
    const rule = ruleKey(segment, (id) => all.find((other) => other.id === id))
    const bits = await readBits(fold, segment.number, rule, sample)
    subjects.forEach(({ id, inSql, inBitmap }, i) => {
      inSql.set(segment.number, members.get(segment.number)!.has(id))
      inBitmap.set(segment.number, bits[i])
    })
  }
  const later = await readAgain(fold, sample)
  return subjects.map((subject, i) => ({ ...subject, later: later[i] }))
}
