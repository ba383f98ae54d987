import { segmentNumber } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askCsv, cellText, shareTexts } from '../../../test/read-csv.ts'
import type { ToldShare } from '../../../test/read-csv.ts'
import { histories, quantile, story } from '../../../test/stories.ts'
import type { Told } from '../../../test/stories.ts'
import { createToldWorld } from '../../../test/told-world.ts'
import type { World } from '../../../test/world.ts'

/** Journeys through the route and the real engine, beside an oracle that walks them. */

const opened = await openTestWarehouse()
let world: World
const HOUR = 3_600_000
const FROM = Date.UTC(2024, 2, 1)
const TO = Date.UTC(2024, 2, 20)
const SEGMENTS = ['buyers', 'lookers']
const INTO = new Map([['p1', 'p2']])
const random = seededRandom(41)
const TOLD = story(random, {
  people: 120,
  events: 900,
  names: ['ad', 'site', 'site', 'cart', 'buy', 'other'],
  at: () => FROM - 48 * HOUR + random.int(22 * 24) * HOUR,
  fields: () => ({ segments: SEGMENTS.filter(() => random.chance(0.5)).map(segmentNumber) }),
})
const touchpoints = [
  { name: 'Ad', event: { name: 'ad' } },
  { name: 'Site', event: { names: ['site', 'cart'] } },
  // The one before has it.
  { name: 'Cart', event: { name: 'cart' } },
  { name: 'Order', event: { name: 'buy' }, ends: true },
]
const NAMES: Record<string, string> = { ad: 'Ad', site: 'Site', cart: 'Site', buy: 'Order' }

interface Row {
  segment: string | null
  persons: number | null
  nodes: {
    step: number
    touchpoint: string
    persons: number
    ended: number | null
    goes_on: number | null
    drop_off: ToldShare
  }[]
  links: {
    step: number
    from: string
    to: string
    persons: number
    rate: ToldShare
    median_ms: number | null
    p90_ms: number | null
  }[]
  paths: { touchpoints: string[]; goes_on: boolean; persons: number; rate: ToldShare }[]
  other_paths: { paths: number; persons: number }
}
const RANGE = { from: '2024-03-01', to: '2024-03-20' }
const ask = async (body: object): Promise<Row[]> => {
  const answer = await world.ask('POST', '/v1/reports/journeys', { ...RANGE, touchpoints, ...body })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ rows: Row[] }>().rows
}

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: INTO, segments: SEGMENTS, name: 'buy' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

interface Walked {
  first: Told
  steps: { name: string; t: number }[]
}

function walks(gapMs: number, repeats: boolean): Walked[] {
  return [...histories(TOLD, INTO).values()].flatMap((all): Walked[] => {
    const events = all.filter(({ name, t }) => NAMES[name] !== undefined && t >= FROM && t < TO)
    if (events.length === 0) return []
    const steps: Walked['steps'] = []
    for (const [i, { name, t }] of events.entries()) {
      const before = events[i - 1]
      if (before && (t - before.t > gapMs || before.name === 'buy')) break
      if (repeats || steps.at(-1)?.name !== NAMES[name]) steps.push({ name: NAMES[name]!, t })
    }
    return [{ first: events[0]!, steps }]
  })
}

function counted(walked: readonly Walked[], steps: number) {
  const nodes = new Map<string, number[]>()
  const links = new Map<string, number[]>()
  const paths = new Map<string, number>()
  for (const { steps: whole } of walked) {
    const path = whole.slice(0, steps)
    const key = `${path.map(({ name }) => name).join('>')}${whole.length > steps ? '>...' : ''}`
    paths.set(key, (paths.get(key) ?? 0) + 1)
    for (const [i, { name, t }] of path.entries()) {
      const [persons = 0, ended = 0, goesOn = 0] = nodes.get(`${i + 1} ${name}`) ?? []
      const isLast = i === path.length - 1
      nodes.set(`${i + 1} ${name}`, [
        persons + 1,
        ended + Number(isLast && whole.length <= steps),
        goesOn + Number(isLast && whole.length > steps),
      ])
      const next = path[i + 1]
      if (next) links.set(`${i + 1} ${name}>${next.name}`, [...(links.get(`${i + 1} ${name}>${next.name}`) ?? []), next.t - t])
    }
  }
  return {
    nodes,
    links: new Map([...links].map(([key, took]) => [key, [took.length, quantile(took, 0.5), quantile(took, 0.9)]])),
    paths,
  }
}

const shown = ({ nodes, links, paths }: Row) => ({
  nodes: new Map(nodes.map((one) => [`${one.step} ${one.touchpoint}`, [one.persons, one.ended, one.goes_on]])),
  links: new Map(links.map((one) => [`${one.step} ${one.from}>${one.to}`, [one.persons, one.median_ms, one.p90_ms]])),
  paths: new Map(paths.map((one) => [`${one.touchpoints.join('>')}${one.goes_on ? '>...' : ''}`, one.persons])),
})

describe('random journeys', () => {
  it.each([
    ['30d', false, 5],
    ['24h', false, 3],
    ['48h', true, 4],
    ['1h', true, 2],
  ] as const)('with a gap of %s, repeats %s and %i steps are what an oracle walks', async (gap, repeats, steps) => {
    const gapMs = gap === '30d' ? 720 * HOUR : Number(gap.slice(0, -1)) * HOUR
    const walked = walks(gapMs, repeats)
    const [row] = await ask({ gap, repeats, steps, top: 1_000 })
    expect(shown(row!)).toEqual(counted(walked, steps))
    expect(row!.persons).toBe(walked.length)
    const bySegment = await ask({ gap, repeats, steps, top: 1_000, group_by: 'segment' })
    for (const { segment, ...own } of bySegment) {
      const members = walked.filter(({ first }) => first.row.segments.includes(segmentNumber(segment!)))
      expect(shown({ segment, ...own })).toEqual(counted(members, steps))
    }
    expect(bySegment).toHaveLength(2)
    expect(row!.links.length).toBeGreaterThan(0)
  })
})

