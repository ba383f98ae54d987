// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { isWithdrawal, TOPICS } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition, Topic } from '@weir/contracts'
import {
  advance,
  applyEvent,
  applyWithdrawal,
  encodePerson,
  isMember,
  newPerson,
  applyDefinitions,
  mergeBackfill,
} from '@weir/segmentation'
import type { Change, Emit, Person, Program } from '@weir/segmentation'
import type { MemberChange, TimerChange } from '@weir/state'
import type { Output } from '@weir/stream'
import type { Targets } from '../state/bitmaps.ts'
import { membershipLine, toFact } from './rows.ts'
import type { FoldMeta } from './meta.ts'
import type { Changes } from './transaction.ts'
import { optOutOfKnown } from '../opt-outs/known.ts'
import type { BackfillPages } from '../backfill/pages.ts'

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
  meta: FoldMeta
  /** History for those who are not under the present definitions yet. */
  pages: BackfillPages | undefined
}

/**
 * One step of the fold, pure: records or timers go in, a {@link ProcessorStep} comes out. `people`
 * holds everybody the step needs (undefined: not known yet) and is changed in place, as is
 * `context.meta`.
 */
export function createFoldStep(context: FoldContext, people: Map<string, Person | undefined>) {
  const { partition, program, meta, bitmaps } = context
  const armed = new Map<string, number>()
  const touched = new Set<Person>()
  const names: { ordinal: number; id: string }[] = []
  const members = new Map<number, MemberChange>()
  const outputs: Output[] = []
  const counts = { entered: 0, left: 0 }
  let offset = context.position

  const output = (topic: Topic, key: string, line: string, to = partition): void => {
    outputs.push({ topic, partition: to, key, value: Buffer.from(line), offset, n: meta.outputs++ })
  }
  const identity = (): { part: number; off: number; n: number } => ({ part: partition, off: offset, n: meta.outputs })

  const take = (id: string): Person => {
    let person = people.get(id)
    if (!person) {
      // Numbers start at 1: 0 stands for nobody in the warehouse.
      person = newPerson(id, ++meta.people * context.partitions + partition, program.version)
      people.set(id, person)
      names.push({ ordinal: person.ordinal, id })
    }
    if (!touched.has(person)) {
      touched.add(person)
      armed.set(id, person.due)
    }
    return person
  }
  const setBit = (segment: number | undefined, ordinal: number, member: boolean): void => {
    if (segment !== undefined) members.set(segment * ORDINALS + ordinal, { segment, ordinal, member })
  }
  const emitFor =
    (person: Person) =>
    (change: Change): void => {
      const { number } = change.segment
      const segment = change.segment.definition ??
        context.retired.find((s) => s.number === number) ?? { id: `#${number}`, version: 0 }
      setBit(bitmaps.current(number), person.ordinal, change.member)
      counts[change.member ? 'entered' : 'left']++
      output(TOPICS.memberships, person.id, membershipLine(change, person, segment, meta.now, identity()))
    }
  const bringUpToDate = (person: Person): void => {
    if (person.definitions === program.version) return
    const history = context.pages?.of(person.ordinal)
    if (history) mergeBackfill(person, history)
    applyDefinitions(program, person, meta.definedAt, emitFor(person))
    // A bitmap that is being filled needs also those for whom nothing changed.
    for (const [number, bitmap] of bitmaps.filling) if (isMember(person, number)) setBit(bitmap, person.ordinal, true)
  }

  return {
    /** Goes on to the record at `next`, whose outputs count from 0. */
    at(next: number): void {
      offset = next
      meta.outputs = 0
    },
    event(event: PersonEvent): void {
      const before = meta.now
      meta.now = Math.max(meta.now, event.hit.received_at)
      if (event.person === '') {
        output(TOPICS.facts, event.eid, JSON.stringify(toFact(event, 0, [], identity())))
        return
      }
      // A withdrawal makes nobody known: of somebody who is not, nothing is kept.
      if (isWithdrawal(event) && !people.get(event.person)) return
      const person = take(event.person)
      bringUpToDate(person)
      // A timer that was due before this record has fired, whether or not a batch ended in between:
      // what is written depends on the log alone.
      if (person.due <= before) advance(program, person, before, emitFor(person))
      const known = [...person.identifiers]
      const changed: Change[] = []
      const segments = apply(program, person, event, meta.now, (change) => changed.push(change))
      output(TOPICS.facts, event.person, JSON.stringify(toFact(event, person.ordinal, segments, identity())))
      changed.forEach(emitFor(person))
      const optOut = optOutOfKnown(person, known, event.hit)
      if (optOut) output(TOPICS.optOuts, '', JSON.stringify(optOut), 0)
    },
    /** Lets time pass for somebody, and brings them under the current definitions. */
    evaluate(id: string): void {
      if (!people.get(id)) return
      const person = take(id)
      bringUpToDate(person)
      advance(program, person, meta.now, emitFor(person))
    },
    counts,
    result(): Changes {
      const timers: TimerChange[] = []
      for (const { id, due } of touched) {
        const was = armed.get(id)!
        if (was !== due) timers.push({ key: id, was: finite(was), due: finite(due) })
      }
      const puts = [...touched].map((person) => ({ key: person.id, value: encodePerson(person) }))
      return { puts, timers, members: [...members.values()], names, outputs }
    },
  }
}

/**
 * @returns the segments the person was a member of immediately before the event; a withdrawal is
 *   none.
 */
function apply(program: Program, person: Person, event: PersonEvent, now: number, emit: Emit): number[] {
  if (!isWithdrawal(event)) return applyEvent(program, person, event, now, emit)
  applyWithdrawal(program, person, event, now, emit)
  return []
}

/** Ordinals are below it. */
const ORDINALS = 2 ** 32

export type FoldStep = ReturnType<typeof createFoldStep>

function finite(instant: number): number | undefined {
  return Number.isFinite(instant) ? instant : undefined
}
