import { createRunning } from './running.ts'
import type { Span } from './windows.ts'

/**
 * The state of one event condition for one person, and what it says at any instant.
 *
 * Entries are kept in order of event time (ties by eid). By the window each has an interval [enter, leave) at which it
 * counts; both ends never fall along the list, so the entries that count at T are a run, and the measure changes only at
 * their ends:
 *
 *   entries      a------------)
 *                    b------------)
 *                        c------------)
 *   count     0  1   2   3    2   1   0        "count >= 2" flips at b.enter and at b.leave: no clock has to be polled
 */
export interface LeafState {
  entries: Entry[]
  /**
   * The earliest instant (Unix ms) from which `entries` give the exact truth. Older instants may miss what was dropped;
   * late events are not allowed to rewrite history before it.
   */
  exactFrom: number
  /**
   * The next flip, remembered: asked at `after` or later, and as long as it lies ahead, it is still `at`. Absent when the
   * entries changed since, and not part of what is stored.
   */
  flip?: { after: number; at: number } | undefined
}

export interface Entry {
  /** Event time, Unix ms. */
  t: number
  /** The event; '' for a bucket that stands for several. */
  eid: string
  /** How many events it stands for. */
  n: number
  /** The value in ten-thousandths, where the measure has one. For a sequence: which steps the event can be, as bits. */
  units: number
  /** The text, where the measure compares texts; '' otherwise. */
  text: string
}

export type Measure = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last' | 'distinct' | 'share' | 'rank'

/** What the rule says of the entries; shared by all persons. */
export interface LeafRule {
  span: Span
  measure: Measure
  /** The comparison, on the measure's value (amounts in ten-thousandths). Of nothing, most measures have no value: then it is false. */
  holds(value: number): boolean
  /** The text that a share or a rank is about. */
  subject?: string
  /** How many latest entries (distinct: texts) the comparison can tell apart; Infinity when all matter. */
  latest: number
}

/** Exact entries kept where all of them matter; beyond it the oldest are merged into buckets. */
export const EXACT_ENTRIES_MAX = 512
/** Merging waits until so many are over, so that it is not done for every event. */
const MERGE_SLACK = 64
/** A bucket is at most this share of the window. */
const BUCKETS_PER_WINDOW = 256

export function emptyLeaf(): LeafState {
  return { entries: [], exactFrom: -Infinity }
}

/** The measure at T; undefined where nothing has no value. */
export function valueAt(rule: LeafRule, state: LeafState, at: number): number | undefined {
  const running = createRunning(rule.measure, rule.subject)
  for (const entry of state.entries) {
    if (rule.span.enter(entry.t) > at) break
    if (rule.span.leave(entry.t) > at) running.add(entry)
  }
  return running.value()
}

export function truthAt(rule: LeafRule, state: LeafState, at: number): boolean {
  return holds(rule, rule.measure === 'count' ? countAt(rule, state, at) : valueAt(rule, state, at))
}

/** The same as valueAt for the most frequent measure, without anything to allocate. */
function countAt({ span }: LeafRule, { entries }: LeafState, at: number): number {
  let count = 0
  for (let i = 0; i < entries.length && span.enter(entries[i]!.t) <= at; i++)
    if (span.leave(entries[i]!.t) > at) count += entries[i]!.n
  return count
}

function holds(rule: LeafRule, value: number | undefined): boolean {
  return value !== undefined && rule.holds(value)
}

/** The first instant after `after` at which the truth is another one than at `after`, if nothing else happens; else Infinity. */
export function nextFlip(rule: LeafRule, state: LeafState, after: number): number {
  const known = state.flip
  if (known && after >= known.after && after < known.at) return known.at
  const at = findFlip(rule, state.entries, after)
  state.flip = { after, at }
  return at
}

function findFlip(rule: LeafRule, entries: readonly Entry[], after: number): number {
  const { span } = rule
  const running = rule.measure === 'count' ? undefined : createRunning(rule.measure, rule.subject)
  let count = 0
  // `entered` and `left` walk the two ends of the run of entries that count; start with the run at `after`.
  let entered = 0
  let left = 0
  const move = (instant: number): boolean => {
    for (; entered < entries.length && span.enter(entries[entered]!.t) <= instant; entered++) {
      count += entries[entered]!.n
      running?.add(entries[entered]!)
    }
    for (; left < entered && span.leave(entries[left]!.t) <= instant; left++) {
      count -= entries[left]!.n
      running?.remove(entries[left]!)
    }
    return holds(rule, running ? running.value() : count)
  }
  const truth = move(after)
  for (;;) {
    const nextEnter = entered < entries.length ? span.enter(entries[entered]!.t) : Infinity
    const nextLeave = left < entries.length ? span.leave(entries[left]!.t) : Infinity
    const instant = Math.min(nextEnter, nextLeave)
    if (instant === Infinity) return Infinity
    if (move(instant) !== truth) return instant
  }
}

/** Adds an event's entries, in place; entries of the same event and text are there already and stay. @returns whether any was new. */
export function insertEntries(state: LeafState, entries: readonly Entry[]): boolean {
  let added = false
  for (const entry of entries) {
    const { entries: list } = state
    let at = list.length
    while (at > 0 && before(entry, list[at - 1]!)) at--
    if (at > 0 && same(entry, list[at - 1]!)) continue
    list.splice(at, 0, entry)
    state.flip = undefined
    added = true
  }
  return added
}

