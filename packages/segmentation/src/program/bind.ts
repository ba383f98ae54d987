// Held by packages/segmentation/src/program/revise.prop.test.ts

import type { CompiledEventCondition } from '../conditions/condition.ts'
import type { CompiledTraitCondition } from '../conditions/trait.ts'
import { revisedOrder } from '../state/in-order.ts'
import { stateSpecOf } from '../state/state-spec.ts'
import type { CompiledCondition, SegmentProgram } from './compile-segment.ts'
import type { BoundCondition, BoundStateSpec, Program } from './program.ts'

/** Gives conditions the segments that use them and the window states they read. */

export interface Bound {
  parts: Pick<Program, 'conditions' | 'users' | 'specs' | 'stateSpecs' | 'bySource' | 'traits'>
  goneSpecs: ReadonlySet<BoundStateSpec>
  addedSpecs: readonly BoundStateSpec[]
}

export interface SegmentChanges {
  gone: ReadonlySet<SegmentProgram>
  fresh: readonly SegmentProgram[]
}

/**
 * @param added conditions that the program before does not have.
 * @returns undefined when a condition of a segment that stays would read another window state.
 * @throws RangeError when two window states have the same number.
 */
export function bindConditions(
  before: Program,
  added: ReadonlyMap<number, CompiledCondition>,
  changes: SegmentChanges,
): Bound | undefined {
  const { users, touched } = reviseUsers(before.users, changes)
  const bound: BoundCondition<CompiledCondition>[] = []
  const [sources, traits] = [new Set<string>(), new Set<string>()]
  const unused: number[] = []
  for (const id of touched) {
    const condition = added.get(id) ?? before.conditions.get(id)!
    if (condition.kind === 'trait') traits.add(condition.trait)
    else sources.add(condition.source.key)
    const by = users.get(id)
    if (by) bound.push({ condition, users: by })
    else unused.push(id)
  }
  const specs = reviseSpecs(before, { touched, sources, bound: bound.filter(isOfEvents) })
  if (!specs) return undefined
  return {
    parts: {
      conditions: before.conditions.with(added, unused),
      users,
      ...specs.parts,
      traits: reviseTraits(before.traits, { touched, traits, bound: bound.filter(isOfTrait) }),
    },
    goneSpecs: specs.gone,
    addedSpecs: specs.added,
  }
}

/** `touched` are the numbers of the conditions that gone or fresh segments use. */
function reviseUsers(
  before: Program['users'],
  { gone, fresh }: SegmentChanges,
): { users: Program['users']; touched: ReadonlySet<number> } {
  const coming = new Map<number, SegmentProgram[]>()
  for (const segment of gone) for (const { id } of segment.conditions) if (!coming.has(id)) coming.set(id, [])
  for (const segment of fresh) {
    for (const { id } of segment.conditions) {
      const known = coming.get(id)
      if (known) known.push(segment)
      else coming.set(id, [segment])
    }
  }
  const used: (readonly [number, readonly SegmentProgram[]])[] = []
  const unused: number[] = []
  for (const [id, added] of coming) {
    const all = revisedOrder(before.get(id) ?? [], gone, added, ({ place }) => place)
    if (all.length > 0) used.push([id, all])
    else unused.push(id)
  }
  return { users: before.with(used, unused), touched: new Set(coming.keys()) }
}

interface Touched<L extends CompiledCondition> {
  touched: ReadonlySet<number>
  bound: readonly BoundCondition<L>[]
}

/** Conditions whose sources have the same key read one window state. */
function reviseSpecs(
  before: Program,
  { touched, sources, bound }: Touched<CompiledEventCondition> & { sources: ReadonlySet<string> },
): { parts: Pick<Program, 'specs' | 'stateSpecs' | 'bySource'>; gone: Set<BoundStateSpec>; added: BoundStateSpec[] } | undefined {
  const coming = groupedBy(bound, ({ source }) => source.key)
  const gone = new Set<BoundStateSpec>()
  const added = new Map<string, BoundStateSpec>()
  for (const key of sources) {
    const known = before.bySource.get(key)
    if (known) gone.add(known)
    const staying = known?.readers.filter(({ condition }) => !touched.has(condition.id)) ?? []
    const readers = revisedOrder(staying, NONE, coming.get(key) ?? [], orderOf)
    if (readers.length === 0) continue
    const spec = bindState(readers, before)
    if (!spec) return undefined
    added.set(key, spec)
  }
  const fresh = [...added.values()]
  const specs = revisedOrder(before.specs, gone, fresh, ({ order }) => order)
  const stateSpecs = before.stateSpecs.with(
    fresh.map((spec) => [spec.id, spec]),
    [...gone].map(({ id }) => id),
  )
  if (stateSpecs.size < specs.length) throw new RangeError('two conditions have the same number; change one of them slightly')
  return { parts: { specs, stateSpecs, bySource: before.bySource.with(added, sources) }, gone, added: fresh }
}

const NONE: ReadonlySet<never> = new Set()

function bindState(readers: readonly BoundCondition<CompiledEventCondition>[], before: Program): BoundStateSpec | undefined {
  const [first, ...others] = readers.map(({ condition }) => condition.source)
  if (first === undefined) throw new RangeError('a window state that no condition reads')
  const spec = stateSpecOf([first, ...others])
  for (const { condition } of readers) {
    if (condition.stateId === spec.id) continue
    // The program before has the same condition, and reads what it always read.
    if (before.conditions.get(condition.id) === condition) return undefined
    condition.stateId = spec.id
  }
  return {
    ...spec,
    readers,
    order: orderOf(readers[0]!),
    keepsEvaluations: readers.some(({ condition }) => !condition.isCheap),
  }
}

function reviseTraits(
  before: Program['traits'],
  { touched, traits, bound }: Touched<CompiledTraitCondition> & { traits: ReadonlySet<string> },
): Program['traits'] {
  const coming = groupedBy(bound, ({ trait }) => trait)
  const read: (readonly [string, readonly BoundCondition<CompiledTraitCondition>[]])[] = []
  for (const trait of traits) {
    const staying = (before.get(trait) ?? []).filter(({ condition }) => !touched.has(condition.id))
    const readers = revisedOrder(staying, NONE, coming.get(trait) ?? [], orderOf)
    if (readers.length > 0) read.push([trait, readers])
  }
  return before.with(read, traits)
}

/** A rule has fewer parts. */
const CONDITIONS_MAX = 4_096

/** Conditions come in the order in which segments use them first. */
function orderOf({ condition, users: [first] }: BoundCondition<CompiledCondition>): number {
  return first!.place * CONDITIONS_MAX + first!.conditions.indexOf(condition)
}

function groupedBy<L extends CompiledCondition>(
  bound: readonly BoundCondition<L>[],
  keyOf: (condition: L) => string,
): Map<string, BoundCondition<L>[]> {
  const groups = new Map<string, BoundCondition<L>[]>()
  for (const one of bound) {
    const key = keyOf(one.condition)
    const known = groups.get(key)
    if (known) known.push(one)
    else groups.set(key, [one])
  }
  return groups
}

function isOfEvents(bound: BoundCondition<CompiledCondition>): bound is BoundCondition<CompiledEventCondition> {
  return bound.condition.kind === 'event'
}

function isOfTrait(bound: BoundCondition<CompiledCondition>): bound is BoundCondition<CompiledTraitCondition> {
  return bound.condition.kind === 'trait'
}
