import { setTimeout as sleep } from 'node:timers/promises'
import { dedupKey, OutageError, partitionOf, TEST_EVENT, TOPICS, WeirError } from '@weir/contracts'
import type { Channel, Hit, OptOut, Source } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import { scrubText } from '@weir/identity'
import type { Logger } from '@weir/runtime'
import type { ActivityLog } from './activity.ts'
import { mustNotBeBehind } from './backlog.ts'
import type { Backlog } from './backlog.ts'
import type { Candidate, Faults } from '../parse/candidate.ts'
import { readStrings } from '../consent-strings/read-strings.ts'
import type { IngestLog } from '../deps.ts'
import type { Fault } from '../parse/fault.ts'
import { hitNotes } from './hit-notes.ts'
import type { DialectName, IngestMetrics } from '../metrics.ts'
import { createWarnings, joined, note } from '../parse/notes.ts'
import type { Note, Warning, Warnings } from '../parse/notes.ts'
import { optOutOf, toEntry } from './opt-outs.ts'
import type { Pace } from '../parse/pace.ts'
import type { SaidAboutConsent } from '../parse/parsed-event.ts'
import { eachOf } from '../parse/parse-batch.ts'
import type { PersonRate } from './person-rate.ts'
import { ASIDE, asideEntry } from './rejected.ts'
import type { Aside } from './rejected.ts'
import type { Rates } from './rates.ts'
import type { Refusals } from './refusals.ts'
import type { RefusedCredentials } from './refused-credentials.ts'
import { toHit } from './to-hit.ts'
import type { HitMaker } from './to-hit.ts'

/** What every request works with. */
export interface Ingest extends HitMaker {
  log: IngestLog
  logger: Logger
  metrics: IngestMetrics
  /** How fast the events of one person may come. */
  people: PersonRate
  /** How long the answer to an opt-out waits after it is stored, ms. */
  optOutAnswerMs: number
  /** What may wait to be folded; undefined: any number. */
  backlog: Backlog | undefined
  /** What is told of every source; undefined: nothing. */
  activity: ActivityLog | undefined
  rates: Rates
  refusals: Refusals
  credentials: RefusedCredentials
  /** A new pace for one request: how it lets others pass. */
  newPace: () => Pace
}

export interface AcceptedBatch {
  dialect: DialectName
  channel: Channel
  candidates: readonly Candidate[]
  /** The source of that code, if the sender may send for it. */
  permit: (source: string) => Source | Fault
  /** One bad event refuses all of them (TikTok's dialects). */
  allOrNothing: boolean
  /** The request says that Global Privacy Control is on (`Sec-GPC: 1`). */
  gpc: boolean
  /** The address that the request came from, where that is the visitor's. */
  address?: string
  pace: Pace
  /** What all of its hits may take in the log, bytes. */
  storedBytesMax?: number
}

export type Rejection = Fault & { index: number; faults: readonly Fault[] }
export interface Accepted {
  accepted: number
  rejected: Rejection[]
  /** What deserves a word about the events that were taken. */
  warnings: Warning[]
}

/**
 * Takes every event through: permitted source, canonical hit, partition, log. Resolves only when
 * all events reported as accepted are durable. Opt-outs go to `weir.optouts` first, and are
 * answered only when every export can see them. Refusals go to `weir.rejected` next.
 * @throws WeirError unavailable when the log does not take it, or the time cannot be believed: then
 *   nothing is acknowledged.
 */
export async function accept(ingest: Ingest, batch: AcceptedBatch): Promise<Accepted> {
  mustKnowTheTime(ingest, batch)
  const { hits, tests, rejected, refused, warnings } = await sort(ingest, batch)
  const isTaken = !batch.allOrNothing || rejected.length === 0
  const taken = isTaken ? { hits, tests } : { hits: [], tests: [] }
  if (taken.hits.length > 0) mustNotBeBehind(ingest.backlog, taken.hits)
  const partitions = ingest.log.partitions(TOPICS.hits)
  const entries = await eachOf(taken.hits, batch.pace, ({ hit }) => entryOf(hit, partitions))
  checkRoom(entries, batch.storedBytesMax)
  const optOuts = isTaken ? await storeOptOuts(ingest, batch, taken.hits) : undefined
  const accepted = taken.hits.filter(({ isHeard }) => !isHeard)
  await store(ingest, batch.dialect, { hits: entries, accepted: accepted.length, tests: taken.tests, refused }, batch.pace)
  // Pages that were checked before have left by then.
  await optOuts?.inForce
  for (const { hit, isHeard } of taken.hits) if (isHeard) ingest.activity?.heard(hit)
  for (const { hit, notes, time } of accepted) {
    for (const { code } of notes) ingest.metrics.warned(hit.source, code)
    ingest.activity?.took(hit, notes, time)
  }
  const count = isTaken ? batch.candidates.length - rejected.length : 0
  return { accepted: count, rejected, warnings: count === 0 ? [] : warnings.list() }
}