describe('journeys', () => {
  it('are bounded, and what is left out is counted', async () => {
    const [all] = await ask({ top: 1_000 })
    const [few] = await ask({ top: 3 })
    expect(few!.paths).toEqual(all!.paths.slice(0, 3))
    const rest = all!.paths.slice(3)
    expect(few!.other_paths).toEqual({ paths: rest.length, persons: rest.reduce((sum, { persons }) => sum + persons, 0) })
    expect(few!.nodes).toEqual(all!.nodes)
  })

  it('are the same whatever touchpoints are called', async () => {
    const [plain] = await ask({ steps: 3, top: 1_000 })
    for (const name of ['\0', '__proto__', '"],["']) {
      const [called] = await ask({
        steps: 3,
        top: 1_000,
        touchpoints: touchpoints.map((one) => (one.name === 'Site' ? { ...one, name } : one)),
      })
      const nodes = called!.nodes.map((node) => ({ ...node, touchpoint: node.touchpoint === name ? 'Site' : node.touchpoint }))
      expect(new Set(nodes.map((node) => JSON.stringify(node))), name).toEqual(
        new Set(plain!.nodes.map((node) => JSON.stringify(node))),
      )
    }
  })

  it('tell of no few, and still of everybody', async () => {
    const [row] = await ask({ min_group: 10, top: 1_000 })
    expect([...row!.nodes, ...row!.links, ...row!.paths].every(({ persons }) => persons >= 10)).toBe(true)
    expect(row!.paths.reduce((sum, { persons }) => sum + persons, 0)).toBe(row!.persons)
    expect(row!.nodes.some(({ touchpoint }) => touchpoint === '(other)')).toBe(true)
    expect(await ask({ min_group: 1_000 })).toMatchObject([{ persons: null, nodes: [], links: [], paths: [] }])
  })

  it('come as CSV, a table at a time', async () => {
    const question = { touchpoints, steps: 3, top: 3 }
    const [row] = await ask(question)
    const csvOf = (more: object) => askCsv(world, 'POST', '/v1/reports/journeys', { ...RANGE, ...question, ...more })
    const links = await csvOf({})
    expect(links.headings).toBe('segment,step,from,to,persons,rate,rate_low,rate_high,median_ms,p90_ms,suppressed')
    expect(links.lines).toEqual(
      row!.links.map((one) => [
        ...['', one.step, one.from, one.to, one.persons].map(cellText),
        ...shareTexts(one.rate),
        ...[one.median_ms, one.p90_ms, null].map(cellText),
      ]),
    )
    const nodes = await csvOf({ table: 'nodes' })
    expect(nodes.headings).toBe('segment,step,touchpoint,persons,ended,goes_on,drop_off,drop_off_low,drop_off_high,suppressed')
    expect(nodes.lines).toEqual(
      row!.nodes.map((one) => [
        ...['', one.step, one.touchpoint, one.persons, one.ended, one.goes_on].map(cellText),
        ...shareTexts(one.drop_off),
        '',
      ]),
    )
    const paths = await csvOf({ table: 'paths' })
    expect(paths.headings).toBe(
      'segment,touchpoint_1,touchpoint_2,touchpoint_3,goes_on,other_paths,persons,rate,rate_low,rate_high,suppressed',
    )
    expect(paths.lines).toEqual([
      ...row!.paths.map((one) => [
        ...['', ...[0, 1, 2].map((i) => one.touchpoints[i]), one.goes_on, null, one.persons].map(cellText),
        ...shareTexts(one.rate),
        '',
      ]),
      ['', '', '', '', '', ...[row!.other_paths.paths, row!.other_paths.persons].map(String), '', '', '', ''],
    ])
    const hidden = await csvOf({ min_group: 1_000, group_by: 'segment' })
    expect(hidden.lines.map((line) => `${line[0]}:${line.slice(1, -1).join('')}:${line.at(-1)}`).toSorted()).toEqual(
      SEGMENTS.map((id) => `${id}::true`).toSorted(),
    )
  })

  it('say what is wrong with the question', async () => {
    const faults = async (body: object): Promise<unknown> => {
      const answer = await world.ask('POST', '/v1/reports/journeys', { ...RANGE, touchpoints, ...body })
      return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.map(({ path }) => path)]
    }
    expect(await faults({ touchpoints: [] })).toEqual([400, ['touchpoints']])
    expect(await faults({ touchpoints: [touchpoints[0], touchpoints[0]] })).toEqual([400, ['touchpoints.1.name']])
    expect(await faults({ touchpoints: [{ name: '(other)', event: { name: 'x' } }] })).toEqual([400, ['touchpoints.0.name']])
    expect(await faults({ segments: ['nosuch'] })).toEqual([400, ['segments']])
    expect(await faults({ steps: 11 })).toEqual([400, ['steps']])
    expect(await faults({ gap: '400d' })).toEqual([400, ['gap']])
    const where = [{ path: 'size', op: 'exists' }]
    expect(await faults({ touchpoints: [{ name: 'x', event: { name: 'x', where } }] })).toEqual([
      400,
      ['touchpoints.0.event.where.0.path'],
    ])
  })
})
