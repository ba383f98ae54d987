// Held by packages/segmentation/src/program/revise.prop.test.ts

import type { CompiledEventCondition } from '../conditions/condition.ts'
import type { CompiledTraitCondition } from '../conditions/trait.ts'
import { inOrder } from '../state/in-order.ts'
import { stateSpecOf } from '../state/state-spec.ts'
import type { CompiledCondition, SegmentProgram } from './compile-segment.ts'
import type { BoundCondition, BoundStateSpec, Program } from './program.ts'

/** Gives conditions the segments that use them and the window states they read. */

export interface Bound {
  parts: Pick<Program, 'conditions' | 'users' | 'stateSpecs' | 'bySource' | 'traits'>
  goneSpecs: ReadonlySet<BoundStateSpec>
  addedSpecs: readonly BoundStateSpec[]
}

export interface SegmentChanges {
  gone: readonly SegmentProgram[]
  fresh: readonly SegmentProgram[]
}

/**
 * @param conditions those of the program before, and new ones.
 * @returns undefined when a condition of a segment that stays would read another window state.
 * @throws RangeError when two window states have the same number.
 */
export function bindConditions(
  before: Program,
  conditions: Map<number, CompiledCondition>,
  changes: SegmentChanges,
): Bound | undefined {
  const { users, touched } = reviseUsers(before.users, changes)
  const bound: BoundCondition<CompiledCondition>[] = []
  const [sources, traits] = [new Set<string>(), new Set<string>()]
  for (const id of touched) {
    const condition = conditions.get(id)!
    if (condition.kind === 'trait') traits.add(condition.trait)
    else sources.add(condition.source.key)
    const by = users.get(id)
    if (by) bound.push({ condition, users: by })
    else conditions.delete(id)
  }
  const specs = reviseSpecs(before, { touched, sources, bound: bound.filter(isOfEvents) })
  if (!specs) return undefined
  return {
    parts: {
      conditions,
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
  const users = new Map(before)
  const coming = new Map<number, SegmentProgram[]>()
  for (const segment of gone) for (const { id } of segment.conditions) if (!coming.has(id)) coming.set(id, [])
  for (const segment of fresh) {
    for (const { id } of segment.conditions) {
      const known = coming.get(id)
      if (known) known.push(segment)
      else coming.set(id, [segment])
    }
  }
  const ended = new Set(gone)
  for (const [id, added] of coming) {
    const staying = (before.get(id) ?? []).filter((segment) => !ended.has(segment))
    const all = inOrder(staying, added, ({ place }) => place)
    if (all.length > 0) users.set(id, all)
    else users.delete(id)
  }
  return { users, touched: new Set(coming.keys()) }
}

interface Touched<L extends CompiledCondition> {
  touched: ReadonlySet<number>
  bound: readonly BoundCondition<L>[]
}

/** Conditions whose sources have the same key read one window state. */
function reviseSpecs(
  before: Program,
  { touched, sources, bound }: Touched<CompiledEventCondition> & { sources: ReadonlySet<string> },
): { parts: Pick<Program, 'stateSpecs' | 'bySource'>; gone: Set<BoundStateSpec>; added: BoundStateSpec[] } | undefined {
  const coming = groupedBy(bound, ({ source }) => source.key)
  const bySource = new Map(before.bySource)
  const gone = new Set<BoundStateSpec>()
  const added: BoundStateSpec[] = []
  for (const key of sources) {
    const known = before.bySource.get(key)
    if (known) gone.add(known)
    bySource.delete(key)
    const staying = known?.readers.filter(({ condition }) => !touched.has(condition.id)) ?? []
    const readers = inOrder(staying, coming.get(key) ?? [], orderOf)
    if (readers.length === 0) continue
    const spec = bindState(readers, before)
    if (!spec) return undefined
    added.push(spec)
    bySource.set(key, spec)
  }
  const staying = [...before.stateSpecs.values()].filter((spec) => !gone.has(spec))
  const all = inOrder(staying, added, ({ order }) => order)
  const stateSpecs = new Map(all.map((spec) => [spec.id, spec]))
  if (stateSpecs.size < all.length) throw new RangeError('two conditions have the same number; change one of them slightly')
  return { parts: { stateSpecs, bySource }, gone, added }
}

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
  const all = new Map(before)
  for (const trait of traits) {
    const staying = (before.get(trait) ?? []).filter(({ condition }) => !touched.has(condition.id))
    const readers = inOrder(staying, coming.get(trait) ?? [], orderOf)
    if (readers.length > 0) all.set(trait, readers)
    else all.delete(trait)
  }
  return all
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
