import { applyEvent, compile, encodePerson, newPerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { PersonEvent } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { answerParent } from '../parts/worker.ts'
import { drawPerson, eventName, hitOf, HUNDRED, segmentsOf, somebody, THOUSAND } from '../traffic.ts'
import type { Somebody } from '../traffic.ts'
import { createPlainLoop } from './plain-loop.ts'

export type PureVariant = 'plain' | 'hundred' | 'thousand'

export type PureWorker = {
  /** Folds so many events in memory. Only the folding is timed, not the making of the events. */
  measure(variant: PureVariant, events: number, people: number): { seconds: number; cpuUs: number; changes: number }
  /** Bytes of somebody with ten events, under 100 segments. */
  blobBytes(): number
}

const START = Date.UTC(2026, 0, 1)
const SPAN_MS = 30 * 86_400_000
const SLICE = 10_000

/** One event as numbers; `eid` is made beforehand, because resolve makes it and not the fold. */
interface Draw {
  person: number
  name: number
  at: number
  eid: string
}

type FoldOne = (draw: Draw) => void

const handlers: PureWorker = {
  measure(variant, events, people) {
    const shape = variant === 'thousand' ? THOUSAND : HUNDRED
    let changes = 0
    const fold = variant === 'plain' ? plain(people) : folding(variant, people, () => void changes++)
    const random = seededRandom(7)
    let wallMs = 0
    let cpuUs = 0
    for (let done = 0; done < events; done += SLICE) {
      const slice = Array.from({ length: SLICE }, (_, i): Draw => {
        const at = START + Math.floor((SPAN_MS * (done + i)) / events)
        return {
          person: drawPerson(random, people),
          name: random.int(shape.names),
          at,
          eid: (done + i).toString(16).padStart(16, '0'),
        }
      })
      const cpu = process.cpuUsage()
      const start = performance.now()
      for (const draw of slice) fold(draw)
      wallMs += performance.now() - start
      const { user, system } = process.cpuUsage(cpu)
      cpuUs += user + system
    }
    return { seconds: wallMs / 1000, cpuUs, changes }
  },
  blobBytes() {
    const program = compile(1, segmentsOf(HUNDRED))
    const { id, identifiers } = somebody(0)
    const person = newPerson(id, 1, 1)
    for (let i = 0; i < 10; i++) {
      const at = START + i * 86_400_000
      const event: PersonEvent = {
        kind: 'event',
        person: id,
        eid: i.toString(16).padStart(16, '0'),
        rev: 0,
        hit: hitOf(eventName(i % 7), identifiers, `e${i}`, at),
      }
      applyEvent(program, person, event, at, () => undefined)
    }
    return encodePerson(person).length
  },
}

function plain(people: number): FoldOne {
  const loop = createPlainLoop(HUNDRED, people)
  return ({ person, name, at }) => loop(person, name, at)
}

function folding(variant: 'hundred' | 'thousand', people: number, emit: () => void): FoldOne {
  const shape = variant === 'thousand' ? THOUSAND : HUNDRED
  const program = compile(1, segmentsOf(shape))
  const known = Array.from({ length: people }, (): Person | undefined => undefined)
  const whoIs = Array.from({ length: people }, (): Somebody | undefined => undefined)
  return ({ person: number, name, at, eid }) => {
    const { id, identifiers } = (whoIs[number] ??= somebody(number))
    const person = (known[number] ??= newPerson(id, number + 1, 1))
    applyEvent(
      program,
      person,
      { kind: 'event', person: id, eid, rev: 0, hit: hitOf(eventName(name), identifiers, eid, at) },
      at,
      emit,
    )
  }
}

answerParent(handlers)
