import { DEDUP_LATE_MS, DEDUP_MS, eidOf, partitionOf, TOPICS } from '@weir/contracts'
import type { Hit, PersonEvent } from '@weir/contracts'
import type { EventLog, LogRecord, PartitionHandler } from '@weir/eventlog'
import type { IdentityResolver } from '@weir/identity'
import type { Erased } from '@weir/runtime'
import type { Lease, Put, SharedIndex } from '@weir/state'
import { createOutboxCommitter, createSlab, deadLetterOutput, parseHits } from '@weir/stream'
import type { OutboxCommitter, Output } from '@weir/stream'
import { decodeDedup, dedupStateKey, encodeDedups, classify, mergeHits } from './dedup.ts'
import type { DedupEntry, DedupDecision } from './dedup.ts'
import type { SegmenterEvents } from '../metrics.ts'
import { decodeResolveMeta, encodeResolveMeta } from './meta.ts'
import { metIdentifiers } from './met.ts'
import type { MetIdentifiers } from './met.ts'
import { createIdentityIndex } from './identity-index.ts'
import type { IdentityIndex } from './identity-index.ts'
import { withdrawalsOf } from './withdrawals.ts'
import type { Classified } from './withdrawals.ts'

export interface ResolveDeps {
  log: EventLog
  identity: IdentityResolver
  /** Which identifiers were met, by their digests. */
  index: SharedIndex
  /** Who was erased: nothing is taken of what they did before. */
  erased: Pick<Erased, 'strip' | 'canSeal' | 'seal' | 'open'>
  events: SegmenterEvents
}

/** The handler of one partition, with what the segmenter needs to know of it. */
export interface ProcessorHandler extends PartitionHandler {
  readonly processor: OutboxCommitter
}

const NO_PERSON = '0'.repeat(32)

interface Stored {
  offset: number
  hit: Hit
  /** What the log has of the hit; undefined where that says more. */
  text: string | undefined
}

interface Arrival extends Stored {
  key: string
  /** Whom the hit itself names; '' for nobody. */
  named: string
  verdict: DedupDecision
  entry: DedupEntry
}

/**
 * The first step of the segmenter, for one partition of `weir.hits`: recognises copies of one
 * event, says who the person is, and passes each event on, keyed by person. Its state is one small
 * entry per event, kept for 48 h of log time.
 */
export async function createResolve(deps: ResolveDeps, lease: Lease): Promise<ProcessorHandler> {
  const indexing = createIdentityIndex(deps.index)
  const processor = await createOutboxCommitter(deps.log, lease, 'resolve', indexing.note)
  let now = decodeResolveMeta(await lease.meta())

  async function batch(records: LogRecord[]): Promise<void> {
    const fresh = processor.fresh(records)
    const last = fresh.at(-1)
    if (!last) return
    const { hits, aside } = readAll(fresh)
    const keys = [...new Set(hits.map(({ hit }) => dedupStateKey(hit)))]
    const blobs = await lease.load(keys)
    const known = new Map<string, DedupEntry>()
    keys.forEach((key, i) => blobs[i] && known.set(key, decodeDedup(blobs[i])))
    openPersons([...known.values()], deps.erased)

    const met = await metIdentifiers(
      deps.index,
      hits.map(({ hit }) => hit),
    )
    const arrivals = judgeAll(hits, known, deps.identity, met)
    const firsts = await firstCopies(deps.log, lease.partition, arrivals, new Map(hits.map((h) => [h.offset, h.hit])))
    const classified = arrivals.map((arrival) => asOneEvent(arrival, firsts, deps.identity))
    const outputs = passOn(classified, deps.log.partitions(TOPICS.events), indexing)
    await indexing.note(outputs)
    const step = { puts: toPuts(arrivals, known, deps.erased), expiredBefore: now, meta: encodeResolveMeta(now) }
    await processor.commit(last.offset, { ...step, outputs: [...outputs, ...aside] })
    for (const { verdict } of arrivals) deps.events.hitJudged(verdict)
  }

  /**
   * What cannot be read is put aside, at the log time at which it came; its neighbours are taken.
   */
  function readAll(records: readonly LogRecord[]): { hits: Stored[]; aside: Output[] } {
    const hits: Stored[] = []
    const aside: Output[] = []
    for (const parsed of parseHits(records)) {
      if ('hit' in parsed) {
        now = Math.max(now, parsed.hit.received_at)
        const hit = deps.erased.strip(parsed.hit)
        if (hit) hits.push({ offset: parsed.offset, hit, text: hit === parsed.hit ? parsed.text : undefined })
        else deps.events.hitJudged('erased')
      } else {
        deps.events.recordPoisoned(TOPICS.hits, lease.partition, parsed.offset, parsed.fault)
        aside.push(deadLetterOutput('resolve', lease.partition, parsed.offset, now, parsed.fault))
      }
    }
    return { hits, aside }
  }

  return {
    position: processor.position() + 1,
    processor,
    batch,
    idle: () => processor.maintain(),
    revoke: () => processor.flushed(),
  }
}

/**
 * Judges every hit in log order; `known` grows with what is new, so copies within one batch meet as
 * well.
 */
function judgeAll(
  hits: readonly Stored[],
  known: Map<string, DedupEntry>,
  identity: IdentityResolver,
  met: MetIdentifiers,
): Arrival[] {
  return hits.map(({ offset, hit, text }) => {
    const key = dedupStateKey(hit)
    const seen = known.get(key)
    const verdict = classify(seen, hit)
    const named = personOf(identity, hit)
    const entry = verdict === 'new' || !seen ? firstEntry(offset, hit, named, met) : seen
    met.note(hit)
    if (verdict === 'merge') entry.channels.push(hit.channel)
    known.set(key, entry)
    return { offset, hit, text, key, named, verdict, entry }
  })
}

