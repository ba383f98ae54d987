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
}

export interface Entry {
  /** Event time, Unix ms. */
  t: number
  /** The event; '' for a bucket that stands for several. */
  eid: string
  /** How many events it stands for. */
  n: number
  /** Ten-thousandths for a sum; 0 for a count. */
  units: number
  /** The text for a distinct; '' otherwise. */
  text: string
}

export type Measure = 'count' | 'sum' | 'distinct'

/** What the rule says of the entries; shared by all persons. */
export interface LeafRule {
  span: Span
  measure: Measure
  /** The comparison, on the measure's value (sums: in ten-thousandths). */
  holds(value: number): boolean
  /** How many latest entries (distinct: texts) the comparison can tell apart; Infinity when all matter. */
  latest: number
}

/** Exact entries kept where all of them matter; beyond it the oldest are merged into buckets. */
const EXACT_ENTRIES_MAX = 512
/** Merging waits until so many are over, so that it is not done for every event. */
const MERGE_SLACK = 64
/** A bucket is at most this share of the window. */
const BUCKETS_PER_WINDOW = 256

export function emptyLeaf(): LeafState {
  return { entries: [], exactFrom: -Infinity }
}

/** The measure at T. */
export function valueAt(rule: LeafRule, state: LeafState, at: number): number {
  const { span, measure } = rule
  let value = 0
  const texts = measure === 'distinct' ? new Set<string>() : undefined
  for (const entry of state.entries) {
    if (span.enter(entry.t) > at) break
    if (span.leave(entry.t) <= at) continue
    if (texts) texts.add(entry.text)
    else value += measure === 'sum' ? entry.units : entry.n
  }
  return texts ? texts.size : value
}

export function truthAt(rule: LeafRule, state: LeafState, at: number): boolean {
  return rule.holds(valueAt(rule, state, at))
}

/** The first instant after `after` at which the truth is another one than at `after`, if nothing else happens; else Infinity. */
export function nextFlip(rule: LeafRule, state: LeafState, after: number): number {
  const { span } = rule
  const { entries } = state
  const truth = truthAt(rule, state, after)
  const running = createRunning(rule)
  // `entered` and `left` walk the two ends of the run of entries that count; start with the run at `after`.
  let entered = 0
  let left = 0
  for (; entered < entries.length && span.enter(entries[entered]!.t) <= after; entered++) running.add(entries[entered]!)
  for (; left < entered && span.leave(entries[left]!.t) <= after; left++) running.remove(entries[left]!)
  for (;;) {
    const nextEnter = entered < entries.length ? span.enter(entries[entered]!.t) : Infinity
    const nextLeave = left < entries.length ? span.leave(entries[left]!.t) : Infinity
    const instant = Math.min(nextEnter, nextLeave)
    if (instant === Infinity) return Infinity
    for (; entered < entries.length && span.enter(entries[entered]!.t) === instant; entered++) running.add(entries[entered]!)
    for (; left < entered && span.leave(entries[left]!.t) === instant; left++) running.remove(entries[left]!)
    if (rule.holds(running.value()) !== truth) return instant
  }
}

/** The measure under single additions and removals. */
function createRunning(rule: LeafRule): { add(e: Entry): void; remove(e: Entry): void; value(): number } {
  if (rule.measure === 'distinct') {
    const seen = new Map<string, number>()
    return {
      add: (e) => void seen.set(e.text, (seen.get(e.text) ?? 0) + 1),
      remove(e) {
        const rest = (seen.get(e.text) ?? 0) - 1
        if (rest > 0) seen.set(e.text, rest)
        else seen.delete(e.text)
      },
      value: () => seen.size,
    }
  }
  let total = 0
  const weight = rule.measure === 'sum' ? (e: Entry): number => e.units : (e: Entry): number => e.n
  return { add: (e) => void (total += weight(e)), remove: (e) => void (total -= weight(e)), value: () => total }
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
    added = true
  }
  return added
}

/** Takes an event's entries out again (it was enriched and no longer matches, or matches with other values). */
export function removeEvent(state: LeafState, eid: string): boolean {
  const kept = state.entries.filter((entry) => entry.eid !== eid)
  const removed = kept.length < state.entries.length
  state.entries = kept
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
}

function merge(rule: LeafRule, entries: readonly Entry[], now: number): Entry[] {
  const buckets = new Map<string, Map<string, Entry>>()
  for (const entry of entries) {
    const place = bucketOf(rule, entry.t, now)
    const bucket = buckets.get(place) ?? new Map<string, Entry>()
    buckets.set(place, bucket)
    const into = bucket.get(entry.text)
    if (into) {
      into.t = entry.t
      into.n += entry.n
      into.units += entry.units
    } else if (bucket.size < rule.latest) bucket.set(entry.text, { ...entry, eid: '' })
  }
  return [...buckets.values()].flatMap((bucket) => [...bucket.values()]).sort((a, b) => a.t - b.t)
}

function bucketOf({ span }: LeafRule, t: number, now: number): string {
  const widthMs = Math.max(1, Math.floor(span.lengthMs / BUCKETS_PER_WINDOW))
  const [enter, leave] = [span.enter(t), span.leave(t)]
  return `${enter <= now ? '' : Math.floor(enter / widthMs)}/${leave === Infinity ? '' : Math.floor(leave / widthMs)}`
}
