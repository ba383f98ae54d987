import { durationMs, kindOf, leavesOf, PATH_MEASURES, unknownKind } from '@weir/contracts'
import type { Condition, EventCondition, Leaf, LeafCondition, PercentileCondition } from '@weir/contracts'
import { retentionBoundOf, customRetentionBound } from './retention-bound.ts'
import type { BoundReason } from './retention-bound.ts'
import { compileCondition } from '../program/compile-segment.ts'
import type { Names } from '../definition/selectors.ts'
import type { EntrySource } from '../state/state-spec.ts'
import type { Measure } from '../state/entry.ts'
import { windowAt } from '../definition/windows.ts'

/** What a definition costs at worst: see docs/semantics.md, "Bounded state". */
export interface Cost {
  /**
   * The state of one person at most, however many events they have. Conditions that share a window
   * state count once.
   */
  stateBytesMax: number
  /** In the order of the rule. What a segment that is referred to needs is that segment's cost. */
  conditions: ConditionCost[]
}

export interface ConditionCost {
  /** Where in the definition: `rule.all.0`. */
  path: string
  /** Whether it changes at the very instant, whatever the traffic. */
  exact: boolean
  /** Infinity where there is no bound. */
  entriesMax: number
  /** How much later than that it may change; Infinity where old events are forgotten. */
  lateByMaxMs: number
  stateBytesMax: number
  /**
   * What makes it large; undefined for a test on the present value of a trait, which is kept
   * anyway.
   */
  why: BoundReason | undefined
  /** The events it looks at; undefined as above. */
  reads: Reads | undefined
}

/** Events by name, since `from` (Unix ms; -Infinity for all). */
export interface Reads extends Names {
  from: number
}

/** An event is written once, as a time and a key of 8 bytes, and named by its place. */
const EVENT_BYTES = 19
/** A bucket has a time of its own, and how many events it stands for. */
const BUCKET_BYTES = 12
const AMOUNT_BYTES = 8
/** Texts are assumed to be as long as ids usually are. */
const TEXT_BYTES = 34
/** Of which side of a ratio it is. */
const SIDE_BYTES = 3
const DAY_BYTES = 7
/** The number of a window state, how far back it is exact, how many entries it has. */
const TRACK_BYTES = 16
/** The number of the segment, the ends of the membership, and when something is due. */
const MEMBERSHIP_BYTES = 24

/**
 * Estimates what a rule costs, condition by condition.
 * @param at the instant (Unix ms) from which windows reach back.
 * @throws RangeError when the rule makes no sense, as `compile`.
 */
export function estimateCost({ rule }: { rule: Condition }, at: number): Cost {
  const found = leavesOf(rule)
    .flatMap(costedIn)
    .map(({ path, condition }) => costOf(condition, path, at))
  const specs = new Map<string, number>()
  for (const { spec, cost } of found) specs.set(spec, Math.max(specs.get(spec) ?? 0, cost.stateBytesMax))
  const stateBytesMax = [...specs.values()].reduce((sum, bytes) => sum + bytes, MEMBERSHIP_BYTES)
  return { stateBytesMax, conditions: found.map(({ cost }) => cost) }
}

type Costed = LeafCondition | 'kept anyway'

function costedIn({ kind, condition, at }: Leaf): { path: string; condition: Costed }[] {
  switch (kind) {
    case 'event':
    case 'exposure':
    case 'affinity':
    case 'ratio':
    case 'touch':
    case 'sequence':
    case 'trait':
      return [{ path: at, condition }]
    case 'percentile':
      return [{ path: at, condition: reachingAny(condition) }]
    case 'score':
    case 'lookalike':
      return [{ path: at, condition: 'kept anyway' }]
    case 'segment':
      return []
    default:
      return unknownKind(kind)
  }
}

/**
 * How many texts or days a percentile is assumed to ask for, since its threshold is not known
 * beforehand.
 */
const THRESHOLD = 1_000

/** Returns the condition that a percentile becomes, with a threshold that makes it keep much. */
function reachingAny({ percentile: { of, within } }: PercentileCondition): EventCondition {
  const { event, count: _count, active_days, ...measures } = of
  const [measure] = Object.entries(measures)
  if (measure) return { event, within, [measure[0]]: { ...measure[1], gte: THRESHOLD } }
  return { event, within, [active_days ? 'active_days' : 'count']: { gte: THRESHOLD } }
}

function costOf(condition: Costed, path: string, at: number): { spec: string; cost: ConditionCost } {
  const compiled = condition === 'kept anyway' ? undefined : compileCondition(condition)
  if (condition === 'kept anyway' || compiled?.kind !== 'event') {
    const cost = { path, exact: true, entriesMax: 1, lateByMaxMs: 0, stateBytesMax: 0, why: undefined, reads: undefined }
    return { spec: '', cost }
  }
  const { retention, key, names, prefix } = compiled.source
  const window = 'within' in condition ? condition.within : 'all'
  const coolDownMs = 'cool_down' in condition ? durationMs(condition.cool_down) : 0
  const kept = typeof retention === 'function' ? customRetentionBound(condition, window) : retentionBoundOf(retention, window)
  const own = 'active_days' in condition ? DAY_BYTES : valueBytes(measureIn(condition, retention))
  const isGrouped = typeof retention !== 'function' && retention.grouped === true
  const value = own + (isGrouped ? TEXT_BYTES : 0)
  const cost = {
    path,
    exact: kept.exact,
    entriesMax: kept.events + kept.buckets,
    lateByMaxMs: kept.lateByMaxMs,
    stateBytesMax: TRACK_BYTES + kept.events * (EVENT_BYTES + value) + kept.buckets * (BUCKET_BYTES + value),
    why: kept.why,
    reads: { names, prefix, from: windowAt(window, at).from - coolDownMs },
  }
  return { spec: key, cost }
}

function measureIn(condition: LeafCondition, retention: EntrySource['retention']): Measure {
  if (typeof retention !== 'function') return retention.measure
  const { kind, condition: own } = kindOf(condition)
  if (kind === 'event') return PATH_MEASURES.find((measure) => own[measure]) ?? 'count'
  return kind === 'trait' || kind === 'touch' ? 'distinct' : 'count'
}

/** Returns the bytes of an entry besides the event. */
function valueBytes(measure: Measure): number {
  if (measure === 'distinct' || measure === 'share' || measure === 'rank') return TEXT_BYTES
  if (measure === 'ratio') return AMOUNT_BYTES + SIDE_BYTES
  return measure === 'count' ? 2 : AMOUNT_BYTES
}
