// Held by packages/segmentation/src/conditions/windowed.test.ts

import type { Entry, Measure } from './entry.ts'
import { groupedText, groupOf } from './grouped-text.ts'
import { mergeRegions } from './regions.ts'
import type { WindowTally } from './tally.ts'
import type { Span } from '../definition/windows.ts'

/**
 * The events that one or more conditions look at, as they are kept for one person: a *window
 * state*. Conditions over the same events ("bought once in 7 days", "bought three times in 30")
 * share one, so that an event is matched, kept and written once for all of them; each condition
 * then reads from it what its own window holds.
 *
 * Entries are in order of event time (ties by eid).
 */
export interface WindowState {
  entries: Entry[]
  /**
   * The earliest instant (Unix ms) from which `entries` give the exact truth. Dropped entries may
   * be missing before it, so late events must not rewrite history before it.
   */
  exactFrom: number
  /**
   * The last answers of the conditions that read it, if they are worth keeping (most are cheaper to
   * compute again). They are not stored.
   */
  evaluations: Evaluations | undefined
  /** Whether any entry may stand for several events. */
  merged: boolean
  /** How many of the entries are buckets. */
  buckets: number
  /**
   * Tallies of the entries, if there are many entries. They follow from the entries and are not
   * stored.
   */
  tallies: { of: string; tally: WindowTally }[] | undefined
  /**
   * Whether an instant of change may have been given too early: see `nextTransition` in
   * conditions/condition.ts.
   */
  guesses: boolean
  /** Set when entries were merged, which makes earlier answers invalid. */
  stale: boolean
}

/**
 * Two numbers per reader: its answer (1 or 0) and the next instant at which the answer changes. A
 * flat list of numbers, because it is read and written for every event.
 */
export type Evaluations = number[]

/** What must be kept of the entries. All persons share one rule. */
export interface RetentionRule {
  span: Span
  measure: Measure
  /**
   * How many of the latest entries (for distinct: texts) the conditions can tell apart; Infinity if
   * all matter.
   */
  latest: number
  /** For a median: the amounts that it is compared with (see regions.ts). */
  cuts?: readonly number[] | undefined
  /** Whether each value of a path is measured by itself: see grouped-text.ts. */
  grouped?: boolean | undefined
}

/**
 * How many exact entries are kept if all of them matter. Beyond it the oldest are merged into
 * buckets.
 */
export const EXACT_ENTRIES_MAX = 512
/** Merging waits for this many more entries, so that it does not run for every event. */
export const MERGE_SLACK = 64
/** A bucket covers at most this part of the window. */
export const BUCKETS_PER_WINDOW = 256
/** The same where a bucket keeps many texts. */
const BUCKETS_OF_TEXTS = 32

/** How many texts a bucket keeps, the most frequent ones, if any text may matter. */
export const TEXTS_PER_BUCKET = 16

/** Into how many buckets at least a window is divided. */
export function bucketsOf({ measure, latest, grouped = false }: Omit<RetentionRule, 'span' | 'cuts'>): number {
  const keepsTexts = grouped || measure === 'rank' || (measure === 'distinct' && latest === Infinity)
  return keepsTexts ? BUCKETS_OF_TEXTS : BUCKETS_PER_WINDOW
}

const SHORT_LIST = 8

export function emptyWindowState(): WindowState {
  return {
    entries: [],
    exactFrom: -Infinity,
    evaluations: undefined,
    merged: false,
    buckets: 0,
    tallies: undefined,
    guesses: false,
    stale: false,
  }
}

/**
 * Adds the entries of an event in place. Entries of the same event and text that are already there
 * stay.
 * @returns whether any was new.
 */
export function insertEntries(state: WindowState, entries: readonly Entry[]): boolean {
  let added = false
  for (const entry of entries) {
    const { entries: list } = state
    let at = list.length
    while (at > 0 && before(entry, list[at - 1]!)) at--
    if (at > 0 && same(entry, list[at - 1]!)) continue
    // An array that grows by itself allocates room for sixteen more: too much for most people, who
    // stay with a few entries.
    if (list.length < SHORT_LIST) state.entries = [...list.slice(0, at), entry, ...list.slice(at)]
    else if (at === list.length) list.push(entry)
    else list.splice(at, 0, entry)
    if (entry.eid === '') state.buckets++
    if (state.tallies) for (const { tally } of state.tallies) tally.inserted(at, entry)
    added = true
  }
  return added
}

/**
 * Removes the entries of an event (an enriched version no longer matches, or matches with other
 * values).
 * @returns whether there were any.
 */
export function removeEvent(state: WindowState, eid: string): boolean {
  const { entries } = state
  let removed = false
  for (let i = entries.length - 1; i >= 0; i--) {
    if (entries[i]!.eid !== eid) continue
    takeOut(state, i, 1)
    removed = true
  }
  return removed
}

