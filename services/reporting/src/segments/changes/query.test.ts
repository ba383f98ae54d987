import type { LedgerPlace, MembershipRow } from '@weir/contracts'
import { clickhouseTime, isBefore } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { jsonLine, sampleMembership } from '@weir/warehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { NOW } from '../../../test/world.ts'
import { createReportReader } from '../../shared/reader.ts'
import { queryChanges } from './query.ts'
import { queryOpenRetractions } from './retractions/query.ts'

const PARTITIONS = 3
const NUMBER = 5
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
})
afterAll(() => opened[Symbol.asyncDispose]())

const place = (...marks: [number, number][]): LedgerPlace => ({ marks, optOuts: 0 })
const START = place(...Array.from({ length: PARTITIONS }, (): [number, number] => [0, 0]))
const END = place(...Array.from({ length: PARTITIONS }, (): [number, number] => [1_000, 0]))

async function store(rows: readonly MembershipRow[]): Promise<void> {
  await opened.warehouse.command('TRUNCATE TABLE memberships')
  // Some are stored twice, as after an insert whose answer was lost.
  for (const some of [rows.slice(0, 40), rows.slice(20), rows.slice(30, 50)]) {
    if (some.length > 0) await opened.warehouse.insertLines('memberships', some.map(jsonLine))
  }
}

describe('pages of the changes of a segment', () => {
  it.each([1, 2, 3, 4, 5])('give every change once and in order, whatever their size (%i)', async (seed) => {
    const random = seededRandom(seed)
    const reader = createReportReader(opened.warehouse)
    const offs = [0, 0, 0]
    const rows = Array.from({ length: 80 }, (_, i) => {
      const part = random.int(PARTITIONS)
      const n = random.int(3) === 0 ? i : 0
      if (n === 0) offs[part]! += 1 + random.int(3)
      const mine = random.int(4) > 0
      return sampleMembership({ segment_number: mine ? NUMBER : 6, part, off: offs[part]!, n, person: `p${i}` })
    })
    await store(rows)
    const expected = rows
      .filter(({ segment_number }) => segment_number === NUMBER)
      .toSorted((a, b) => a.part - b.part || a.off - b.off || a.n - b.n)
      .map(({ person }) => person)
    const found: string[] = []
    for (let at = START, i = 0; i < 200; i++) {
      const page = await queryChanges(reader, { number: NUMBER }, at, END, 1 + random.int(9))
      found.push(...page.rows.map(({ person }) => person))
      at.marks.forEach((mark, p) => expect(isBefore(page.marks[p]!, mark)).toBe(false))
      at = { marks: page.marks, optOuts: 0 }
    }
    expect(found).toEqual(expected)
  })

  it('end where they are told to, and never go back', async () => {
    const reader = createReportReader(opened.warehouse)
    await store(Array.from({ length: 10 }, (_, off) => sampleMembership({ segment_number: NUMBER, part: 0, off, n: 2 })))
    const offs = async (from: LedgerPlace, to: LedgerPlace): Promise<number[]> =>
      (await queryChanges(reader, { number: NUMBER }, from, to, 100)).rows.map(({ off }) => off)
    expect(await offs(place([3, 0]), place([6, 0]))).toEqual([3, 4, 5])
    expect(await offs(place([3, 2]), place([6, 3]))).toEqual([3, 4, 5, 6])
    expect(await offs(place([3, 3]), place([6, 2]))).toEqual([4, 5])
    expect(await queryChanges(reader, { number: NUMBER }, place([7, 0]), place([5, 0]), 100)).toEqual({
      rows: [],
      marks: [[7, 0]],
    })
  })
})

describe('open retractions', () => {
  const change = (off: number, person: string, op: 'entered' | 'left', reason: MembershipRow['reason']): MembershipRow =>
    sampleMembership({ segment_number: NUMBER, part: 0, off, n: 0, person, op, reason, recorded_at: clickhouseTime(NOW + off) })
  const open = (confirmed: number, handed: number) =>
    queryOpenRetractions(
      createReportReader(opened.warehouse),
      { number: NUMBER, name: 'ads', confirmed: place([confirmed, 0]), handed: place([handed, 0]) },
      place([100, 0]),
    )

  it('are those of people whom the destination has', async () => {
    await store([
      change(1, 'ann', 'entered', 'event'),
      change(2, 'bob', 'entered', 'event'),
      change(3, 'ann', 'left', 'consent'),
      change(4, 'cem', 'entered', 'event'),
      change(5, 'bob', 'left', 'window'),
      change(6, 'cem', 'left', 'consent'),
      change(7, 'ann', 'entered', 'consent'),
      change(8, 'ann', 'left', 'merge'),
    ])
    // Handed nothing: nobody is there.
    expect(await open(0, 0)).toEqual({ count: 0, oldest: undefined })
    // Has ann and bob; bob left by himself.
    expect(await open(0, 3)).toEqual({ count: 1, oldest: NOW + 3 })
    // Was handed all, and has confirmed more and more of it.
    expect(await open(0, 9)).toEqual({ count: 3, oldest: NOW + 3 })
    expect(await open(4, 9)).toEqual({ count: 2, oldest: NOW + 6 })
    expect(await open(7, 9)).toEqual({ count: 1, oldest: NOW + 8 })
    expect(await open(9, 9)).toEqual({ count: 0, oldest: undefined })
    // Has cem, and ann no more.
    expect(await open(5, 5)).toEqual({ count: 1, oldest: NOW + 6 })
  })
})
