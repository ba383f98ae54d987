import { createHash } from 'node:crypto'
import { applyEvent, compile, encodePerson, newPerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { PersonEvent, StoredSegment } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { answerParent } from '../parts/worker.ts'
import {
  AUDIENCE_DAYS,
  drawPerson,
  eventName,
  hitOf,
  HUNDRED,
  segmentsOf,
  somebody,
  sumsOf,
  TEN_NAMES,
  THOUSAND,
} from '../traffic.ts'
import type { Shape, Somebody } from '../traffic.ts'
import { churnSegments, churnTraffic, MAKING } from './churn.ts'
import type { Churn } from './churn.ts'
import { createPlainLoop } from './plain-loop.ts'

export type PureVariant = 'plain' | 'cached' | 'hundred' | 'thousand'

export type PureWorker = {
  /** Folds so many events in memory. Only the folding is timed, not the making of the events. */
  measure(variant: PureVariant, events: number, people: number): { seconds: number; cpuUs: number; changes: number }
  /** The same of the events that the segmenter is measured with. */
  churn(churn: Churn, events: number): { seconds: number; cpuUs: number; changes: number }
  /**
   * Half of the events are of one person, under twenty sums: the CPU time of theirs and of the
   * others', in the same run.
   */
  hot(events: number, people: number): { hotUs: number; ordinaryUs: number }
  /** Bytes of somebody with ten events, under 100 segments. */
  blobBytes(): number
}

const START = Date.UTC(2026, 0, 1)
const SPAN_MS = 30 * 86_400_000
const SLICE = 1_000
const HOT_SEGMENTS = 20
const ONE_NAME: Shape = { names: 1, segmentsPerName: HOT_SEGMENTS }

/** One event, as numbers and as the fold gets it: made beforehand, because others make it. */
interface Draw {
  person: number
  name: number
  at: number
  event: PersonEvent
}

type FoldOne = (draw: Draw) => void

const handlers: PureWorker = {
  measure(variant, events, people) {
    const shape = variant === 'thousand' ? THOUSAND : TEN_NAMES
    let changes = 0
    const fold = variant === 'plain' ? plain(people) : folding(segmentsOf(shape, AUDIENCE_DAYS), people, () => void changes++)
    const random = seededRandom(7)
    let wallMs = 0
    let cpuUs = 0
    for (let done = 0; done < events * 2; done += SLICE) {
      const slice = Array.from({ length: SLICE }, (_, i) => draw(random, shape, people, done + i, events * 2))
      const cpu = process.cpuUsage()
      const start = performance.now()
      const changesBefore = changes
      for (const one of slice) fold(one)
      // The first half makes the people and warms up: what is measured is the steady state.
      if (done < events) changes -= changes - changesBefore
      if (done < events) continue
      wallMs += performance.now() - start
      const { user, system } = process.cpuUsage(cpu)
      cpuUs += user + system
    }
    return { seconds: wallMs / 1000, cpuUs, changes }
  },
  churn(churn, events) {
    const program = compile(1, churnSegments(churn))
    const known: Person[] = []
    const made = Array.from(churnTraffic(events), (sent, i) => ({ ...sent, eid: i.toString(16).padStart(16, '0') }))
    let changes = 0
    const fold = ({ id, number, hit, eid }: (typeof made)[number]): void => {
      const person = (known[number] ??= newPerson(id, number + 1, 1))
      const event: PersonEvent = { kind: 'event', person: id, eid, rev: 0, hit }
      applyEvent(program, person, event, hit.received_at, () => void changes++)
    }
    made.slice(0, MAKING).forEach(fold)
    const measured = made.slice(MAKING)
    changes = 0
    const cpu = process.cpuUsage()
    const start = performance.now()
    measured.forEach(fold)
    const { user, system } = process.cpuUsage(cpu)
    return { seconds: (performance.now() - start) / 1000, cpuUs: user + system, changes }
  },
  hot(events, people) {
    const program = compile(1, sumsOf(HOT_SEGMENTS))
    const random = seededRandom(7)
    const known = Array.from({ length: people }, (): Person | undefined => undefined)
    const spent = { hotUs: 0, ordinaryUs: 0 }
    for (let done = 0; done < events * 2; done += SLICE) {
      const slice = Array.from({ length: SLICE }, (_, i) =>
        // Whoever is first is the hot one; all events have the name that the sums are over.
        draw(random, ONE_NAME, i % 2 === 0 ? 1 : people, done + i, events * 2),
      )
      for (const [whose, place] of [
        ['hotUs', 0],
        ['ordinaryUs', 1],
      ] as const) {
        const cpu = process.cpuUsage()
        for (let i = place; i < SLICE; i += 2) {
          const { person: number, at, event } = slice[i]!
          const person = (known[number] ??= newPerson(event.person, number + 1, 1))
          applyEvent(program, person, event, at, () => undefined)
        }
        const { user, system } = process.cpuUsage(cpu)
        if (done >= events) spent[whose] += user + system
      }
    }
    return { hotUs: spent.hotUs / (events / 2), ordinaryUs: spent.ordinaryUs / (events / 2) }
  },
  blobBytes() {
    const program = compile(1, segmentsOf(HUNDRED))
    const { id, identifiers } = somebody(0)
    const person = newPerson(id, 1, 1)
    for (let i = 0; i < 10; i++) {
      // Not at round distances, which would be written shorter.
      const at = START + Math.floor(i * 86_400_000 * 1.0917) + 12_345 * i * i
      const event: PersonEvent = {
        kind: 'event',
        person: id,
        eid: createHash('sha256').update(`${i}`).digest('hex').slice(0, 16),
        rev: 0,
        hit: hitOf(eventName(i % 7), identifiers, `e${i}`, at),
      }
      applyEvent(program, person, event, at, () => undefined)
    }
    return encodePerson(person).length
  },
}

const whoIs: (Somebody | undefined)[] = []

function draw(random: Random, { names }: Shape, people: number, i: number, events: number): Draw {
  const at = START + Math.floor((SPAN_MS * i) / events)
  const person = drawPerson(random, people)
  const name = random.int(names)
  const { id, identifiers } = (whoIs[person] ??= somebody(person))
  const eid = createHash('sha256').update(`${i}`).digest('hex').slice(0, 16)
  return {
    person,
    name,
    at,
    event: { kind: 'event', person: id, eid, rev: 0, hit: hitOf(eventName(name), identifiers, eid, at) },
  }
}

function plain(people: number): FoldOne {
  const loop = createPlainLoop(TEN_NAMES, people)
  return ({ person, name, at }) => loop(person, name, at)
}

function folding(segments: StoredSegment[], people: number, emit: () => void): FoldOne {
  const program = compile(1, segments)
  const known = Array.from({ length: people }, (): Person | undefined => undefined)
  return ({ person: number, at, event }) => {
    const person = (known[number] ??= newPerson(event.person, number + 1, 1))
    applyEvent(program, person, event, at, emit)
  }
}

answerParent(handlers)