/** An event has its name of what the hit says alone, whoever is known by then. */
function firstEntry(offset: number, hit: Hit, named: string, met: MetIdentifiers): DedupEntry {
  const eid = eidOf(hit, named)
  return { firstReceivedAt: hit.received_at, offset, eid, person: met.addressOf(hit.ids), channels: [hit.channel] }
}

function personOf(identity: IdentityResolver, hit: Hit): string {
  return hit.ids.length === 0 ? '' : identity.resolve(hit.ids, () => undefined).person
}

/**
 * The first copies that merged ones are added to: from this batch, or else read back from the log
 * (rare: two channels within 5 min).
 */
async function firstCopies(
  log: EventLog,
  partition: number,
  arrivals: readonly Arrival[],
  batch: Map<number, Hit>,
): Promise<Map<number, Hit>> {
  const firsts = new Map<number, Hit>()
  for (const { verdict, entry } of arrivals) {
    if (verdict !== 'merge' || firsts.has(entry.offset)) continue
    const here = batch.get(entry.offset)
    const [record] = here ? [] : await log.read(TOPICS.hits, partition, entry.offset, { records: 1, bytes: 1_000_000 })
    if (here) firsts.set(entry.offset, here)
    else if (record?.offset === entry.offset) {
      const [first] = parseHits([record])
      if (first && 'hit' in first) firsts.set(entry.offset, first.hit)
    }
  }
  return firsts
}

/**
 * What an arrival makes of its event. Somebody identified by one channel only takes over an event
 * that belonged to nobody.
 */
function asOneEvent(arrival: Arrival, firsts: Map<number, Hit>, identity: IdentityResolver): Arrival & Classified {
  const { hit, verdict, entry } = arrival
  const merged = verdict === 'merge' ? mergeHits(firsts.get(entry.offset) ?? hit, hit) : hit
  if (verdict === 'merge' && entry.person === '') entry.person = personOf(identity, merged)
  // As of now: later copies of the batch may still find the person of an event that belongs to
  // nobody.
  return { ...arrival, merged, person: entry.person }
}

/** The events of these arrivals, each arrival's in the order of their numbers. */
function passOn(classified: readonly (Arrival & Classified)[], partitions: number, indexing: IdentityIndex): Output[] {
  const outputs: Output[] = []
  const slab = createSlab()
  for (const arrival of classified) {
    const event = eventOf(arrival)
    const events = [...(event ? [event] : []), ...withdrawalsOf(arrival)]
    for (const [n, passed] of events.entries()) {
      const key = passed.person === '' ? passed.eid : passed.person
      const place = { topic: TOPICS.events, partition: partitionOf(key, partitions), key, offset: arrival.offset, n }
      const output = { ...place, value: slab.bytesOf(passed === event ? eventText(arrival, event) : JSON.stringify(passed)) }
      indexing.expect(output, passed)
      outputs.push(output)
    }
  }
  return outputs
}

/**
 * The event that goes on; undefined for a copy that adds nothing. Digests have served their purpose
 * here.
 */
function eventOf({ merged, verdict, entry, person }: Arrival & Classified): PersonEvent | undefined {
  // What somebody did before the refusal stays as it was told with their consent.
  if (verdict === 'drop' || (verdict === 'merge' && person !== '' && !merged.consent.storage.granted)) return undefined
  const { id_digests: _, ...hit } = merged
  return { kind: 'event', person, eid: entry.eid, rev: verdict === 'merge' ? 1 : 0, hit }
}

/** An event as its record: around what the log has of its hit, wherever that is all it says. */
function eventText({ hit, merged, text }: Arrival & Classified, event: PersonEvent): string {
  if (text === undefined || merged !== hit || hit.id_digests !== undefined) return JSON.stringify(event)
  const { person, eid, rev } = event
  return `{"kind":"event","person":"${person}","eid":"${eid}","rev":${rev},"hit":${text}}`
}

/** Entries that were stored with keyed digests get back whom they are of. */
function openPersons(entries: readonly (DedupEntry & { isSealed?: boolean })[], erased: Pick<Erased, 'open'>): void {
  const sealed = entries.filter(({ isSealed, person }) => isSealed === true && person !== '')
  if (sealed.length === 0) return
  const persons = erased.open(sealed.map(({ person }) => person))
  sealed.forEach((entry, i) => (entry.person = persons[i]!))
}

/**
 * Whoever is erased cannot be looked for among so many entries, so they name nobody: they have
 * keyed digests.
 */
function toPuts(arrivals: readonly Arrival[], known: Map<string, DedupEntry>, erased: Pick<Erased, 'canSeal' | 'seal'>): Put[] {
  const changed = new Set(arrivals.filter((a) => a.verdict !== 'drop').map((a) => a.key))
  const entries = [...changed].map((key) => ({ key, entry: known.get(key)! }))
  const isSealed = erased.canSeal()
  const persons = entries.map(({ entry }) => entry.person || NO_PERSON)
  const sealed = isSealed ? erased.seal(persons) : persons
  const kept = entries.map(({ entry }, i) => (entry.person === '' ? entry : { ...entry, person: sealed[i]! }))
  const values = encodeDedups(kept, isSealed)
  return entries.map(({ key, entry }, i) => {
    return { key, value: values[i]!, expires: entry.firstReceivedAt + DEDUP_MS + DEDUP_LATE_MS + 1 }
  })
}
