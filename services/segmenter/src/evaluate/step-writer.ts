// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { partitionOf, TOPICS } from '@weir/contracts'
import type { LinkRecord, PersonEvent, SegmentDefinition, SplitRecord, Topic } from '@weir/contracts'
import { applyDefinitions, encodePerson, isMember, mergeBackfill, newPerson } from '@weir/segmentation'
import type { Emit, Person, Program, SegmentProgram } from '@weir/segmentation'
import type { Erased } from '@weir/runtime'
import type { MemberChange, Put, TimerChange } from '@weir/state'
import { createSlab } from '@weir/stream'
import type { Output } from '@weir/stream'
import type { BackfillPages } from '../backfill/pages.ts'
import type { OwnerEntries } from '../linking/owners.ts'
import type { Targets } from '../state/bitmaps.ts'
import type { FoldMeta } from './meta.ts'
import { membershipLine } from './rows.ts'
import type { RowIdentity } from './rows.ts'
import type { Changes } from './transaction.ts'

/** What one step of the fold may look at. */
export interface FoldContext {
  partition: number
  /** Offset of the record that the step begins at. */
  position: number
  partitions: number
  program: Program
  bitmaps: Targets
  /** The definitions before these: what segments that are gone were called. */
  retired: readonly SegmentDefinition[]
  /** The segments to reconcile those with who are not under the present definitions yet. */
  changed: readonly SegmentProgram[]
  meta: FoldMeta
  /** Who was erased. */
  erased: Erased
  /** History for those who are not under the present definitions yet. */
  pages: BackfillPages | undefined
  /** Whose the identifiers are that the step has to do with; changed in place. */
  owners: OwnerEntries
}

/** What happened in a step, for metrics. */
export interface StepCounts {
  entered: number
  left: number
  /** Events that were folded here, and not sent on. */
  events: number
  repeats: number
  /** Persons who turned out to be another. */
  absorbed: number
}

/** What a step changes, until it is committed. `people` and `context.meta` are changed in place. */
export interface StepWriter {
  readonly people: ReadonlyMap<string, Person | undefined>
  readonly counts: StepCounts
  /** Goes on to the record at `offset`, whose outputs count from 0. */
  readonly at: (offset: number) => void
  /**
   * The person of this id, who becomes known by it; they are stored with the step.
   * @param born when, unless they are known: the receipt of their first hit, Unix ms.
   */
  take(id: string, born?: number): Person
  /** Puts another in the place of a person who was taken. */
  replace(person: Person): void
  /** Brings a person under the definitions in force. */
  bringUpToDate(person: Person): void
  /** Takes a person's changes of membership. */
  emitFor(person: Person): Emit
  output(topic: Topic, key: string, line: string, to?: number): void
  /** Sends a record to the partition of whom it is for, this one or another. */
  readonly send: (record: LinkRecord | PersonEvent | SplitRecord) => void
  /** Identity of the next output, as rows name it. */
  identity(): RowIdentity
  put(put: Put): void
  readonly result: () => Changes
}

export function createStepWriter(context: FoldContext, people: Map<string, Person | undefined>): StepWriter {
  const { partition, program, meta, bitmaps } = context
  const armed = new Map<string, number>()
  const touched = new Map<string, Person>()
  const names: { ordinal: number; id: string }[] = []
  const members = new Map<number, MemberChange>()
  const outputs: Output[] = []
  const slab = createSlab()
  const puts = new Map<string, Put>()
  const counts = { entered: 0, left: 0, events: 0, repeats: 0, absorbed: 0 }
  let offset = context.position

  const setBit = (segment: number | undefined, ordinal: number, member: boolean): void => {
    if (segment !== undefined) members.set(segment * ORDINALS + ordinal, { segment, ordinal, member })
  }
  const identity = (): RowIdentity => ({ part: partition, off: offset, n: meta.outputs })
  const output: StepWriter['output'] = (topic, key, line, to = partition) => {
    outputs.push({ topic, partition: to, key, value: slab.bytesOf(line), offset, n: meta.outputs++ })
  }
  const emitFor: StepWriter['emitFor'] = (person) => (change) => {
    const { number } = change.segment
    const segment = change.segment.definition ??
      context.retired.find((s) => s.number === number) ?? { id: `#${number}`, version: 0 }
    setBit(bitmaps.current(number), person.ordinal, change.member)
    counts[change.member ? 'entered' : 'left']++
    output(TOPICS.memberships, person.id, membershipLine(change, person, segment, meta.now, identity()))
  }
  return {
    people,
    counts,
    at(next) {
      offset = next
      meta.outputs = 0
    },
    take(id, born = meta.now) {
      let person = people.get(id)
      if (!person) {
        // Numbers start at 1: 0 stands for nobody in the warehouse.
        person = newPerson(id, ++meta.people * context.partitions + partition, program.version, born)
        people.set(id, person)
        names.push({ ordinal: person.ordinal, id })
      }
      if (!touched.has(id)) armed.set(id, person.due)
      touched.set(id, person)
      return person
    },
    replace(person) {
      people.set(person.id, person)
      touched.set(person.id, person)
    },
    bringUpToDate(person) {
      if (person.definitions === program.version) return
      const history = context.pages?.of(person.ordinal)
      if (history) mergeBackfill(person, history)
      applyDefinitions(program, person, meta.definedAt, emitFor(person), context.changed)
      // A bitmap that is being filled needs also those for whom nothing changed.
      for (const [number, bitmap] of bitmaps.filling) if (isMember(person, number)) setBit(bitmap, person.ordinal, true)
    },
    emitFor,
    output,
    send(record) {
      const to = record.kind === 'event' ? record.person : record.to
      output(TOPICS.events, to, JSON.stringify(record), partitionOf(to, context.partitions))
      meta.sent++
    },
    identity,
    put: (put) => void puts.set(put.key, put),
    result() {
      const timers: TimerChange[] = []
      for (const { id, due } of touched.values()) {
        const was = armed.get(id)!
        if (was !== due) timers.push({ key: id, was: finite(was), due: finite(due) })
      }
      const blobs = [...touched.values()].map((person) => ({ key: person.id, value: encodePerson(person) }))
      return { puts: [...blobs, ...puts.values()], timers, members: [...members.values()], names, outputs }
    },
  }
}

/** Ordinals are below it. */
const ORDINALS = 2 ** 32

function finite(instant: number): number | undefined {
  return Number.isFinite(instant) ? instant : undefined
}
