import { segmentNumber } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { askCsv, cellText, shareTexts } from '../../../test/read-csv.ts'
import type { ToldShare } from '../../../test/read-csv.ts'
import { histories, story } from '../../../test/stories.ts'
import type { Told } from '../../../test/stories.ts'
import { NOW } from '../../../test/world.ts'
import { createToldWorld } from '../../../test/told-world.ts'
import type { World } from '../../../test/world.ts'

/** Retention through the route and the real engine, beside an oracle with a calendar of its own. */

const opened = await openTestWarehouse()
let world: World
const HOUR = 3_600_000
const FROM = '2024-02-20'
const TO = '2024-04-10'
const SEGMENTS = ['buyers', 'lookers']
const INTO = new Map([['p1', 'p2']])
const random = seededRandom(3)
/** Over the change to summer time in Berlin, and some days of Lord Howe with half an hour of it. */
const TOLD = story(random, {
  people: 80,
  events: 900,
  names: ['open', 'buy', 'other'],
  at: () => Date.UTC(2024, 1, 15) + random.int(75 * 24 * 2) * (HOUR / 2),
  fields: () => ({ segments: SEGMENTS.filter(() => random.chance(0.4)).map(segmentNumber) }),
})

interface Row {
  cohort: string | null
  persons: number | null
  periods: {
    period: number
    persons: number | null
    of: number | null
    is_over: boolean
    rate: ToldShare
  }[]
}
interface Answer {
  rows: { segment: string | null; cohorts: Row[] }[]
}
const ask = async (body: object): Promise<Answer> => {
  const answer = await world.ask('POST', '/v1/reports/retention', { from: FROM, to: TO, ...body })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: INTO, segments: SEGMENTS, name: 'open' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

type Unit = 'day' | 'week' | 'month'

/** The first day of the unit, from what the clocks of the zone show. */
function dayOf(ms: number, unit: Unit, zone: string): string {
  const date = new Date(`${new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(ms)}T00:00:00Z`)
  if (unit === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  if (unit === 'month') date.setUTCDate(1)
  return date.toISOString().slice(0, 10)
}

function later(day: string, unit: Unit, units: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (unit === 'month') date.setUTCMonth(date.getUTCMonth() + units)
  else date.setUTCDate(date.getUTCDate() + units * (unit === 'week' ? 7 : 1))
  return date.toISOString().slice(0, 10)
}

function oracle(
  first: string,
  returning: string,
  unit: Unit,
  zone: string,
  periods: number,
  isRolling: boolean,
  keysOf: (event: Told) => string[],
) {
  const found = new Map<string, Map<string, string[][]>>()
  for (const events of histories(TOLD, INTO).values()) {
    const inRange = ({ t }: Told): boolean => dayOf(t, 'day', zone) >= FROM && dayOf(t, 'day', zone) < TO
    const start = events.findIndex((event) => event.name === first && inRange(event))
    if (start < 0) continue
    const cohort = dayOf(events[start]!.t, unit, zone)
    const came = events
      .slice(start + 1)
      .filter(({ name }) => name === returning)
      .map(({ t }) => dayOf(t, unit, zone))
    for (const key of keysOf(events[start]!)) {
      const cohorts = found.get(key) ?? new Map<string, string[][]>()
      cohorts.set(cohort, [...(cohorts.get(cohort) ?? []), came])
      found.set(key, cohorts)
    }
  }
  return new Map(
    [...found].map(([key, cohorts]) => [
      key,
      [...cohorts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([cohort, people]) => {
          const last = later(cohort, unit, periods)
          const isBack = (came: string[], period: number): boolean => {
            const day = later(cohort, unit, period)
            return came.some((one) => (isRolling ? one >= day && one <= last : one === day))
          }
          return {
            cohort,
            persons: people.length,
            returned: Array.from({ length: periods + 1 }, (_, period) => people.filter((came) => isBack(came, period)).length),
          }
        }),
    ]),
  )
}

const ZONES = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns']

describe('random histories', () => {
  const cases = ZONES.flatMap((tz) => (['day', 'week', 'month'] as const).map((unit) => [tz, unit] as const))
  it.each(cases)(
    'in %s by %s are what an oracle counts',
    async (tz, unit) => {
      for (const [returning, mode, group_by] of [
        ['open', 'exact', undefined],
        ['buy', 'rolling', 'segment'],
        ['buy', 'exact', 'segment'],
      ] as const) {
        const periods = unit === 'month' ? 2 : 6
        const body = {
          tz,
          unit,
          mode,
          periods,
          first: { name: 'open' },
          ...(returning === 'open' ? {} : { returning: { name: returning } }),
        }
        const { rows } = await ask({ ...body, ...(group_by && { group_by }) })
        const keysOf = group_by
          ? ({ row }: Told) => SEGMENTS.filter((id) => row.segments.includes(segmentNumber(id)))
          : () => ['']
        const right = oracle('open', returning, unit, tz, periods, mode === 'rolling', keysOf)
        const told = rows.map(({ segment, cohorts }) => [
          segment ?? '',
          cohorts
            .slice(1)
            .map(({ cohort, persons, periods }) => ({ cohort, persons, returned: periods.map((one) => one.persons) })),
        ])
        expect(new Map(told as never)).toEqual(right)
        expect(
          [...right.values()]
            .flat()
            .flatMap(({ returned }) => returned)
            .reduce((all, one) => all + one, 0),
        ).toBeGreaterThan(3)
      }
    },
    60_000,
  )
})

describe('cohorts', () => {
  const did = (person: string, name: string, day: number) =>
    fact(Date.UTC(2024, 3, day, 12), name, { person: `q${person}`, source: 'web' })
  const body = { from: '2024-04-26', to: '2024-04-30', first: { name: 'open', source: 'web' }, periods: 3 }
  beforeAll(async () => {
    await store(opened.warehouse, [
      ...['a', 'b', 'c', 'd'].map((person) => did(person, 'open', 26)),
      ...['a', 'b'].map((person) => did(person, 'open', 27)),
      did('a', 'open', 29),
      ...['e', 'f'].map((person) => did(person, 'open', 29)),
      did('e', 'open', 30),
    ])
  })

  it('are added up over those whose period is over', async () => {
    // It is noon of 1 May.
    expect(new Date(NOW).toISOString()).toBe('2024-05-01T12:00:00.000Z')
    const [all, first, second] = (await ask(body)).rows[0]!.cohorts
    const short = (row: Row | undefined) => row?.periods.map(({ persons, of, is_over }) => [persons, of, is_over])
    expect(first).toMatchObject({ cohort: '2024-04-26', persons: 4 })
    expect(short(first)).toEqual([
      [0, 4, true],
      [2, 4, true],
      [0, 4, true],
      [1, 4, true],
    ])
    expect(short(second)).toEqual([
      [0, 2, true],
      [1, 2, true],
      [0, 2, false],
      [0, 2, false],
    ])
    expect(all).toMatchObject({ cohort: null, persons: 6 })
    expect(short(all)).toEqual([
      [0, 6, true],
      [3, 6, true],
      [0, 4, false],
      [1, 4, false],
    ])
    expect(all?.periods[1]?.rate.value).toBe(0.5)
    expect(all?.periods[1]?.rate.low).toBeCloseTo(0.1876, 4)
  })

  it('hide what few did', async () => {
    const [all, first, second] = (await ask({ ...body, min_group: 3 })).rows[0]!.cohorts
    expect([first?.persons, second?.persons, all?.persons]).toEqual([4, null, 4])
    expect(first?.periods.map(({ persons }) => persons)).toEqual([0, null, 0, null])
    expect(second?.periods.every(({ persons, of, rate }) => persons === null && of === null && rate.value === null)).toBe(true)
    // What is over does not depend on what is told.
    expect(all?.periods.map(({ persons, of, is_over }) => [persons, of, is_over])).toEqual([
      [0, 4, true],
      [0, 0, true],
      [0, 4, false],
      [0, 0, false],
    ])
  })

  it('come as CSV, a line per cohort and period, with all together last', async () => {
    const { rows } = await ask({ ...body, min_group: 3 })
    const [all, ...single] = rows[0]!.cohorts
    const right = [...single, all!].flatMap(({ cohort, persons, periods }) =>
      periods.map((one) => [
        ...[cohort === null, null, cohort, persons, one.period, one.persons].map(cellText),
        ...shareTexts(one.rate),
        ...[one.of, one.is_over, one.persons === null || null].map(cellText),
      ]),
    )
    const { headings, lines } = await askCsv(world, 'POST', '/v1/reports/retention', { ...body, min_group: 3 })
    expect(headings).toBe('total,segment,cohort,cohort_persons,period,persons,rate,rate_low,rate_high,of,is_over,suppressed')
    expect(lines).toEqual(right)
    expect(lines.find(([total]) => total === 'true')?.slice(0, 7)).toEqual(['true', '', '', '4', '0', '0', '0'])
    expect(lines.at(-1)?.[0]).toBe('true')
    expect(lines.findLast(([total]) => total === 'false')).toEqual([
      'false',
      '',
      '2024-04-29',
      '',
      '3',
      '',
      '',
      '',
      '',
      '',
      'false',
      'true',
    ])
  })

  it('hide who came last in a period, where a later one would tell them', async () => {
    const times = (person: number, days: number[]) => days.map((day) => did(`r${person}`, 'late', day))
    await store(
      opened.warehouse,
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((person) => times(person, person < 3 ? [1, 3] : person < 4 ? [1, 2] : [1])),
    )
    const question = { from: '2024-04-01', to: '2024-04-02', first: { name: 'late' }, periods: 2, mode: 'rolling' }
    const came = async (min_group: number) =>
      (await ask({ ...question, min_group })).rows[0]!.cohorts.map(({ periods }) => periods.map(({ persons }) => persons))
    expect(await came(0)).toEqual([
      [4, 4, 3],
      [4, 4, 3],
    ])
    expect(await came(3)).toEqual([
      [0, 0, 3],
      [null, null, 3],
    ])
  })

  it('say what is wrong with the question', async () => {
    const faults = async (wrong: object): Promise<unknown> => {
      const answer = await world.ask('POST', '/v1/reports/retention', { ...body, ...wrong })
      return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.map(({ path }) => path)]
    }
    expect(await faults({ periods: 101 })).toEqual([400, ['periods']])
    expect(await faults({ segments: ['nosuch'] })).toEqual([400, ['segments']])
    expect(await faults({ unit: 'year' })).toEqual([400, ['unit']])
    expect(await faults({ first: { name: 'x', where: [{ path: 'size', op: 'exists' }] } })).toEqual([400, ['first.where.0.path']])
    expect(await faults({ from: '2024-05-01', to: '2024-04-01' })).toEqual([400, ['from']])
  })
})
