import { segmentNumber } from '@weir/contracts'
import { benjaminiHochberg, compareRatios, holm } from '@weir/statistics'
import type { RatioMoments } from '@weir/statistics'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { askCsv, cellText } from '../../../test/read-csv.ts'
import { histories, story } from '../../../test/stories.ts'
import type { Told } from '../../../test/stories.ts'
import { createToldWorld } from '../../../test/told-world.ts'
import type { World } from '../../../test/world.ts'

/** Segments beside everything else, through the route and the real engine, and counted by hand. */

const opened = await openTestWarehouse()
let world: World
const SEGMENTS = ['good', 'bad', 'plain', 'nobody']
const INTO = new Map([['p1', 'p2']])
const FROM = Date.UTC(2024, 1, 1)
const random = seededRandom(31)

/** Clicks of good ones end in conversions more often; `nobody` has no member. */
const TOLD = story(random, {
  people: 300,
  events: 6_000,
  names: ['AdImpression', 'AdImpression', 'AdClick', 'Purchase'],
  at: () => FROM + random.int(20 * 86_400) * 1_000,
  fields: (name) => {
    const isBought = name === 'Purchase'
    const segments = [
      ...(random.chance(isBought ? 0.6 : 0.3) ? ['good'] : []),
      ...(random.chance(isBought ? 0.15 : 0.35) ? ['bad'] : []),
      ...(random.chance(0.3) ? ['plain'] : []),
    ]
    return {
      segments: segments.map(segmentNumber),
      ...(!isBought && { cost: random.int(5) / 4, cost_currency: 'EUR' }),
      ...(isBought && { value: random.int(50), currency: 'EUR' }),
    }
  },
})