function takeOut(state: WindowState, from: number, count: number): void {
  const { entries, tallies } = state
  for (let i = from + count - 1; i >= from; i--) {
    const entry = entries[i]!
    if (entry.eid === '') state.buckets--
    if (tallies) for (const { tally } of tallies) tally.removed(i, entry)
  }
  entries.splice(from, count)
}

/** Replaces all entries. */
function replaceEntries(state: WindowState, entries: Entry[]): void {
  state.entries = entries
  state.buckets = entries.reduce((sum, { eid }) => sum + (eid === '' ? 1 : 0), 0)
  state.tallies = undefined
}

/** Discards the answers of conditions after entries were merged. */
export function invalidate(state: WindowState): void {
  state.evaluations = undefined
  state.stale = true
}

/** The order of entries. */
export function before(a: Entry, b: Entry): boolean {
  if (a.t !== b.t) return a.t < b.t
  if (a.eid !== b.eid) return a.eid < b.eid
  return a.text < b.text
}

/** Whether two entries are of one event; buckets never are. */
export function same(a: Entry, b: Entry): boolean {
  return a.t === b.t && a.eid === b.eid && a.text === b.text && a.eid !== ''
}

/**
 * Drops and merges, in place, what makes no difference at any instant from `now` on. The caller has
 * emitted the changes up to `now`.
 */
export function trimWindowState(rule: RetentionRule, state: WindowState, now: number): void {
  dropExpired(rule, state, now)
  if (state.entries.length > rule.latest + slackOf(rule)) dropSuperseded(rule, state, now)
  if (state.entries.length > EXACT_ENTRIES_MAX + MERGE_SLACK) mergeOldest(rule, state, now)
}

/**
 * Returns how many superfluous entries may wait to be dropped. Finding those of a distinct looks at
 * all entries, which is too much for every event.
 */
export function slackOf({ measure, latest }: Pick<RetentionRule, 'measure' | 'latest'>): number {
  return measure === 'distinct' && latest < Infinity ? Math.min(MERGE_SLACK, latest >> 3) : 0
}

function dropExpired({ span }: RetentionRule, state: WindowState, now: number): void {
  const { entries } = state
  let expired = 0
  while (expired < entries.length && span.leave(entries[expired]!.t) <= now) expired++
  if (expired === 0) return
  state.exactFrom = Math.max(state.exactFrom, span.leave(entries[expired - 1]!.t))
  takeOut(state, 0, expired)
}

/**
 * Drops entries that cannot decide. Of the entries that count by now, only the `latest` newest can:
 * older ones leave the window before them. For a distinct, only the newest entry of each text
 * matters, and of those the `latest` newest.
 */
function dropSuperseded(rule: RetentionRule, state: WindowState, now: number): void {
  const { entries } = state
  const pending = firstPending(rule, entries, now)
  if (pending <= rule.latest && rule.measure !== 'distinct') return
  const from = rule.measure === 'distinct' ? undefined : pending - rule.latest
  const kept = from === undefined ? newestTexts(entries, pending, rule.latest) : entries.slice(from, pending)
  if (kept.length === pending) return
  // The kept entries count in full only once the newest of them has entered.
  state.exactFrom = Math.max(state.exactFrom, rule.span.enter(entries[pending - 1]!.t))
  if (from === undefined) replaceEntries(state, [...kept, ...entries.slice(pending)])
  else takeOut(state, 0, from)
}

/**
 * Returns the newest entry of each of the `latest` newest texts among the first `end` entries, in
 * their order.
 */
function newestTexts(entries: readonly Entry[], end: number, latest: number): Entry[] {
  const kept: Entry[] = []
  const texts = new Set<string>()
  for (let i = end - 1; i >= 0 && kept.length < latest; i--) {
    const entry = entries[i]!
    if (texts.has(entry.text)) continue
    texts.add(entry.text)
    kept.push(entry)
  }
  return kept.reverse()
}

/** Returns the index of the first entry that counts later than now. */
function firstPending({ span }: RetentionRule, entries: readonly Entry[], now: number): number {
  let pending = entries.length
  while (pending > 0 && span.enter(entries[pending - 1]!.t) > now) pending--
  return pending
}

/**
 * Merges the oldest exact entries into buckets, each at the time of its newest event. Entries that
 * enter and leave at the same instants (a calendar day, a window that never ends) are merged
 * without loss; otherwise a bucket is at most window / 256 wide. If only the latest entries matter,
 * the few that count by now stay exact.
 */
