// Held by packages/segmentation/src/state/tally.prop.test.ts

import type { Entry, Measure } from './entry.ts'
import { SUM_SCALE } from '../definition/values.ts'
import { groupOf } from './grouped-text.ts'

/**
 * A measure of the entries that count. Entries are added and removed in any order; removing one
 * undoes adding it.
 */
export interface Aggregate {
  add(entry: Entry): void
  /** Removes an entry that was added before. */
  remove(entry: Entry): void
  /**
   * Returns the measure; undefined if it has no value. `oldest` and `newest` are the first and last
   * entry that count.
   */
  value(oldest: Entry | undefined, newest: Entry | undefined): number | undefined
  /**
   * Whether the result cannot depend on the order of additions and removals: sums are whole
   * numbers, exact up to 2^53.
   */
  isExact(): boolean
}

/** What is measured of each value of a path by itself, and whether that is enough. */
export interface PerValueMeasure {
  measure: Measure
  holds: (value: number) => boolean
}

/** What a measure is about, beyond the entries. */
export interface MeasureSubject {
  /** The text that a share or a rank is about. */
  subject?: string
  /** What is measured of each value that `values` counts. */
  each?: PerValueMeasure | undefined
  /** What a ratio divides, and by what. */
  sides?: readonly [Measure, Measure] | undefined
}

export function createAggregate(measure: Measure, { subject = '', each, sides }: MeasureSubject = {}): Aggregate {
  switch (measure) {
    case 'count':
      return total((entry) => entry.n)
    case 'sum':
      return total((entry) => entry.units)
    case 'avg':
      return average()
    case 'median':
      return median()
    case 'min':
      return sorted((units) => units[0])
    case 'max':
      return sorted((units) => units.at(-1))
    case 'first':
      return end((oldest) => oldest?.units)
    case 'last':
      return end((_, newest) => newest?.units)
    case 'distinct':
      return texts((counts) => counts.size)
    case 'share':
      return texts((counts, all) => (all === 0 ? undefined : (counts.get(subject) ?? 0) / all))
    case 'rank':
      return rank(subject)
    case 'values':
      if (!each) throw new RangeError('values are counted by what is measured of each')
      return values(each)
    case 'ratio':
      if (!sides) throw new RangeError('a ratio has two sides')
      return ratio(sides)
  }
}

const always = (): boolean => true

function total(weight: (entry: Entry) => number): Aggregate {
  let sum = 0
  let exact = true
  const change = (by: number): void => {
    sum += by
    if (Math.abs(sum) > Number.MAX_SAFE_INTEGER || Math.abs(by) > Number.MAX_SAFE_INTEGER) exact = false
  }
  return { add: (e) => change(weight(e)), remove: (e) => change(-weight(e)), value: () => sum, isExact: () => exact }
}

function average(): Aggregate {
  const sum = total((entry) => entry.units)
  let n = 0
  return {
    add(e) {
      sum.add(e)
      n += e.n
    },
    remove(e) {
      sum.remove(e)
      n -= e.n
    },
    value: () => (n === 0 ? undefined : sum.value(undefined, undefined)! / n),
    isExact: () => sum.isExact(),
  }
}

function sorted(pick: (units: readonly number[]) => number | undefined): Aggregate {
  const all: number[] = []
  return {
    add: (e) => void all.splice(placeOf(all, e.units), 0, e.units),
    remove: (e) => void all.splice(placeOf(all, e.units), 1),
    value: () => pick(all),
    isExact: always,
  }
}

/** Returns the index of the first number that is not less, in an ascending list. */
function placeOf(ascending: readonly number[], units: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < units) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Keeps the different amounts in order, each with its count, and a place near the middle with the
 * count of amounts before it. One amount more or less moves the middle by a step, so nothing is
 * counted again.
 */
function median(): Aggregate {
  const amounts: number[] = []
  const counts: number[] = []
  let all = 0
  let place = 0
  let before = 0
  const change = (units: number, by: number): void => {
    const i = placeOf(amounts, units)
    const isKnown = amounts[i] === units
    const count = (isKnown ? counts[i]! : 0) + by
    const moved = count > 0 ? [units] : []
    amounts.splice(i, isKnown ? 1 : 0, ...moved)
    counts.splice(i, isKnown ? 1 : 0, ...moved.map(() => count))
    all += by
    if (i >= place) return
    before += by
    place += moved.length - (isKnown ? 1 : 0)
  }
  return {
    add: (e) => change(e.units, e.n),
    remove: (e) => change(e.units, -e.n),
    value() {
      if (all === 0) return undefined
      const lower = Math.floor((all - 1) / 2)
      while (before > lower) before -= counts[--place]!
      while (before + counts[place]! <= lower) before += counts[place++]!
      const isBoth = before + counts[place]! > Math.floor(all / 2)
      return (amounts[place]! + amounts[isBoth ? place : place + 1]!) / 2
    },
    isExact: always,
  }
}

function end(value: Aggregate['value']): Aggregate {
  return { add: () => undefined, remove: () => undefined, value, isExact: always }
}