/** The events of a request by what becomes of them. */
interface Sorted {
  /**
   * `time`: the event's time as the sender gave it, Unix ms. `optOut`: what the hit is besides.
   * `isHeard`: it is the refusal of consent in an event that was rejected, and counts as that only.
   */
  hits: { hit: Hit; optOut: OptOut | undefined; notes: readonly Note[]; time: number | undefined; isHeard: boolean }[]
  /** Test events: accepted, and kept with the refusals, where they do not count. */
  tests: Aside[]
  rejected: Rejection[]
  refused: Aside[]
  warnings: Warnings
}

async function sort(ingest: Ingest, batch: AcceptedBatch): Promise<Sorted> {
  const sorted: Sorted = { hits: [], tests: [], rejected: [], refused: [], warnings: createWarnings() }
  for (const [index, candidate] of batch.candidates.entries()) {
    const turn = batch.pace()
    if (turn) await turn
    const outcome = admit(candidate, batch, ingest)
    const { source, raw, event } = candidate
    if ('faults' in outcome) {
      const [first] = outcome.faults
      sorted.rejected.push({ ...first, index, faults: outcome.faults })
      sorted.refused.push({ source, channel: batch.channel, fault: first, raw })
      const heard = refusalOf(candidate, batch, ingest)
      if (heard) sorted.hits.push({ ...heard, time: undefined, isHeard: true })
      continue
    }
    const test = testOf(event?.testCode, outcome.hit.name)
    if (test) sorted.tests.push({ source, channel: batch.channel, fault: test, raw })
    else sorted.hits.push({ ...outcome, time: event?.time, isHeard: false })
    sorted.warnings.add(test ? [TEST_NOTE, ...outcome.notes] : outcome.notes)
  }
  return sorted
}

const TEST_NOTE = note('test_event', 'test_event_code', 'A test event: in no segment and no report, see GET /v1/test-events.')

/** What a test event is kept under: its code as the sender gave it, and its name. */
function testOf(code: string | undefined, name: string): Aside['fault'] | undefined {
  if (code === undefined || code.trim() === '') return undefined
  return { code: TEST_EVENT, path: scrubText(code.trim().slice(0, 64)), message: name }
}

interface Admitted {
  hit: Hit
  optOut: OptOut | undefined
  notes: readonly Note[]
}
type Admission = Admitted | { faults: Faults }

/** A receipt at a wrong time cannot be taken back: it would move the time of everybody. */
function mustKnowTheTime({ clock, metrics }: Ingest, { dialect, candidates }: AcceptedBatch): void {
  const trouble = clock.trouble()
  if (trouble === undefined) return
  metrics.events(dialect, 'unavailable', candidates.length)
  throw new WeirError('unavailable', 'the clock of this server is in doubt, so the events could not be stored: send them again', {
    cause: new OutageError(trouble),
  })
}

function admit({ event, notes, faults, at }: Candidate, batch: AcceptedBatch, ingest: Ingest): Admission {
  if (!event) return { faults }
  const source = batch.permit(event.source)
  if ('message' in source) return { faults: [source] }
  const consent = readStrings(event.consent, source)
  const said = { ...event, address: batch.address, consent: batch.gpc ? withHeader(consent) : consent }
  const hit = toHit(said, source, at, ingest)
  if ('message' in hit) return { faults: [hit] }
  const optOut = optOutOf(event.user, hit)
  // An opt-out is accepted however many other events are sent in the same person's name. A dialect
  // that takes a request as a whole is not limited either: one person must not refuse the events of
  // others.
  const isLimited = optOut === undefined && !batch.allOrNothing
  const tooFast = isLimited ? ingest.people.admit(hit) : undefined
  if (tooFast) return { faults: [tooFast] }
  return { hit, optOut, notes: joined([notes, hitNotes(hit, source, said)]) }
}

