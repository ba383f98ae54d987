import { dedupKey, partitionOf, TOPICS, WeirError } from '@weir/contracts'
import type { Channel, Hit, Source } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import type { Logger } from '@weir/runtime'
import type { Candidate, Faults } from './candidate.ts'
import type { IngestLog } from './deps.ts'
import type { Fault } from './fault.ts'
import { hitNotes } from './hit-notes.ts'
import type { DialectName, IngestMetrics } from './metrics.ts'
import { createWarnings } from './notes.ts'
import type { Note, Warning } from './notes.ts'
import type { Pace } from './pace.ts'
import { eachOf } from './parse-batch.ts'
import { REJECTED, rejectedEntry } from './rejected.ts'
import type { Refused } from './rejected.ts'
import { toHit } from './to-hit.ts'
import type { HitMaker } from './to-hit.ts'

/** What every request works with. */
export interface Ingest extends HitMaker {
  log: IngestLog
  logger: Logger
  metrics: IngestMetrics
  /** A new pace for one request: how it lets others pass. */
  lane: () => Pace
}

export interface Batch {
  dialect: DialectName
  channel: Channel
  candidates: readonly Candidate[]
  /** The source of that code, if the sender may send for it. */
  permit: (source: string) => Source | Fault
  /** One bad event refuses all of them (TikTok's dialects). */
  allOrNothing: boolean
  pace: Pace
}

export type Rejection = Fault & { index: number; faults: readonly Fault[] }
export interface Accepted {
  accepted: number
  rejected: Rejection[]
  /** What deserves a word about the events that were taken. */
  warnings: Warning[]
}

/**
 * The way of every event: permitted source, canonical hit, partition, log. Resolves only when all that is reported as accepted is
 * durable; what is refused goes to `weir.rejected` first.
 * @throws WeirError unavailable when the log does not take it: then nothing is acknowledged.
 */
export async function accept(ingest: Ingest, batch: Batch): Promise<Accepted> {
  const hits: Hit[] = []
  const warnings = createWarnings()
  const rejected: Rejection[] = []
  const refused: Refused[] = []
  for (const [index, candidate] of batch.candidates.entries()) {
    await batch.pace()
    const outcome = admit(candidate, batch, ingest)
    if ('hit' in outcome) {
      hits.push(outcome.hit)
      warnings.add(outcome.notes)
      for (const { code } of outcome.notes) ingest.metrics.warned(outcome.hit.source, code)
      continue
    }
    const [first] = outcome.faults
    rejected.push({ ...first, index, faults: outcome.faults })
    refused.push({ source: candidate.source, channel: batch.channel, fault: first, raw: candidate.raw })
  }
  const kept = batch.allOrNothing && rejected.length > 0 ? [] : hits
  await store(ingest, batch.dialect, kept, refused, batch.pace)
  return { accepted: kept.length, rejected, warnings: kept.length === 0 ? [] : warnings.list() }
}

type Admission = { hit: Hit; notes: readonly Note[] } | { faults: Faults }

function admit({ event, notes, faults, at }: Candidate, batch: Batch, maker: HitMaker): Admission {
  if (!event) return { faults }
  const source = batch.permit(event.source)
  if ('message' in source) return { faults: [source] }
  const hit = toHit(event, source, at, maker)
  return 'message' in hit ? { faults: [hit] } : { hit, notes: [...notes, ...hitNotes(hit, source)] }
}

/** Refusals first: if they fail, the sender repeats a request of which nothing was taken. */
async function store(
  ingest: Ingest,
  dialect: DialectName | undefined,
  hits: readonly Hit[],
  refused: readonly Refused[],
  pace: Pace,
): Promise<void> {
  const rejected = await eachOf(refused, pace, (one) => rejectedEntry(one, ingest.clock.now()))
  const partitions = ingest.log.partitions(TOPICS.hits)
  const accepted = await eachOf(hits, pace, (hit) => entryOf(hit, partitions))
  try {
    if (rejected.length > 0) await ingest.log.append(REJECTED, rejected)
    if (accepted.length > 0) await ingest.log.append(TOPICS.hits, accepted)
  } catch (cause) {
    if (dialect) ingest.metrics.events(dialect, 'unavailable', hits.length + refused.length)
    throw new WeirError('unavailable', 'the events could not be stored: send them again', { cause })
  }
  if (!dialect) return
  ingest.metrics.events(dialect, 'accepted', hits.length)
  ingest.metrics.events(dialect, 'rejected', refused.length)
}

/**
 * Keeps a note of a request that was refused as a whole, and throws the reason on. Only for senders we know: anybody else could fill
 * the log with it.
 */
export async function refuseRequest(ingest: Ingest, error: unknown, request: Omit<Refused, 'fault'>): Promise<never> {
  if (error instanceof WeirError && error.code !== 'unavailable') {
    const { path, message } = error.faults[0] ?? { path: '', message: error.message }
    await store(ingest, undefined, [], [{ ...request, fault: { code: error.code, path, message } }], ingest.lane())
  }
  throw error
}

function entryOf(hit: Hit, partitions: number): LogEntry {
  const key = dedupKey(hit)
  return { partition: partitionOf(key, partitions), key, value: Buffer.from(JSON.stringify(hit)) }
}
