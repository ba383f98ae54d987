import { hash32, OPS } from '@weir/contracts'
import type { TraitCondition } from '@weir/contracts'
import { canonicalKey } from './event-leaf.ts'
import { operatorTest } from './operators.ts'
import { scalarsAt } from './values.ts'

/** What is known of one trait: values by event time (ties by eid), oldest first; the last one that has begun is in force. */
export interface TraitEntry {
  t: number
  eid: string
  value: unknown
}

export interface TraitLeaf {
  kind: 'trait'
  id: number
  key: string
  trait: string
  /** Whether the value in force (undefined when there is none) satisfies the condition. */
  holds(value: unknown): boolean
}

export function compileTraitLeaf(condition: TraitCondition): TraitLeaf {
  const op = OPS.find((o) => o in condition) as (typeof OPS)[number]
  const test = operatorTest(op, condition[op])
  const key = canonicalKey(condition)
  return {
    kind: 'trait',
    id: hash32(`leaf\0${key}`),
    key,
    trait: condition.trait,
    holds: (value) => test(scalarsAt({ value }, ['value'])),
  }
}

/** The value in force at T; undefined when there is none (null removes a trait). */
export function traitAt(entries: readonly TraitEntry[] | undefined, at: number): unknown {
  if (!entries) return undefined
  for (let i = entries.length - 1; i >= 0; i--) if (entries[i]!.t <= at) return entries[i]!.value ?? undefined
  return undefined
}

/** The next instant after `after` at which the truth changes by itself (a value from up to 5 min ahead comes into force). */
export function nextTraitFlip(leaf: TraitLeaf, entries: readonly TraitEntry[] | undefined, after: number): number {
  if (!entries) return Infinity
  const truth = leaf.holds(traitAt(entries, after))
  for (const entry of entries) if (entry.t > after && leaf.holds(entry.value ?? undefined) !== truth) return entry.t
  return Infinity
}

/** Adds a value in place. @returns whether anything can change by it. */
export function insertTrait(entries: TraitEntry[], entry: TraitEntry): boolean {
  let at = entries.length
  while (at > 0 && (entry.t < entries[at - 1]!.t || (entry.t === entries[at - 1]!.t && entry.eid < entries[at - 1]!.eid))) at--
  if (at > 0 && entries[at - 1]!.t === entry.t && entries[at - 1]!.eid === entry.eid) return false
  entries.splice(at, 0, entry)
  return true
}

/** Keeps the value in force and those to come. */
export function trimTrait(entries: TraitEntry[], now: number): TraitEntry[] {
  let current = entries.length - 1
  while (current > 0 && entries[current]!.t > now) current--
  return current > 0 ? entries.slice(current) : entries
}