/** The request had the header of Global Privacy Control: it is proof like what the body says. */
function withHeader(said: SaidAboutConsent): SaidAboutConsent {
  return { ...said, gpc: true, sent: [...(said.sent ?? []), { 'Sec-GPC': '1' }] }
}

/** The denial in a hit that is refused for another reason, and nothing else of that hit. */
function refusalOf({ refusal, ...place }: Candidate, batch: AcceptedBatch, ingest: Ingest): Admitted | undefined {
  const said = refusal?.()
  if (!said) return undefined
  const outcome = admit({ ...place, event: { ...said, source: place.source }, notes: [], faults: undefined }, batch, ingest)
  return 'hit' in outcome && outcome.optOut ? outcome : undefined
}

/**
 * Opt-outs are in force from the answer on, so a sender who can try again is sent away while the
 * log is. A browser does not come back: what it says is kept like its hits, and leaves first.
 * @returns `inForce`: resolves when nothing leaves any more that was checked before.
 */
async function storeOptOuts(
  ingest: Ingest,
  { channel, candidates, dialect }: AcceptedBatch,
  hits: Sorted['hits'],
): Promise<{ inForce: Promise<void> }> {
  const entries = hits.flatMap(({ optOut }) => (optOut ? [toEntry(optOut)] : []))
  if (entries.length === 0) return { inForce: Promise.resolve() }
  try {
    await ingest.log.append(TOPICS.optOuts, entries, { spool: channel === 'pixel' })
  } catch (cause) {
    throw notStored(ingest, dialect, candidates.length, cause)
  }
  return { inForce: ingest.optOutAnswerMs > 0 ? sleep(ingest.optOutAnswerMs) : Promise.resolve() }
}

function notStored(ingest: Ingest, dialect: DialectName | undefined, events: number, cause: unknown): WeirError {
  if (dialect) ingest.metrics.events(dialect, 'unavailable', events)
  return new WeirError('unavailable', 'the events could not be stored: send them again', { cause })
}

/** Refusals first: if they fail, the sender repeats a request of which nothing was taken. */
async function store(
  ingest: Ingest,
  dialect: DialectName | undefined,
  { hits, accepted, refused, tests }: { hits: LogEntry[]; accepted: number; refused: readonly Aside[]; tests: readonly Aside[] },
  pace: Pace,
): Promise<void> {
  const aside = (await eachOf([...refused, ...tests], pace, (one) => noteOf(one, ingest))).flat()
  try {
    if (aside.length > 0) await ingest.log.append(ASIDE, aside)
    if (hits.length > 0) await ingest.log.append(TOPICS.hits, hits)
  } catch (cause) {
    throw notStored(ingest, dialect, accepted + refused.length + tests.length, cause)
  }
  if (!dialect) return
  ingest.metrics.events(dialect, 'accepted', accepted)
  ingest.metrics.events(dialect, 'test', tests.length)
  ingest.metrics.events(dialect, 'rejected', refused.length)
}

/**
 * Keeps a note of a request that was refused as a whole, and rethrows the reason. Known senders
 * only: a stranger could fill the log with notes.
 */
export async function refuseRequest(ingest: Ingest, error: unknown, request: Omit<Aside, 'fault'>): Promise<never> {
  if (error instanceof WeirError && error.code !== 'unavailable') {
    const { path, message } = error.faults[0] ?? { path: '', message: error.message }
    const refused = [{ ...request, fault: { code: error.code, path, message } }]
    await store(ingest, undefined, { hits: [], accepted: 0, refused, tests: [] }, ingest.newPace())
  }
  throw error
}

function noteOf(refused: Aside, { clock, refusals }: Ingest): LogEntry[] {
  const now = clock.now()
  const kept = refusals.admit(refused, now)
  return kept ? [asideEntry(refused, kept, now)] : []
}

/** Hashes are longer than what they are of, and a hit for several pixels is stored for each. */
function checkRoom(entries: readonly LogEntry[], room = Infinity): void {
  const bytes = entries.reduce((sum, { value }) => sum + value.length, 0)
  if (bytes > room)
    throw new WeirError('too_large', `the hit would take ${bytes} bytes in store, and may take ${room} for what was sent`)
}

function entryOf(hit: Hit, partitions: number): LogEntry {
  const key = dedupKey(hit)
  return { partition: partitionOf(key, partitions), key, value: Buffer.from(JSON.stringify(hit)) }
}