interface Row {
  segment: string
  persons: number | null
  value: number | null
  others: number | null
  multiple: number | null
  low: number | null
  high: number | null
  p: number | null
  p_corrected: number | null
  verdict: string | null
}
interface Answer {
  currency: string | null
  missing_rates?: number
  rows: Row[]
}
const RANGE = 'from=2024-02-01&to=2024-02-25'
const PATH = `/v1/reports/leaderboard?${RANGE}`
const ask = async (query: string): Promise<Answer> => {
  const answer = await world.ask('GET', `${PATH}&${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: INTO, segments: SEGMENTS, name: 'Purchase' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const PAIRS: Record<string, (event: Told) => [part: number, whole: number]> = {
  cpa: ({ name, row }) => [row.cost ?? 0, Number(name === 'Purchase')],
  cvr: ({ name }) => [Number(name === 'Purchase'), Number(name === 'AdClick')],
  ctr: ({ name }) => [Number(name === 'AdClick'), Number(name === 'AdImpression')],
  roas: ({ row }) => [row.value ?? 0, row.cost ?? 0],
}

function momentsOf(metric: string, isMeant: (event: Told) => boolean): RatioMoments {
  const people = [...histories(TOLD, INTO).values()].flatMap((events) => {
    const pairs = events.filter(isMeant).map(PAIRS[metric]!)
    const [x, y] = [pairs.reduce((sum, [part]) => sum + part, 0), pairs.reduce((sum, [, whole]) => sum + whole, 0)]
    return x === 0 && y === 0 ? [] : [[x, y] as const]
  })
  const sum = (of: (x: number, y: number) => number): number => people.reduce((all, [x, y]) => all + of(x, y), 0)
  return {
    units: people.length,
    part: sum((x) => x),
    whole: sum((_, y) => y),
    partSquared: sum((x) => x * x),
    product: sum((x, y) => x * y),
    wholeSquared: sum((_, y) => y * y),
  }
}

describe('the leaderboard', () => {
  it.each(['cpa', 'cvr', 'ctr', 'roas'])('by %s is what is counted by hand', async (metric) => {
    for (const correction of ['holm', 'bh']) {
      const { rows } = await ask(`metric=${metric}&attribution=none&correction=${correction}`)
      const sides = SEGMENTS.map((id) => {
        const number = segmentNumber(id)
        const inside = momentsOf(metric, ({ row }) => row.segments.includes(number))
        const outside = momentsOf(metric, ({ row }) => !row.segments.includes(number))
        return { id, inside, outside, found: compareRatios(inside, outside, '95') }
      })
      const correct = correction === 'holm' ? holm : benjaminiHochberg
      const corrected = correct(sides.map(({ found }) => found?.p ?? Number.NaN))
      const near = (value: number | null | undefined): unknown =>
        value === undefined || value === null || Number.isNaN(value) ? null : expect.closeTo(value, 9)
      for (const [i, { id, inside, outside, found }] of sides.entries())
        expect(rows.find(({ segment }) => segment === id)).toMatchObject({
          persons: inside.units,
          value: near(inside.whole === 0 ? null : inside.part / inside.whole),
          others: near(outside.part / outside.whole),
          multiple: near(found?.multiple),
          low: near(found?.interval.low),
          high: near(found?.interval.high),
          p: near(found?.p),
          p_corrected: near(found && corrected[i]),
        })
      const values = rows.flatMap(({ value }) => value ?? [])
      expect(values).toEqual(values.toSorted((a, b) => (metric === 'cpa' ? a - b : b - a)))
      expect(rows.at(-1)).toMatchObject({ segment: 'nobody', persons: 0, value: null, verdict: null })
    }
  })

  it('says which segments are worth their money', async () => {
    const { rows, currency } = await ask('attribution=none')
    expect(currency).toBe('EUR')
    expect(rows.map(({ segment, verdict }) => [segment, verdict])).toEqual([
      ['good', 'better'],
      ['plain', 'no_difference'],
      ['bad', 'worse'],
      ['nobody', null],
    ])
  })

  it('counts conversions as the report of segments does, in all attributions', async () => {
    for (const attribution of ['none', '7d_click,1d_view']) {
      const report = await world.ask(
        'GET',
        `/v1/reports/segments?${RANGE}&group_by=segment&metrics=cpa,cvr,ctr,roas&attribution=${attribution}`,
      )
      const right = report.json<{ rows: Record<string, unknown>[] }>().rows
      for (const metric of ['cpa', 'cvr', 'ctr', 'roas']) {
        const { rows } = await ask(`metric=${metric}&attribution=${attribution}`)
        for (const { segment, value } of rows.filter((row) => row.segment !== 'nobody')) {
          const one = right.find((row) => row['segment'] === segment)?.[metric]
          expect(value, `${metric} ${segment}`).toBeCloseTo(
            Number(typeof one === 'object' ? (one as Record<string, number>)['EUR'] : one),
            9,
          )
        }
      }
    }
  })

  it('hides what few did, and leaves it out of the correction', async () => {
    const least = momentsOf('cpa', ({ row }) => row.segments.includes(segmentNumber('bad'))).units + 1
    const { rows } = await ask(`attribution=none&min_group=${least}`)
    const bad = rows.find(({ segment }) => segment === 'bad')
    expect(bad).toEqual({
      segment: 'bad',
      persons: null,
      value: null,
      others: null,
      multiple: null,
      low: null,
      high: null,
      p: null,
      p_corrected: null,
      verdict: null,
    })
  })

  it('comes as CSV, a line per segment, the best first', async () => {
    const least = momentsOf('cpa', ({ row }) => row.segments.includes(segmentNumber('bad'))).units + 1
    for (const query of [`attribution=none&min_group=${least}`, 'metric=cvr', 'currency=EUR']) {
      const { rows, currency, missing_rates: missing } = await ask(query)
      const { headings, lines, missingRates } = await askCsv(world, 'GET', `${PATH}&${query}&format=csv`)
      expect(headings).toBe(
        'segment,persons,currency,value,others,multiple,multiple_low,multiple_high,p,p_corrected,verdict,suppressed',
      )
      expect(lines).toEqual(
        rows.map((one) =>
          [
            one.segment,
            one.persons,
            currency,
            one.value,
            one.others,
            one.multiple,
            one.low,
            one.high,
            one.p,
            one.p_corrected,
            one.verdict,
            one.persons === null || null,
          ].map(cellText),
        ),
      )
      expect(missingRates).toBe(missing === undefined ? undefined : String(missing))
      expect(lines.some((line) => line.at(-1) === 'true')).toBe(query.includes('min_group'))
    }
  })

  it('compares in one currency', async () => {
    await store(opened.warehouse, [
      { ...TOLD[0]!.row, name: 'AdImpression', eid: 'usd', consent_measurement: 4, cost: 1, cost_currency: 'USD' },
    ])
    const refused = await world.ask('GET', `/v1/reports/leaderboard?${RANGE}`)
    expect([refused.statusCode, refused.json()]).toMatchObject([400, { errors: [{ path: 'currency' }] }])
    const { currency, missing_rates } = await ask('currency=EUR')
    expect([currency, missing_rates]).toEqual(['EUR', 1])
    expect((await ask('metric=cvr')).currency).toBeNull()
    const shares = await world.ask('GET', `/v1/reports/leaderboard?${RANGE}&metric=ctr&currency=EUR`)
    expect([shares.statusCode, shares.json()]).toMatchObject([400, { errors: [{ path: 'currency' }] }])
    const wrong = await world.ask('GET', `/v1/reports/leaderboard?${RANGE}&segments=nosuch`)
    expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { errors: [{ path: 'segments' }] }])
  })

  it('divides conversions by landings as well, as the report does', async () => {
    const cvr = async (): Promise<unknown[]> => {
      const query = `${RANGE}&segments=good&metrics=cvr&attribution=none`
      const report = (await world.ask('GET', `/v1/reports/segments?${query}`)).json<{ rows: { cvr: number }[] }>()
      const { rows } = await ask('segments=good&metric=cvr&attribution=none')
      expect(rows[0]?.value).toBeCloseTo(report.rows[0]!.cvr, 9)
      return rows.map(({ value }) => value)
    }
    const before = await cvr()
    const segments = [segmentNumber('good')]
    const landed = (n: number) => fact(FROM + n * 1_000, 'Pageview', { person: `l${n}`, segments, click_ids: [`c${n}`] })
    await store(
      opened.warehouse,
      Array.from({ length: 40 }, (_, n) => landed(n)),
    )
    expect(await cvr()).not.toEqual(before)
  })
})
