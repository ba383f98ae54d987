import { NOBODY_ERASED } from '@weir/runtime'
import { personId, PURPOSES, recordOf, segmentNumber, TOPICS } from '@weir/contracts'
import type { PersonEvent, Recounted } from '@weir/contracts'
import { encodeLinks, noLinks } from '@weir/identity'
import { compile, decodePerson, encodePerson, newPerson } from '@weir/segmentation'
import { RecordFault } from '@weir/stream'
import type { ParsedRecord } from '@weir/stream'
import { expect, it } from 'vitest'
import { linksOf } from '../linking/links.ts'
import { initialMeta } from './meta.ts'
import { reduce } from './reduce.ts'
import type { StepState } from './reduce.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1)
const ANN = personId('external_id:ann')
const BUYERS = {
  id: 'buyers',
  number: segmentNumber('buyers'),
  version: 1,
  name: 'Buyers',
  rule: { event: { name: 'Purchase' }, within: '1d' } as const,
  purposes: ['profiling' as const],
}

/** Nobody is known yet. */
function stateAt(position: number): StepState {
  const people = new Map([[ANN, undefined]])
  const bitmaps = { current: () => 1, filling: [] }
  const about = {
    partition: 0,
    partitions: 1,
    position,
    program: compile(1, [BUYERS]),
    bitmaps,
    retired: [],
    changed: [],
    pages: undefined,
  }
  return { ...about, erased: NOBODY_ERASED, people, owners: new Map(), meta: { ...initialMeta(), version: 1 } }
}

function purchase(offset: number, origin?: ParsedRecord['origin']): ParsedRecord {
  const value: PersonEvent = {
    kind: 'event',
    person: ANN,
    eid: offset.toString(16).padStart(16, '0'),
    rev: 0,
    hit: {
      source: 'shop',
      channel: 'server',
      name: 'Purchase',
      event_id: `e${offset}`,
      id_from: 'sender',
      event_time: START + offset,
      received_at: START + offset,
      ids: [{ type: 'external_id', value: 'ann' }],
      consent: recordOf(PURPOSES, () => ({ granted: true, by: 'basis' as const })),
      body: {},
    },
  }
  return { offset, origin, value, fault: undefined }
}

it('gives the same changes for the same state and batch', () => {
  const batch = { kind: 'records', records: [purchase(3), purchase(4)] } as const
  const [once, again] = [stateAt(4), stateAt(4)]
  const { changes, counts } = reduce(once, batch)
  expect({ changes, counts, meta: once.meta }).toEqual({ ...reduce(again, batch), meta: again.meta })
  expect(counts).toEqual({ entered: 1, left: 0, events: 2, repeats: 0, absorbed: 0 })
  expect(changes.puts).toEqual([{ key: ANN, value: encodePerson(once.people.get(ANN)!) }])
  // Three of the first event, which enters and says what was not said before, and one of the
  // second:
  // each record counts its own.
  expect(changes.outputs.map(({ offset, n }) => [offset, n])).toEqual([
    [3, 0],
    [3, 1],
    [3, 2],
    [4, 0],
  ])
})

it('drops what an origin says was taken before', () => {
  const origin = { partition: 2, offset: 9, n: 0 }
  const state = stateAt(4)
  const { changes, counts } = reduce(state, { kind: 'records', records: [purchase(3, origin), purchase(4, origin)] })
  expect(counts).toMatchObject({ events: 1, repeats: 1 })
  expect(changes.outputs.every(({ offset }) => offset === 3)).toBe(true)
  expect(state.meta.taken).toEqual({ 2: [9, 0] })
})

it('lets time pass for people, and notes how far a sweep is', () => {
  const state = stateAt(4)
  reduce(state, { kind: 'records', records: [purchase(4)] })
  const { changes, counts } = reduce(
    { ...state, position: 5 },
    { kind: 'people', ids: [ANN], now: START + 2 * DAY, sweptBelow: 2 },
  )
  expect(counts).toEqual({ entered: 0, left: 1, events: 0, repeats: 0, absorbed: 0 })
  expect(changes.members).toMatchObject([{ segment: 1, member: false }])
  expect(state.meta).toMatchObject({ now: START + 2 * DAY, sweep: 2 })
})

it('names the fault of a record that cannot be taken', () => {
  const fault = new Error('not an object')
  const unreadable = { offset: 3, origin: undefined, value: undefined, fault }
  const taking = (): unknown => reduce(stateAt(3), { kind: 'records', records: [unreadable] })
  expect(taking).toThrow(RecordFault)
  expect(taking).toThrow(expect.objectContaining({ cause: fault }))
})

it('puts a record aside by which somebody cannot be split: who waited for it waits no longer', () => {
  const state = stateAt(3)
  const ann = newPerson(ANN, 1, 1)
  const splitting = { split: 's', leave: [], awaited: 1 }
  ann.linking = encodeLinks({ ...noLinks(), isInviting: true, splitting })
  state.people.set(ANN, ann)
  state.meta.inviting = 1
  const split: Recounted = { kind: 'recounted', to: ANN, split: 's', events: [], isLast: true }
  const record = { offset: 3, origin: undefined, value: split, fault: undefined }
  const { changes } = reduce(state, { kind: 'abandon', record, split, fault: new Error('no history') })
  expect(changes.outputs.map(({ topic }) => topic)).toEqual([TOPICS.config, TOPICS.rejected])
  const [receipt, letter] = changes.outputs.map(({ value }): unknown => JSON.parse(Buffer.from(value).toString()))
  expect(receipt).toMatchObject({ split: 's', outcome: 'failed' })
  expect(letter).toMatchObject({ id: 'fold-0-3', code: 'internal', message: 'no history' })
  expect(state.meta.inviting).toBe(0)
  const stored = changes.puts?.find(({ key }) => key === ANN)
  expect(linksOf(decodePerson(stored!.value))).toEqual(noLinks())
})
