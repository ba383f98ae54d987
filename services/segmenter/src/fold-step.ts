import { TOPICS } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition, Topic } from '@weir/contracts'
import { advance, applyEvent, encodePerson, fillLeaves, newPerson, redefine } from '@weir/segmentation'
import type { Change, EventLeaf, Person, Program } from '@weir/segmentation'
import type { MemberChange, TimerChange } from '@weir/state'
import { toFact, toMembership } from './facts.ts'
import type { FoldMeta } from './fold-meta.ts'
import { encodeMeta } from './fold-meta.ts'
import type { Output } from './outputs.ts'
import type { Step } from './processor.ts'

/** What one step of the fold may look at. */
export interface FoldContext {
  partition: number
  partitions: number
  program: Program
  /** The definitions before these: what segments that are gone were called. */
  retired: readonly SegmentDefinition[]
  meta: FoldMeta
}

/**
 * One step of the fold, pure: records or timers go in, a {@link Step} comes out. `people` holds everybody the step needs
 * (undefined: not known yet) and is changed in place, as is `context.meta`.
 */
export function createFoldStep(context: FoldContext, people: Map<string, Person | undefined>) {
  const { partition, program, meta } = context
  const armed = new Map<string, number>()
  const touched = new Set<Person>()
  const names: { ordinal: number; id: string }[] = []
  const members = new Map<string, MemberChange>()
  const outputs: Output[] = []
  const changes: Change[] = []
  let offset = 0

  const output = (topic: Topic, key: string, row: object): void => {
    outputs.push({ topic, partition, key, value: Buffer.from(JSON.stringify(row)), offset, n: meta.outputs++ })
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
  const emitFor =
    (person: Person) =>
    (change: Change): void => {
      const { number } = change.segment
      const segment = change.segment.definition ??
        context.retired.find((s) => s.number === number) ?? { id: `#${number}`, version: 0 }
      members.set(`${number}:${person.ordinal}`, { segment: number, ordinal: person.ordinal, member: change.member })
      changes.push(change)
      output(TOPICS.memberships, person.id, toMembership(change, person, segment, meta.now, identity()))
    }
  const upToDate = (person: Person): void => {
    if (person.definitions !== program.version) redefine(program, person, meta.definedAt, emitFor(person))
  }

  return {
    /** Begins the outputs of the record at `at`. */
    at(at: number, first: number): void {
      offset = at
      meta.outputs = first
    },
    event(event: PersonEvent): void {
      const before = meta.now
      meta.now = Math.max(meta.now, event.hit.received_at)
      if (event.person === '') {
        output(TOPICS.facts, event.eid, toFact(event, 0, [], identity()))
        return
      }
      const person = take(event.person)
      upToDate(person)
      // A timer that was due before this record has fired, whether or not a batch ended in between: what is written depends on the log alone.
      if (person.due <= before) advance(program, person, before, emitFor(person))
      const changed: Change[] = []
      const segments = applyEvent(program, person, event, meta.now, (change) => changed.push(change))
      output(TOPICS.facts, event.person, toFact(event, person.ordinal, segments, identity()))
      changed.forEach(emitFor(person))
    },
    /** Lets time pass for somebody, and brings them under the current definitions. */
    wake(id: string): void {
      if (!people.get(id)) return
      const person = take(id)
      upToDate(person)
      advance(program, person, meta.now, emitFor(person))
    },
    fill(event: PersonEvent, leaves: readonly EventLeaf[]): void {
      if (people.get(event.person)) fillLeaves(leaves, take(event.person), event)
    },
    changes,
    result(): Step {
      const timers: TimerChange[] = []
      for (const { id, due } of touched) {
        const was = armed.get(id) as number
        if (was !== due) timers.push({ key: id, was: finite(was), due: finite(due) })
      }
      const puts = [...touched].map((person) => ({ key: person.id, value: encodePerson(person) }))
      return { meta: encodeMeta(meta), puts, timers, members: [...members.values()], names, outputs }
    },
  }
}

export type FoldStep = ReturnType<typeof createFoldStep>

function finite(instant: number): number | undefined {
  return Number.isFinite(instant) ? instant : undefined
}