function texts(value: (counts: ReadonlyMap<string, number>, all: number) => number | undefined): Aggregate {
  const counts = new Map<string, number>()
  let all = 0
  const change = (text: string, by: number): void => {
    all += by
    changeBy(counts, text, by)
  }
  return {
    add: (e) => change(e.text, e.n),
    remove: (e) => change(e.text, -e.n),
    value: () => value(counts, all),
    isExact: always,
  }
}

/**
 * The most frequent text has rank 1; ties share the better rank, and a text that did not occur has
 * none. The number of more frequent texts is kept up to date: when the count of the subject itself
 * changes, the texts that it overtakes, or that overtake it, are those whose counts lie between.
 */
function rank(subject: string): Aggregate {
  const counts = new Map<string, number>()
  /** How many other texts have each count. */
  const others = new Map<number, number>()
  let own = 0
  let above = 0
  /** How many other texts have a count above `low` and up to `high`. */
  const within = (low: number, high: number): number => {
    let found = 0
    if (high - low > others.size) {
      for (const [count, n] of others) if (count > low && count <= high) found += n
    } else for (let count = low + 1; count <= high; count++) found += others.get(count) ?? 0
    return found
  }
  const change = (text: string, by: number): void => {
    const { before, after } = changeBy(counts, text, by)
    if (text === subject) {
      above += after > before ? -within(before, after) : within(after, before)
      own = after
      return
    }
    if (before > 0) changeBy(others, before, -1)
    if (after > 0) changeBy(others, after, 1)
    above += (after > own ? 1 : 0) - (before > own ? 1 : 0)
  }
  return {
    add: (e) => change(e.text, e.n),
    remove: (e) => change(e.text, -e.n),
    value: () => (own === 0 ? undefined : above + 1),
    isExact: always,
  }
}

/** Divides what is measured of one side by that of the other; by nothing, it has no value. */
function ratio([dividend, divisor]: readonly [Measure, Measure]): Aggregate {
  const [top, bottom] = [createAggregate(dividend), createAggregate(divisor)]
  const sideOf = ({ text }: Entry): Aggregate => (text.startsWith('0') ? top : bottom)
  const [topUnits, bottomUnits] = [dividend, divisor].map((measure) => (measure === 'sum' ? SUM_SCALE : 1))
  const isAlike = topUnits === bottomUnits
  return {
    add: (e) => sideOf(e).add(e),
    remove: (e) => sideOf(e).remove(e),
    value() {
      const [over, under] = [top.value(undefined, undefined) ?? 0, bottom.value(undefined, undefined) ?? 0]
      if (under === 0) return undefined
      return isAlike ? over / under : (over * bottomUnits!) / (under * topUnits!)
    },
    isExact: () => top.isExact() && bottom.isExact(),
  }
}

/** One value of a path, with what is measured of it. */
interface Group {
  running: Aggregate
  /** Those that count, in order, where the first or last of them decides; else only how many. */
  entries: Entry[]
  n: number
  holds: boolean
}

/** Keeps a measure per value, and how many of the values reach the comparison. */
function values({ measure, holds }: PerValueMeasure): Aggregate & { reached(): ReadonlySet<string> } {
  const groups = new Map<string, Group>()
  const isOrdered = measure === 'first' || measure === 'last'
  let reached = 0
  let exact = true
  const change = (entry: Entry, by: 1 | -1): void => {
    const value = groupOf(entry.text)
    const group = groups.get(value) ?? { running: createAggregate(measure), entries: [], n: 0, holds: false }
    groups.set(value, group)
    group.n += by
    if (by > 0) group.running.add(entry)
    else group.running.remove(entry)
    if (isOrdered) changeOrdered(group.entries, entry, by)
    if (!group.running.isExact()) exact = false
    const measured = group.n === 0 ? undefined : group.running.value(group.entries[0], group.entries.at(-1))
    const now = measured !== undefined && holds(measured)
    reached += (now ? 1 : 0) - (group.holds ? 1 : 0)
    group.holds = now
    if (group.n === 0) groups.delete(value)
  }
  return {
    add: (e) => change(e, 1),
    remove: (e) => change(e, -1),
    value: () => reached,
    isExact: () => exact,
    reached: () => new Set([...groups].flatMap(([value, group]) => (group.holds ? [value] : []))),
  }
}

/** The values that reach the comparison, of these entries. */
export function valuesReached(each: PerValueMeasure, entries: readonly Entry[]): ReadonlySet<string> {
  const all = values(each)
  for (const entry of entries) all.add(entry)
  return all.reached()
}

function changeOrdered(entries: Entry[], entry: Entry, by: 1 | -1): void {
  const { t } = entry
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = entries[middle]!
    const otherAt = other.t
    if (otherAt < t || (otherAt === t && other.eid < entry.eid)) low = middle + 1
    else high = middle
  }
  if (by > 0) entries.splice(low, 0, entry)
  else entries.splice(entries.indexOf(entry, low), 1)
}

function changeBy<K>(counts: Map<K, number>, key: K, by: number): { before: number; after: number } {
  const before = counts.get(key) ?? 0
  const after = before + by
  if (after > 0) counts.set(key, after)
  else counts.delete(key)
  return { before, after }
}
