import { clickhouseTime, segmentNumber } from '@weir/contracts'
import type { MembershipRow } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { absorb } from '../../../test/aliases.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'

/** A few changes with numbers worked out by hand, through the route and the real engine. */

const opened = await openTestWarehouse()
let world: World
let made = 0

function change(segment: string, person: string, op: 'entered' | 'left', at: string): MembershipRow {
  return {
    at: clickhouseTime(Date.parse(at)),
    recorded_at: clickhouseTime(Date.parse(at)),
    person,
    ordinal: 0,
    segment,
    segment_number: segmentNumber(segment),
    version: 1,
    op,
    reason: 'event',
    cause: '',
    part: 0,
    off: made++,
    n: 0,
  }
}

const CHANGES = [
  change('buyers', 'ann', 'entered', '2023-12-01T00:00:00Z'),
  change('buyers', 'bob', 'entered', '2024-03-28T12:00:00Z'),
  change('buyers', 'bob', 'left', '2024-03-28T18:00:00Z'),
  // Midnight in Berlin is 23:00 UTC until the clocks go forward on the 31st, then 22:00 UTC.
  change('buyers', 'cem', 'entered', '2024-03-30T22:59:59.999Z'),
  change('buyers', 'dan', 'entered', '2024-03-30T23:00:00Z'),
  change('buyers', 'ann', 'left', '2024-03-31T21:59:59.999Z'),
  change('buyers', 'cem', 'left', '2024-03-31T22:00:00Z'),
  // In and out and in again on one day.
  change('buyers', 'eve', 'entered', '2024-04-03T08:00:00Z'),
  change('buyers', 'eve', 'left', '2024-04-03T09:00:00Z'),
  change('buyers', 'eve', 'entered', '2024-04-03T10:15:00Z'),
  change('others', 'ann', 'entered', '2024-03-30T12:00:00Z'),
  // Young was in, and in again when old absorbed them: the fold closes that one at its own start.
  change('merged', 'young', 'entered', '2024-02-01T00:00:00Z'),
  change('merged', 'old', 'entered', '2024-02-02T00:00:00Z'),
  change('merged', 'young', 'left', '2024-02-03T00:00:00Z'),
  change('merged', 'old', 'left', '2024-02-05T00:00:00Z'),
  change('merged', 'young', 'entered', '2024-02-07T00:00:00Z'),
  change('merged', 'young', 'left', '2024-02-07T00:00:00Z'),
  change('merged', 'old', 'entered', '2024-02-08T00:00:00Z'),
  // One leaves at the instant at which the other enters.
  change('merged', 'old', 'left', '2024-02-10T00:00:00Z'),
  change('merged', 'younger', 'entered', '2024-02-10T00:00:00Z'),
  change('merged', 'younger', 'left', '2024-02-12T00:00:00Z'),
  change('merged', 'alone', 'entered', '2024-02-02T00:00:00Z'),
]

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  for (const id of ['buyers', 'empty', 'merged']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  const lines = CHANGES.map((row) => Buffer.from(JSON.stringify(row)))
  await opened.warehouse.insertLines('memberships', lines)
  // A replay writes rows again: they still count once.
  await opened.warehouse.insertLines('memberships', lines.slice(0, 3))
  await absorb(opened.warehouse, [
    ['young', 'old'],
    ['younger', 'old'],
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

interface History {
  from: string
  to: string
  rows: { at: string; total: number; entered: number; left: number; net: number }[]
}
const history = async (query: string, segment = 'buyers'): Promise<History> => {
  const answer = await world.ask('GET', `/v1/segments/${segment}/history?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
/** Start, total, entered, left. */
const short = ({ rows }: History): [string, number, number, number][] =>
  rows.map(({ at, total, entered, left, net }) => {
    expect(net).toBe(entered - left)
    return [at.replace(':00.000Z', 'Z'), total, entered, left]
  })

describe('history', () => {
  it('has a row per day of the zone, and one for a day without a change', async () => {
    expect(short(await history('from=2024-03-29&to=2024-04-03&tz=Europe/Berlin'))).toEqual([
      ['2024-03-28T23:00Z', 1, 0, 0],
      ['2024-03-29T23:00Z', 2, 1, 0],
      ['2024-03-30T23:00Z', 2, 1, 1],
      ['2024-03-31T22:00Z', 1, 0, 1],
      ['2024-04-01T22:00Z', 1, 0, 0],
    ])
  })

  it('has other days in another zone', async () => {
    const answer = await history('from=2024-03-28&to=2024-04-01')
    expect(short(answer)).toEqual([
      ['2024-03-28T00:00Z', 1, 1, 1],
      ['2024-03-29T00:00Z', 1, 0, 0],
      ['2024-03-30T00:00Z', 3, 2, 0],
      ['2024-03-31T00:00Z', 1, 0, 2],
    ])
    expect(answer).toMatchObject({
      segment: 'buyers',
      from: '2024-03-28T00:00:00.000Z',
      to: '2024-04-01T00:00:00.000Z',
      tz: 'UTC',
      step: 'day',
    })
  })

  it('includes `from` and excludes `to`, to the millisecond', async () => {
    expect(short(await history('from=2024-03-30T22:59:59.999Z&to=2024-03-30T23:00:00Z'))).toEqual([
      ['2024-03-30T22:59:59.999Z', 2, 1, 0],
    ])
    expect(short(await history('from=2024-03-30T23:00:00Z&to=2024-03-31T22:00:00Z'))).toEqual([
      ['2024-03-30T23:00Z', 3, 1, 0],
      ['2024-03-31T00:00Z', 2, 0, 1],
    ])
  })

  it('goes by hours, those of the zone', async () => {
    expect(short(await history('from=2024-04-03T08:00:00Z&to=2024-04-03T11:00:00Z&step=hour'))).toEqual([
      ['2024-04-03T08:00Z', 2, 1, 0],
      ['2024-04-03T09:00Z', 1, 0, 1],
      ['2024-04-03T10:00Z', 2, 1, 0],
    ])
    const kolkata = await history('from=2024-04-03T08:00:00Z&to=2024-04-03T10:30:00Z&step=hour&tz=Asia/Kolkata')
    expect(short(kolkata)).toEqual([
      ['2024-04-03T08:00Z', 2, 1, 0],
      ['2024-04-03T08:30Z', 1, 0, 1],
      ['2024-04-03T09:30Z', 2, 1, 0],
    ])
  })

  it('goes by weeks that begin on Monday', async () => {
    expect(short(await history('from=2024-03-20&to=2024-04-08&step=week'))).toEqual([
      ['2024-03-20T00:00Z', 1, 0, 0],
      ['2024-03-25T00:00Z', 1, 3, 3],
      ['2024-04-01T00:00Z', 2, 2, 1],
    ])
  })

  it('has merged persons as one, a member whenever any of them was', async () => {
    const changed = short(await history('from=2024-01-31&to=2024-02-14', 'merged')).filter(
      ([, , entered, left]) => entered + left,
    )
    expect(changed).toEqual([
      ['2024-02-01T00:00Z', 1, 1, 0],
      ['2024-02-02T00:00Z', 2, 1, 0],
      ['2024-02-05T00:00Z', 1, 0, 1],
      ['2024-02-08T00:00Z', 2, 1, 0],
      ['2024-02-12T00:00Z', 1, 0, 1],
    ])
  })

  it('shows the last 30 days by day unless told otherwise', async () => {
    // The clock stands at noon of 1 May 2024.
    const { from, to, rows } = await history('')
    expect([from, to, rows.length]).toEqual(['2024-04-02T00:00:00.000Z', '2024-05-02T00:00:00.000Z', 30])
    expect(rows.map((row) => row.total)).toEqual([1, ...Array.from({ length: 29 }, () => 2)])
  })

  it('is zeros for a segment that nobody was ever in', async () => {
    expect(short(await history('from=2024-04-01&to=2024-04-02', 'empty'))).toEqual([['2024-04-01T00:00Z', 0, 0, 0]])
  })

  it('has up to 1,000 rows, and is refused beyond', async () => {
    const { rows } = await history('from=2015-01-05&to=2034-03-06&step=week')
    expect(rows).toHaveLength(1000)
    expect(rows.at(-1)).toMatchObject({ at: '2034-02-27T00:00:00.000Z', total: 2 })
    const answer = await world.ask('GET', '/v1/segments/buyers/history?from=2015-01-05&to=2034-03-07&step=week')
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'invalid_field', errors: [{ path: 'step' }] })
  })

  it('names what is wrong with a request', async () => {
    const ask = async (path: string): Promise<unknown> => {
      const answer = await world.ask('GET', `/v1/segments/${path}`)
      return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.map((fault) => fault.path)]
    }
    expect(await ask('nosuch/history')).toEqual([404, undefined])
    expect(await ask('buyers/history?tz=Mars/Olympus')).toEqual([400, ['tz']])
    expect(await ask('buyers/history?from=2024-05-02&to=2024-05-01')).toEqual([400, ['from']])
    expect(await ask('buyers/history?step=month')).toEqual([400, ['step']])
  })
})
