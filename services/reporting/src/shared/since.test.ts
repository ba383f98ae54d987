import { openWarehouse } from '@weir/warehouse'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { clickhouseTime } from '@weir/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReportReader } from './reader.ts'
import { openSince } from './since.ts'
import type { Belonging } from './since.ts'

const DEFINED = Date.UTC(2024, 4, 1)
const DAY = 86_400_000
const NEW = 7
const OLD = 8

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const stay = (person: string, entered: number, left: number, run = 1) =>
    Buffer.from(
      JSON.stringify({
        person,
        segment_number: NEW,
        entered_at: clickhouseTime(DEFINED - entered * DAY),
        left_at: clickhouseTime(DEFINED - left * DAY),
        run,
      }),
    )
  await opened.warehouse.insertLines('past_memberships', [
    stay('lasting', 40, 20),
    stay('lasting', 9, 0),
    stay('left', 9, 3),
    stay('gone', 9, 0),
    stay('void', 9, 0),
    stay('void', 9, 9, 2),
    stay('absorbed', 5, 0),
  ])
  const past = {
    segment_number: NEW,
    rule: 'a',
    from_at: clickhouseTime(DEFINED - 90 * DAY),
    until_at: clickhouseTime(DEFINED),
    run: 1,
  }
  const gone = { ...past, segment_number: OLD, rule: '' }
  await opened.warehouse.insertLines(
    'segment_pasts',
    [past, gone].map((row) => Buffer.from(JSON.stringify(row))),
  )
})
afterAll(() => opened[Symbol.asyncDispose]())

const belonging = (id: string, from: number, more: { segmentNumber?: number; absorbed?: string[] } = {}): Belonging => ({
  person: { id, absorbed: (more.absorbed ?? []).map((one) => ({ id: one, ordinal: 0 })) },
  membership: { segmentNumber: more.segmentNumber ?? NEW, from, until: from + DAY },
})
const daysBefore = ({ membership }: Belonging): number => (DEFINED - membership.from) / DAY

test('a membership begins with the stay of the past that lasted when the fold found it', async () => {
  const since = await openSince(createReportReader(opened.warehouse), [NEW, OLD])
  const asked = [
    belonging('lasting', DEFINED),
    belonging('left', DEFINED),
    belonging('void', DEFINED),
    belonging('nobody', DEFINED),
    belonging('other', DEFINED, { absorbed: ['absorbed'] }),
    belonging('lasting', DEFINED, { segmentNumber: OLD }),
    belonging('lasting', DEFINED + DAY),
  ]
  const told = await since.reaching(asked)
  // Of one of the two nothing was found out yet.
  expect(since.isKnown).toBe(false)
  expect((await openSince(createReportReader(opened.warehouse), [NEW])).isKnown).toBe(true)
  expect(told.map(daysBefore)).toEqual([9, 0, 0, 0, 5, 0, -1])
  expect(told.map(({ membership }) => membership.until)).toEqual(asked.map(({ membership }) => membership.until))
})

test('of more people than are asked about at once', async () => {
  const since = await openSince(createReportReader(opened.warehouse), [NEW])
  const many = Array.from({ length: 1_201 }, (_, i) => belonging(i % 400 === 0 ? 'lasting' : `p${i}`, DEFINED))
  const told = await since.reaching(many)
  expect(told.flatMap((one, i) => (daysBefore(one) === 9 ? [i] : []))).toEqual([0, 400, 800, 1200])
})

test('without a warehouse it is what the fold has recorded, and said to be no more', async () => {
  // Nobody listens on port 1.
  const away = openWarehouse({ url: 'http://127.0.0.1:1', username: 'x', password: 'x' })
  const since = await openSince(createReportReader(away), [NEW])
  const asked = [belonging('lasting', DEFINED)]
  expect(since.isKnown).toBe(false)
  expect(await since.reaching(asked)).toBe(asked)
  await away.close()
})