/** Takes an event's entries out again (it was enriched and no longer matches, or matches with other values). */
export function removeEvent(state: LeafState, eid: string): boolean {
  const kept = state.entries.filter((entry) => entry.eid !== eid)
  const removed = kept.length < state.entries.length
  state.entries = kept
  if (removed) state.flip = undefined
  return removed
}

function before(a: Entry, b: Entry): boolean {
  if (a.t !== b.t) return a.t < b.t
  if (a.eid !== b.eid) return a.eid < b.eid
  return a.text < b.text
}

function same(a: Entry, b: Entry): boolean {
  return a.t === b.t && a.eid === b.eid && a.text === b.text && a.eid !== ''
}

/** Drops and merges what no instant from `now` on can tell apart, in place. Call it after the changes up to `now` are emitted. */
export function trimLeaf(rule: LeafRule, state: LeafState, now: number): void {
  dropExpired(rule, state, now)
  if (rule.latest !== Infinity) dropSuperseded(rule, state, now)
  if (state.entries.length > EXACT_ENTRIES_MAX + MERGE_SLACK) mergeOldest(rule, state, now)
}

function dropExpired(rule: LeafRule, state: LeafState, now: number): void {
  let expired = 0
  while (expired < state.entries.length && rule.span.leave(state.entries[expired]!.t) <= now) expired++
  if (expired === 0) return
  state.exactFrom = Math.max(state.exactFrom, rule.span.leave(state.entries[expired - 1]!.t))
  state.entries = state.entries.slice(expired)
}

/**
 * Of the entries that count by now, only the `latest` newest can decide: older ones leave the window before them.
 * For a distinct, only the newest entry of each text matters, and of those the `latest` newest.
 */
function dropSuperseded(rule: LeafRule, state: LeafState, now: number): void {
  const { entries } = state
  const pending = firstPending(rule, entries, now)
  const kept: Entry[] = []
  const texts = new Set<string>()
  for (let i = pending - 1; i >= 0 && kept.length < rule.latest; i--) {
    const entry = entries[i]!
    if (rule.measure === 'distinct') {
      if (texts.has(entry.text)) continue
      texts.add(entry.text)
    }
    kept.push(entry)
  }
  if (kept.length === pending) return
  // What is kept counts in full only once its newest member has entered.
  state.exactFrom = Math.max(state.exactFrom, rule.span.enter(entries[pending - 1]!.t))
  state.entries = [...kept.reverse(), ...entries.slice(pending)]
}

/** Where the entries begin that count later than now. */
function firstPending({ span }: LeafRule, entries: readonly Entry[], now: number): number {
  let pending = entries.length
  while (pending > 0 && span.enter(entries[pending - 1]!.t) > now) pending--
  return pending
}

/**
 * Merges the oldest exact entries into buckets, each at the time of its newest event. What enters and leaves at the same
 * instants (a calendar day, a window that never lets go) is merged without loss; else a bucket is at most window / 256 wide.
 * Where only the latest entries matter, those that count by now are few already, and stay exact.
 */
function mergeOldest(rule: LeafRule, state: LeafState, now: number): void {
  const { entries } = state
  const first = rule.latest === Infinity ? 0 : firstPending(rule, entries, now)
  let surplus = -EXACT_ENTRIES_MAX
  for (let i = first; i < entries.length; i++) if (entries[i]!.eid !== '') surplus++
  if (surplus <= MERGE_SLACK) return
  let end = first
  for (; surplus > 0; end++) if (entries[end]!.eid !== '') surplus--
  const merged = merge(rule, entries.slice(first, end), now)
  state.exactFrom = Math.max(state.exactFrom, now)
  state.entries = [...entries.slice(0, first), ...merged, ...entries.slice(end)]
  state.flip = undefined
}

function merge(rule: LeafRule, entries: readonly Entry[], now: number): Entry[] {
  const buckets = new Map<string, Map<string, Entry>>()
  for (const entry of entries) {
    const place = bucketOf(rule, entry.t, now)
    const bucket = buckets.get(place) ?? new Map<string, Entry>()
    buckets.set(place, bucket)
    const into = bucket.get(entry.text)
    if (into) mergeInto(into, entry, rule.measure)
    else if (bucket.size < rule.latest) bucket.set(entry.text, { ...entry, eid: '' })
  }
  return [...buckets.values()].flatMap((bucket) => [...bucket.values()]).sort((a, b) => a.t - b.t)
}

function bucketOf({ span }: LeafRule, t: number, now: number): string {
  const widthMs = Math.max(1, Math.floor(span.lengthMs / BUCKETS_PER_WINDOW))
  const [enter, leave] = [span.enter(t), span.leave(t)]
  return `${enter <= now ? '' : Math.floor(enter / widthMs)}/${leave === Infinity ? '' : Math.floor(leave / widthMs)}`
}

/** Adds a later entry of the same bucket. */
function mergeInto(bucket: Entry, entry: Entry, measure: Measure): void {
  const { units } = bucket
  bucket.t = entry.t
  bucket.n += entry.n
  if (measure === 'min') bucket.units = Math.min(units, entry.units)
  else if (measure === 'max') bucket.units = Math.max(units, entry.units)
  else if (measure === 'last') bucket.units = entry.units
  else if (measure !== 'first') bucket.units = units + entry.units
}