function mergeOldest(rule: RetentionRule, state: WindowState, now: number): void {
  const { entries, buckets } = state
  if (entries.length - buckets <= EXACT_ENTRIES_MAX + MERGE_SLACK) return
  const start = rule.latest === Infinity ? 0 : firstPending(rule, entries, now)
  let surplus = -EXACT_ENTRIES_MAX
  for (let i = start; i < entries.length; i++) if (entries[i]!.eid !== '') surplus++
  if (surplus <= MERGE_SLACK) return
  let end = start
  for (; surplus > 0; end++) if (entries[end]!.eid !== '') surplus--
  const first = firstUnmerged(rule, entries, start, now)
  const merged = merge(rule, entries.slice(first, end), now)
  state.exactFrom = Math.max(state.exactFrom, now)
  takeOut(state, first, end - first)
  entries.splice(first, 0, ...merged)
  state.buckets += merged.length
  if (state.tallies) for (const { tally } of state.tallies) merged.forEach((entry, i) => tally.inserted(first + i, entry))
  state.merged = true
  invalidate(state)
}

/**
 * Returns where merging begins to make a difference: at the bucket that the oldest exact entry
 * falls into. The buckets before it would come out as they are. (Where entries enter later than
 * they happened, a bucket may be merged with the next one once both have.)
 */
function firstUnmerged(rule: RetentionRule, entries: readonly Entry[], start: number, now: number): number {
  if (rule.span.slidesMs === undefined || rule.cuts) return start
  let first = start
  while (entries[first]!.eid === '') first++
  const place = bucketOf(rule, entries[first]!.t, now)
  while (first > start && bucketOf(rule, entries[first - 1]!.t, now) === place) first--
  return first
}

type Bucket = { -readonly [K in keyof Entry]: Entry[K] }

function merge(rule: RetentionRule, entries: readonly Entry[], now: number): Entry[] {
  const { cuts } = rule
  const buckets = new Map<string, Entry[]>()
  for (const entry of entries) {
    const place = bucketOf(rule, entry.t, now)
    const bucket = buckets.get(place)
    if (bucket) bucket.push(entry)
    else buckets.set(place, [entry])
  }
  const mergeBucket = cuts
    ? (bucket: readonly Entry[]) => (rule.grouped ? mergeGroups(bucket, cuts) : mergeRegions(bucket, cuts))
    : (bucket: readonly Entry[]) => mostFrequent(mergeTexts(rule, bucket))
  return [...buckets.values()].flatMap(mergeBucket).sort((a, b) => a.t - b.t)
}

/** Merges the amounts of each value by itself, of the values with the most of them. */
function mergeGroups(bucket: readonly Entry[], cuts: readonly number[]): Entry[] {
  const groups = new Map<string, Entry[]>()
  for (const entry of bucket) {
    const value = groupOf(entry.text)
    groups.set(value, [...(groups.get(value) ?? []), entry])
  }
  const amounts = (entries: readonly Entry[]): number => entries.reduce((sum, { n }) => sum + n, 0)
  const kept = [...groups].sort(([, a], [, b]) => amounts(b) - amounts(a)).slice(0, TEXTS_PER_BUCKET)
  return kept.flatMap(([value, entries]) =>
    mergeRegions(entries, cuts).map((entry) => ({ ...entry, text: groupedText(value, '') })),
  )
}

function mergeTexts({ latest, measure }: RetentionRule, entries: readonly Entry[]): Map<string, Bucket> {
  const byText = new Map<string, Bucket>()
  for (const entry of entries) {
    const into = byText.get(entry.text)
    if (into) mergeInto(into, entry, measure)
    else if (byText.size < latest) byText.set(entry.text, { ...entry, eid: '' })
  }
  return byText
}

function mostFrequent(bucket: ReadonlyMap<string, Bucket>): Bucket[] {
  const all = [...bucket.values()]
  return all.length <= TEXTS_PER_BUCKET ? all : all.sort((a, b) => b.n - a.n || b.t - a.t).slice(0, TEXTS_PER_BUCKET)
}

function bucketOf(rule: RetentionRule, t: number, now: number): string {
  const { span } = rule
  const widthMs = Math.max(1, Math.floor(span.lengthMs / bucketsOf(rule)))
  const [enter, leave] = [span.enter(t), span.leave(t)]
  return `${enter <= now ? '' : Math.floor(enter / widthMs)}/${leave === Infinity ? '' : Math.floor(leave / widthMs)}`
}

/** Adds a later entry to a bucket. */
function mergeInto(bucket: Bucket, entry: Entry, measure: Measure): void {
  const { units } = bucket
  bucket.t = entry.t
  bucket.n += entry.n
  if (measure === 'min') bucket.units = Math.min(units, entry.units)
  else if (measure === 'max') bucket.units = Math.max(units, entry.units)
  else if (measure === 'last') bucket.units = entry.units
  else if (measure !== 'first') bucket.units = units + entry.units
}
