import { clickhouseTime, segmentNumber } from '@weir/contracts'
import type { MembershipRow } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askCsv, cellText } from '../../../test/read-csv.ts'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'

/** How segments grow, beside a plain count of who is in at the end of each day. */

const opened = await openTestWarehouse()
let world: World
const HOUR = 3_600_000
const START = Date.UTC(2024, 2, 20)
const SEGMENTS = ['one', 'two', 'small']
const random = seededRandom(8)

/** Stays of people, each person's one after the other; some last. */
const STAYS = SEGMENTS.flatMap((segment) =>
  Array.from({ length: segment === 'small' ? 2 : 40 }, (_, i) => {
    const edges = [...new Set(Array.from({ length: 5 }, () => START + random.int(25 * 24) * HOUR))].toSorted((a, b) => a - b)
    return edges.map((at, n) => ({ segment, person: `p${i}`, at, op: n % 2 === 0 ? ('entered' as const) : ('left' as const) }))
  }).flat(),
)

const rows = STAYS.map(({ segment, person, at, op }, off): MembershipRow => ({
  at: clickhouseTime(at),
  recorded_at: clickhouseTime(at),
  person,
  ordinal: 0,
  segment,
  segment_number: segmentNumber(segment),
  version: 1,
  op,
  reason: 'event',
  cause: '',
  part: 0,
  off,
  n: 0,
}))

interface Answer {
  final: boolean
  rows: {
    segment: string
    below_min_size?: true
    days: { day: string; size: number | null; joined: number | null; left: number | null }[]
  }[]
}
const ask = async (query: string): Promise<Answer> => {
  const answer = await world.ask('GET', `/v1/reports/growth?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  for (const id of SEGMENTS)
    await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule, ...(id === 'small' && { min_size: 5 }) })
  await opened.warehouse.insertLines(
    'memberships',
    rows.map((row) => Buffer.from(JSON.stringify(row))),
  )
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

describe('growth', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/St_Johns'])('in %s is what is counted by day', async (tz) => {
    const { rows } = await ask(`from=2024-03-22&to=2024-04-10&tz=${tz}&segments=one,two`)
    const dayOf = (ms: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: tz }).format(ms)
    for (const { segment, days } of rows) {
      expect(days).toHaveLength(19)
      for (const { day, size, joined, left } of days) {
        const own = STAYS.filter((stay) => stay.segment === segment)
        const count = (op: string): number => own.filter((stay) => stay.op === op && dayOf(stay.at) === day).length
        const until = own.filter(({ at }) => dayOf(at) <= day)
        const isIn = (person: string): boolean => until.findLast((stay) => stay.person === person)?.op === 'entered'
        const members = [...new Set(own.map(({ person }) => person))].filter(isIn).length
        expect([day, size, joined, left]).toEqual([day, members, count('entered'), count('left')])
      }
    }
    expect(rows.map(({ segment }) => segment)).toEqual(['one', 'two'])
  })

  it('is the history of each segment', async () => {
    const range = 'from=2024-03-25&to=2024-04-05&tz=Europe/Berlin'
    const { rows } = await ask(`${range}&segments=two`)
    const history = await world.ask('GET', `/v1/segments/two/history?${range}`)
    const right = history.json<{ rows: { total: number; entered: number; left: number }[] }>().rows
    expect(rows[0]?.days.map(({ size, joined, left }) => [size, joined, left])).toEqual(
      right.map(({ total, entered, left }) => [total, entered, left]),
    )
  })

  it('comes as CSV, a line per segment and day', async () => {
    const query = 'from=2024-03-25&to=2024-03-28&segments=two,small'
    const { rows } = await ask(query)
    const two = rows.find(({ segment }) => segment === 'two')
    const { headings, lines, final } = await askCsv(world, 'GET', `/v1/reports/growth?${query}&format=csv`)
    expect(final).toBe(String((await ask(query)).final))
    expect(headings).toBe('segment,day,size,joined,left,suppressed')
    expect(lines.filter(([segment]) => segment === 'two')).toEqual(
      two?.days.map(({ day, size, joined, left }) => ['two', day, ...[size, joined, left, null].map(cellText)]),
    )
    expect(two?.days).toHaveLength(3)
    expect(lines.filter(([segment]) => segment === 'small')).toEqual([['small', '', '', '', '', 'true']])
  })

  it('is not told of a segment below its min_size, and says what is wrong', async () => {
    const { rows } = await ask('from=2024-03-25&to=2024-04-05')
    expect(rows.find(({ segment }) => segment === 'small')).toEqual({ segment: 'small', below_min_size: true, days: [] })
    expect(rows).toHaveLength(3)
    for (const [query, path] of [
      ['segments=nosuch', 'segments'],
      ['from=2020-01-01&to=2024-01-01', 'from'],
      ['tz=Mars/Olympus', 'tz'],
    ]) {
      const answer = await world.ask('GET', `/v1/reports/growth?${query}`)
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { errors: [{ path }] }])
    }
  })
})
