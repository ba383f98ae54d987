import { segmentNumber } from '@weir/contracts'
import { wilsonInterval } from '@weir/statistics'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { askCsv, cellText, shareTexts } from '../../../test/read-csv.ts'
import type { ToldShare } from '../../../test/read-csv.ts'
import { histories, story } from '../../../test/stories.ts'
import type { Told } from '../../../test/stories.ts'
import { createToldWorld } from '../../../test/told-world.ts'
import type { World } from '../../../test/world.ts'

/** Interests through the route and the real engine, beside a count in plain TypeScript. */

const opened = await openTestWarehouse()
let world: World
const FROM = Date.UTC(2024, 1, 1)
const SEGMENTS = ['buyers', 'lookers', 'nobody']
const INTO = new Map([['p1', 'p2']])
const random = seededRandom(51)
const CATEGORIES = ['shoes', 'shoes', 'bags', 'hats', 'a"b', '7']
const TOLD = story(random, {
  people: 150,
  events: 700,
  names: ['ViewContent', 'Purchase', 'other'],
  at: () => FROM + random.int(20 * 86_400) * 1_000,
  fields: (name) => {
    const contents = Array.from({ length: name === 'other' ? 0 : random.int(3) }, () => ({
      content_category: random.chance(0.1) ? 7 : random.pick(CATEGORIES),
    }))
    const isShoes = contents.some(({ content_category }) => content_category === 'shoes')
    const segments = ['buyers', 'lookers'].filter((id) => random.chance(id === 'buyers' && isShoes ? 0.7 : 0.25))
    return { segments: segments.map(segmentNumber), body: { properties: { contents, size: random.int(2) } } }
  },
})

interface Row {
  segment: string
  persons: number | null
  values: {
    value: string
    persons: number | null
    share: ToldShare
    everybody: number | null
    index: number | null
    index_low: number | null
    index_high: number | null
  }[]
}
const ask = async (query: string): Promise<Row[]> => {
  const answer = await world.ask('GET', `/v1/reports/interests?from=2024-02-01&to=2024-02-25&${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ rows: Row[] }>().rows
}

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: INTO, segments: SEGMENTS, name: 'Purchase' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

/** Persons by value ('' for any) whose events are meant. */
function personsBy(valuesOf: (event: Told) => string[], isMeant: (event: Told) => boolean): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [person, events] of histories(TOLD, INTO))
    for (const event of events.filter(isMeant)) {
      const values = valuesOf(event)
      for (const value of values.length === 0 ? [] : ['', ...values])
        found.set(value, (found.get(value) ?? new Set()).add(person))
    }
  return found
}

const BY = {
  content_category: ({ row }: Told) =>
    (row.body as { properties: { contents: { content_category: unknown }[] } }).properties.contents.map((one) =>
      String(one.content_category),
    ),
  'properties.size': ({ row }: Told) => [String((row.body as { properties: { size: number } }).properties.size)],
}

describe('interests', () => {
  it.each(['content_category', 'properties.size'] as const)('by %s are what is counted by hand', async (by) => {
    const rows = await ask(`by=${by}`)
    const all = personsBy(BY[by], () => true)
    const [everybody, ...values] = [...all].toSorted(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1))
    expect(everybody?.[0]).toBe('')
    expect(rows.map(({ segment }) => segment).toSorted()).toEqual([...SEGMENTS].toSorted())
    for (const { segment, persons, values: told } of rows) {
      const own = personsBy(BY[by], ({ row }) => row.segments.includes(segmentNumber(segment)))
      const whole = own.get('')?.size ?? 0
      expect(persons).toBe(whole)
      expect(told.map(({ value }) => value)).toEqual(values.map(([value]) => value))
      for (const { value, ...row } of told) {
        const part = own.get(value)?.size ?? 0
        const rest = all.get(value)!.size / everybody![1].size
        const interval = wilsonInterval(part, whole, '95')
        const near = (one: number | undefined): unknown => (one === undefined ? null : expect.closeTo(one, 9))
        expect(row).toEqual({
          persons: part,
          share: { value: near(whole === 0 ? undefined : part / whole), low: near(interval?.low), high: near(interval?.high) },
          everybody: near(rest),
          index: near(whole === 0 ? undefined : (part / whole / rest) * 100),
          index_low: near(interval && (interval.low / rest) * 100),
          index_high: near(interval && (interval.high / rest) * 100),
        })
      }
    }
  })

  it('are bounded, and hide what few did', async () => {
    const [all, few] = [await ask(''), await ask('top=2')]
    expect(few[0]?.values).toEqual(all[0]?.values.slice(0, 2))
    const hidden = (await ask('min_group=20')).filter(({ persons }) => persons !== null)
    expect(
      hidden.flatMap(({ values }) => values).every(({ persons }) => persons === null || persons === 0 || persons >= 20),
    ).toBe(true)
    expect(hidden.flatMap(({ values }) => values).some(({ persons }) => persons === null)).toBe(true)
    expect((await ask('min_group=20')).find(({ segment }) => segment === 'nobody')).toEqual({
      segment: 'nobody',
      persons: null,
      values: [],
    })
  })

  it('come as CSV, a line per segment and value', async () => {
    const rows = await ask('min_group=20')
    const right = rows.flatMap(({ segment, persons, values }) =>
      persons === null
        ? [[segment, ...Array<string>(10).fill(''), 'true']]
        : values.map((one) => [
            ...[segment, persons, one.value, one.persons].map(cellText),
            ...shareTexts(one.share),
            ...[one.everybody, one.index, one.index_low, one.index_high, one.persons === null || null].map(cellText),
          ]),
    )
    const { headings, lines } = await askCsv(
      world,
      'GET',
      `/v1/reports/interests?from=2024-02-01&to=2024-02-25&min_group=20&format=csv`,
    )
    expect(headings).toBe(
      'segment,segment_persons,value,persons,share,share_low,share_high,everybody,index,index_low,index_high,suppressed',
    )
    expect(lines).toEqual(right)
    expect(lines.some((line) => line[2] !== '' && line.at(-1) === 'true')).toBe(true)
    expect(lines.some((line) => line.at(-1) === '')).toBe(true)
    expect(lines.at(-1)?.length).toBe(12)
  })

  it('show no hashes, and nothing that looks like an address', async () => {
    const at = FROM + 23 * 86_400_000
    const traits = [{ mail: 'a1'.repeat(32) }, { mail: 'ann@example.com' }, { mail: '[redacted]' }, { mail: '4006381333931' }]
    const rows = traits.map((one, i) =>
      fact(at + i, 'Identify', { person: `q${i}`, segments: [segmentNumber('buyers')], body: { traits: one } }),
    )
    await store(opened.warehouse, rows)
    const told = (await ask('by=traits.mail&segments=buyers'))[0]
    expect([told?.persons, told?.values.map(({ value }) => value)]).toEqual([4, ['4006381333931']])
  })

  it('say what is wrong with the question', async () => {
    for (const [query, path] of [
      ['by=size.x', 'by'],
      ['by=a b', 'by'],
      ['top=501', 'top'],
      ['segments=nosuch', 'segments'],
    ]) {
      const answer = await world.ask('GET', `/v1/reports/interests?${query}`)
      expect([answer.statusCode, answer.json()], query).toMatchObject([400, { errors: [{ path }] }])
    }
  })
})
