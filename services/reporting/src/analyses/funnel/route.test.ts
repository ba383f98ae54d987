import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { segmentNumber } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { askCsv, shareTexts } from '../../../test/read-csv.ts'
import type { ToldShare } from '../../../test/read-csv.ts'
import { histories, quantile, story } from '../../../test/stories.ts'
import type { Told } from '../../../test/stories.ts'
import { createToldWorld } from '../../../test/told-world.ts'
import type { World } from '../../../test/world.ts'

/** Funnels through the route and the real engine, beside an oracle that walks every attempt. */

const opened = await openTestWarehouse()
let world: World
const SECOND = 1_000
const FROM = Date.UTC(2024, 0, 10)
const TO = FROM + 300 * SECOND

interface Step {
  reached: number | null
  persons: number | null
  rate: ToldShare
  dropped: number | null
  since_previous: { median_ms: number; p90_ms: number } | null
  since_first: { median_ms: number; p90_ms: number } | null
}
interface Answer {
  rows: { group: string | null; steps: Step[] }[]
}
const SEGMENTS = ['buyers', 'lookers']
const ask = async (body: object): Promise<Answer> => {
  const answer = await world.ask('POST', '/v1/reports/funnel', {
    from: new Date(FROM).toISOString(),
    to: new Date(TO).toISOString(),
    ...body,
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

const random = seededRandom(11)
const TOLD = story(random, {
  people: 60,
  events: 1_500,
  names: ['a', 'a', 'b', 'c', 'd', 'x', 'other'],
  at: () => FROM - 50 * SECOND + random.int(450) * SECOND,
  fields: () => ({
    segments: SEGMENTS.filter(() => random.chance(0.4)).map(segmentNumber),
    campaign_id: random.pick(['', 'c1', 'c2']),
    body: { properties: { size: random.int(3) } },
  }),
})
const INTO = new Map([
  ['p1', 'p2'],
  ['p3', 'p4'],
])

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: INTO, segments: SEGMENTS, name: 'a' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

interface Case {
  steps: string[][]
  windowMs: number
  order: 'ordered' | 'strict' | 'adjacent' | 'any'
  count: 'persons' | 'attempts'
  exclude: { names: string[]; after?: number }[]
}

/** One attempt, walked event by event from its first step. */
function walk(events: readonly Told[], start: number, { steps, windowMs, order, exclude }: Case) {
  const is = (names: readonly string[], event: Told): boolean => names.includes(event.name)
  const reached = [start]
  const bars = (event: Told, step: number): boolean =>
    exclude.some(({ names, after }) => (after === undefined || after === step) && is(names, event))
  if (order === 'any') {
    const at = steps.map((names) => {
      for (let i = start; i < events.length; i++) {
        if (events[i]!.t - events[start]!.t > windowMs) return -1
        if (is(names, events[i]!)) return i
        if (i > start && bars(events[i]!, 0)) return -1
      }
      return -1
    })
    const broken = events.findIndex((event, i) => i > start && bars(event, 0))
    return { reached: at.filter((i) => i >= 0 && (broken < 0 || i <= broken)).sort((a, b) => a - b), broken }
  }
  for (let i = start + 1; i < events.length && reached.length < steps.length; i++) {
    const event = events[i]!
    const step = reached.length
    const isInTime = event.t - events[start]!.t <= windowMs
    if (is(steps[step]!, event) && isInTime) reached.push(i)
    else if (order === 'adjacent' || (order === 'strict' && steps.some((names) => is(names, event))) || bars(event, step))
      return { reached, broken: i }
  }
  return { reached, broken: -1 }
}

function attemptsOf(events: readonly Told[], one: Case): number[][] {
  const first = one.order === 'any' ? one.steps.flat() : one.steps[0]!
  const starts = events.flatMap(({ name, t }, i) => (first.includes(name) && t >= FROM && t < TO ? [i] : []))
  const all = starts.map((start) => ({ start, ...walk(events, start, one) }))
  if (one.count === 'persons') {
    const most = Math.max(0, ...all.map(({ reached }) => reached.length))
    return all
      .filter(({ reached }) => reached.length === most)
      .slice(0, 1)
      .map(({ reached }) => reached)
  }
  const kept: number[][] = []
  let isOngoing: (i: number) => boolean = () => false
  for (const { start, reached, broken } of all) {
    if (isOngoing(start)) continue
    kept.push(reached)
    const whole = reached.length === one.steps.length
    const end = reached.at(-1)!
    isOngoing = (i) => events[i]!.t - events[start]!.t <= one.windowMs && (whole ? i <= end : broken < 0 || i < broken)
  }
  return kept
}

/** All groups of the funnel as the answer tells them. */
function oracle(
  one: Case,
  keysOf: (event: Told) => string[],
): Map<string, Pick<Step, 'reached' | 'persons' | 'since_first' | 'since_previous'>[]> {
  const found = new Map<string, { person: string; at: number[] }[]>()
  for (const [person, all] of histories(TOLD, INTO)) {
    const events = all.filter(({ t }) => t >= FROM && t <= TO + one.windowMs)
    for (const reached of attemptsOf(events, one))
      for (const key of keysOf(events[reached[0]!]!))
        found.set(key, [...(found.get(key) ?? []), { person, at: reached.map((i) => events[i]!.t) }])
  }
  const spread = (times: number[], step: number) =>
    step === 0 || times.length === 0 ? null : { median_ms: quantile(times, 0.5), p90_ms: quantile(times, 0.9) }
  return new Map(
    [...found].map(([key, attempts]) => [
      key,
      one.steps.map((_, step) => {
        const here = attempts.filter(({ at }) => at.length > step)
        const persons = new Set(here.map(({ person }) => person)).size
        return {
          reached: one.count === 'persons' ? persons : here.length,
          persons,
          since_previous: spread(
            here.map(({ at }) => at[step]! - (at[step - 1] ?? 0)),
            step,
          ),
          since_first: spread(
            here.map(({ at }) => at[step]! - at[0]!),
            step,
          ),
        }
      }),
    ]),
  )
}

function draw(from: Random): Case {
  const order = from.pick(['ordered', 'strict', 'adjacent', 'any'] as const)
  const steps = Array.from({ length: 1 + from.int(4) }, () =>
    from.pick([['a'], ['a'], ['b'], ['c'], ['d'], ['b', 'c'], ['a', 'b']]),
  )
  const exclude = Array.from({ length: from.pick([0, 0, 1, 2]) }, () => ({
    names: from.pick([['x'], ['d'], ['x', 'other']]),
    ...(order !== 'any' && steps.length > 1 && from.chance(0.5) ? { after: 1 + from.int(steps.length - 1) } : {}),
  }))
  const windowMs = from.pick([0, 5, 20, 60, 200]) * SECOND + from.pick([0, 0, 1])
  return { order, steps, exclude, windowMs: Math.max(1, windowMs), count: from.pick(['persons', 'attempts'] as const) }
}

const bodyOf = ({ steps, exclude, windowMs, order, count }: Case): object => ({
  steps: steps.map((names) => ({ event: { names } })),
  window: `${windowMs}ms`,
  order,
  count,
  exclude: exclude.map(({ names, ...after }) => ({ event: { names }, ...after })),
})

describe('random funnels', () => {
  it('are what an oracle walks', async () => {
    const draws = seededRandom(5)
    let [furthest, broken] = [0, 0]
    for (let i = 0; i < 30; i++) {
      const one = draw(draws)
      const [groupBy, keysOf] = draws.pick([
        [undefined, () => ['']],
        ['segment', ({ row }: Told) => SEGMENTS.filter((id) => row.segments.includes(segmentNumber(id)))],
        ['campaign', ({ row }: Told) => [row.campaign_id]],
      ] as const)
      const { rows } = await ask({ ...bodyOf(one), ...(groupBy && { group_by: groupBy }) })
      const right = oracle(one, (event) => [...keysOf(event)])
      const told = rows.map(({ group, steps }) => [
        group ?? '',
        steps.map(({ reached, persons, since_previous, since_first }) => ({ reached, persons, since_previous, since_first })),
      ])
      expect(new Map(told as never), JSON.stringify({ one, groupBy })).toEqual(right)
      furthest += one.steps.length > 2 ? (rows[0]?.steps[2]?.reached ?? 0) : 0
      broken += one.exclude.length
    }
    expect(furthest).toBeGreaterThan(15)
    expect(broken).toBeGreaterThan(8)
  }, 120_000)
})

describe('a funnel', () => {
  const t = FROM + 86_400_000 * 30
  const range = { from: new Date(t).toISOString(), to: new Date(t + 1_000_000).toISOString() }
  const steps = [{ name: 'View', event: { name: 'view' } }, { event: { name: 'buy' } }]

  beforeAll(async () => {
    const did = (person: string, name: string, second: number, size = 1) =>
      fact(t + second * SECOND, name, { person, body: { properties: { size } } })
    await store(opened.warehouse, [
      ...[1, 2, 3, 4, 5].map((n) => did(`f${n}`, 'view', 0, n)),
      ...[1, 2, 3].map((n) => did(`f${n}`, 'buy', n * 10)),
      // One second too late, and after the range.
      did('f4', 'buy', 61),
      did('f6', 'view', 1_000),
    ])
  })

  it('says of each step who got there, when, and who did not', async () => {
    const { rows } = await ask({ ...range, steps, window: '60s' })
    expect(rows).toEqual([
      {
        group: null,
        steps: [
          expect.objectContaining({ step: 1, name: 'View', reached: 5, persons: 5, dropped: 0, since_previous: null }),
          {
            step: 2,
            name: null,
            reached: 3,
            persons: 3,
            // Wilson's interval of 3 of 5.
            rate: { value: 0.6, low: expect.closeTo(0.2307, 4) as number, high: expect.closeTo(0.8824, 4) as number },
            step_rate: { value: 0.6, low: expect.closeTo(0.2307, 4) as number, high: expect.closeTo(0.8824, 4) as number },
            dropped: 2,
            since_previous: { median_ms: 20_000, p90_ms: 28_000 },
            since_first: { median_ms: 20_000, p90_ms: 28_000 },
          },
        ],
      },
    ])
  })

  it('comes as CSV, a line per step', async () => {
    const question = { ...range, window: '60s', steps: [{ ...steps[0], name: '=View' }, steps[1]] }
    const { rows } = await ask(question)
    const [first, shares] = rows[0]!.steps.map(({ rate }) => shareTexts(rate))
    expect([first?.[0], shares?.[0]]).toEqual(['1', '0.6'])
    const { headings, lines } = await askCsv(world, 'POST', '/v1/reports/funnel', question)
    expect(headings).toBe(
      'group,step,name,reached,persons,rate,rate_low,rate_high,step_rate,step_rate_low,step_rate_high,dropped,' +
        'since_previous_median_ms,since_previous_p90_ms,since_first_median_ms,since_first_p90_ms,suppressed',
    )
    expect(lines).toEqual([
      ['', '1', "'=View", '5', '5', ...first!, ...first!, '0', '', '', '', '', ''],
      ['', '2', '', '3', '3', ...shares!, ...shares!, '2', '20000', '28000', '20000', '28000', ''],
    ])
    const hidden = await askCsv(world, 'POST', '/v1/reports/funnel', { ...question, min_group: 3 })
    expect(hidden.lines[1]).toEqual(['', '2', ...Array<string>(14).fill(''), 'true'])
    const groups = await askCsv(world, 'POST', '/v1/reports/funnel', { ...question, group_by: 'source' })
    expect(groups.lines.map(([group, step, , reached]) => [group, step, reached])).toEqual([
      ['shop', '1', '5'],
      ['shop', '2', '3'],
    ])
  })

  it('has steps with all that a selector can say', async () => {
    const large = { name: 'view', where: [{ path: 'properties.size', op: 'gte', value: 3 }], source: 'shop' }
    const { rows } = await ask({ ...range, steps: [{ event: large }, { event: { name_prefix: 'bu' } }], window: '60s' })
    expect(rows[0]?.steps.map(({ reached }) => reached)).toEqual([3, 1])
  })

  it('hides what few did', async () => {
    const hidden = await ask({ ...range, steps, window: '60s', min_group: 3 })
    // Two were lost: with the first step told, those who got here would tell them.
    expect(hidden.rows[0]?.steps.map(({ reached }) => reached)).toEqual([5, null])
    expect(hidden.rows[0]?.steps[1]).toMatchObject({ persons: null, rate: { value: null }, dropped: null, since_first: null })
    expect((await ask({ ...range, steps, window: '60s', min_group: 6 })).rows[0]?.steps[0]?.reached).toBeNull()
    expect((await ask({ ...range, steps, window: '60s', min_group: 2 })).rows[0]?.steps[1]?.reached).toBe(3)
  })

  it('names what is wrong with it', async () => {
    const faults = async (body: object): Promise<unknown> => {
      const answer = await world.ask('POST', '/v1/reports/funnel', { steps, window: '60s', ...body })
      return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.map(({ path }) => path)]
    }
    expect(await faults({ steps: [] })).toEqual([400, ['steps']])
    expect(await faults({ steps: Array.from({ length: 11 }, () => steps[0]) })).toEqual([400, ['steps']])
    expect(await faults({ window: '367d' })).toEqual([400, ['window']])
    expect(await faults({ exclude: [{ event: { name: 'x' }, after: 2 }] })).toEqual([400, ['exclude.0.after']])
    expect(await faults({ order: 'any', exclude: [{ event: { name: 'x' }, after: 1 }] })).toEqual([400, ['exclude.0.after']])
    expect(await faults({ steps: [{ event: { name: 'x', where: [{ path: 'size', op: 'exists' }] } }] })).toEqual([
      400,
      ['steps.0.event.where.0.path'],
    ])
    expect(await faults({ group_by: 'segment', segments: ['nosuch'] })).toEqual([400, ['segments']])
    // Nobody is left out by it.
    expect(await faults({ segments: ['nosuch'] })).toEqual([400, ['segments']])
    expect(await faults({ group_by: 'day', segments: ['nosuch'] })).toEqual([400, ['segments']])
    expect(await faults({ tz: 'Mars/Olympus' })).toEqual([400, ['tz']])
  })
})
