import { clickhouseTime } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { featureName, featuresFor } from './feature.ts'
import type { Feature } from './feature.ts'
import { featuresSql, queryFeatures, queryKnown, querySeenValues } from './query.ts'
import type { FeatureQuestion, FeatureRow } from './query.ts'

const DAY = 86_400_000
const CUT = Date.UTC(2024, 4, 1)

const opened = openTestWarehouse()
let made = 0

/** An event at so many days from the cut; 4: a signal that grants modelling. */
async function store(rows: readonly { person: string; day: number; name: string; more?: object }[]): Promise<void> {
  const { warehouse } = await opened
  const lines = rows.map(({ person, day, name, more }) => {
    const at = clickhouseTime(CUT + Math.round(day * DAY))
    const eid = (made++).toString(16).padStart(16, '0')
    const said = { consent_modelling: 4, body: {}, currency: '', source: 'shop', device: '', bot: '' }
    return { event_time: at, received_at: at, channel: 'server', name, event_id: eid, eid, person, off: made, ...said, ...more }
  })
  await warehouse.insertLines(
    'facts',
    lines.map((line) => Buffer.from(JSON.stringify(line))),
  )
}

async function rowsOf(question: Partial<FeatureQuestion>): Promise<FeatureRow[]> {
  const rows: FeatureRow[] = []
  const whole = { features: FEATURES, cuts: [CUT], lookbackMs: 10 * DAY, from: 0, to: 1_000_000, ...question }
  for await (const some of queryFeatures((await opened).warehouse, whole)) rows.push(...some)
  return rows.sort((a, b) => a.person.localeCompare(b.person) || a.cut - b.cut)
}

const FEATURES: Feature[] = [
  { measure: 'count' },
  { measure: 'count', days: 7 },
  { measure: 'recency' },
  { measure: 'age' },
  { measure: 'active_days' },
  { measure: 'distinct', of: 'name' },
  { measure: 'distinct', of: 'category' },
  { measure: 'count', of: 'name', value: 'Buy' },
  { measure: 'recency', of: 'name', value: 'Buy' },
  { measure: 'count', of: 'category', value: 'hats' },
  { measure: 'count', of: 'device', value: 'ios' },
  { measure: 'count', of: 'hour', value: '2' },
  { measure: 'sum', of: 'currency', value: 'EUR' },
]
const contents = (...categories: string[]): object => ({
  body: { properties: { contents: categories.map((content_category) => ({ content_category })) } },
})

beforeAll(async () => {
  await store([
    { person: 'ann', day: -20, name: 'Old' },
    { person: 'ann', day: -10, name: 'View', more: { ...contents('hats', 'shoes'), device: 'ios' } },
    { person: 'ann', day: -8.5, name: 'Buy', more: { value: '12.5', currency: 'EUR' } },
    { person: 'ann', day: -2, name: 'Buy', more: { value: '7', currency: 'USD' } },
    { person: 'ann', day: -1.5, name: 'View', more: contents('hats') },
    // At the cut: its future.
    { person: 'ann', day: 0, name: 'Buy', more: { value: '99', currency: 'EUR', ...contents('gloves') } },
    { person: 'bob', day: -30, name: 'View' },
    { person: 'bob', day: 2, name: 'Buy' },
    { person: 'cem', day: -1, name: 'Buy', more: { consent_modelling: 3 } },
    { person: 'robot', day: -1, name: 'Buy', more: { bot: 'user_agent' } },
    { person: 'new', day: 1, name: 'Buy' },
    { person: 'dan', day: -1, name: '$Scored', more: { consent_modelling: 1, body: { traits: { '$score.buys': 0.5 } } } },
    { person: 'eve', day: -2, name: '$Scored', more: { consent_modelling: 1, body: { traits: { '$score.buys': 0.5 } } } },
    { person: 'eve', day: -1, name: '$Scored', more: { consent_modelling: 1, body: { traits: { '$score.buys': null } } } },
  ])
}, 120_000)
afterAll(async () => (await opened)[Symbol.asyncDispose]())

describe('features', () => {
  it('are of what somebody did in the lookback before the cut, with consent', async () => {
    const rows = await rowsOf({})
    expect(rows.map(({ person }) => person)).toEqual(['ann', 'bob'])
    const ann = Object.fromEntries(FEATURES.map((feature, i) => [featureName(feature), rows[0]!.features[i]]))
    expect(ann).toEqual({
      count: 4,
      'count 7d': 2,
      recency: 1.5,
      age: 10,
      active_days: 3,
      'distinct name': 2,
      'distinct category': 2,
      'count name Buy': 2,
      'recency name Buy': 2,
      'count category hats': 2,
      'count device ios': 1,
      'count hour 2': 2,
      'sum currency EUR': 12.5,
    })
    // Seen before the lookback only: known, with nothing to tell.
    expect(rows[1]!.features.slice(0, 3)).toEqual([0, 0, null])
  })

  it('end where labels begin, and are the same whatever comes after', async () => {
    const label = { conversion: { name: 'Buy' }, horizonMs: 2 * DAY }
    const before = await rowsOf({ label })
    expect(before.map(({ person, label: did }) => [person, did])).toEqual([
      ['ann', 1],
      ['bob', 0],
    ])
    await store([{ person: 'bob', day: 1, name: 'Buy', more: { value: '5', currency: 'EUR' } }])
    const after = await rowsOf({ label })
    expect(after.map(({ label: did }) => did)).toEqual([1, 1])
    expect(after.map(({ features }) => features)).toEqual(before.map(({ features }) => features))
  })

  it('are told at each cut, of the people whose hash is asked for', async () => {
    const cuts = [CUT, CUT + 5 * DAY]
    const all = await rowsOf({ cuts })
    expect(all.map(({ person, cut }) => [person, cuts.indexOf(cut)])).toEqual([
      ['ann', 0],
      ['ann', 1],
      ['bob', 0],
      ['bob', 1],
      ['new', 1],
    ])
    const halves = [await rowsOf({ cuts, to: 500_000 }), await rowsOf({ cuts, from: 500_000 })]
    expect(
      halves
        .flat()
        .map(({ person }) => person)
        .sort(),
    ).toEqual(all.map(({ person }) => person))
  })

  it('come with whether somebody has a score', async () => {
    const rows = await rowsOf({ scored: '$score.buys' })
    expect(rows.map(({ person, is_known, is_scored }) => [person, is_known, is_scored])).toEqual([
      ['ann', 1, 0],
      ['bob', 1, 0],
      ['dan', 0, 1],
    ])
  })

  it('are asked for by a text that no value changes', () => {
    const textOf = (value: string): string =>
      featuresSql({
        features: featuresFor([
          { of: 'name', value },
          { of: 'category', value },
          { of: 'currency', value },
        ]),
        cuts: [CUT],
        lookbackMs: DAY,
        label: { conversion: { name: value }, horizonMs: DAY },
        scored: value,
        from: 0,
        to: 1,
      }).render().text
    expect(textOf("x' OR 1=1 -- {p0:String}")).toBe(textOf('tame'))
  })
})

it('knows how many there are, and which values most of them have', async () => {
  const { warehouse } = await opened
  expect(await queryKnown(warehouse, CUT)).toEqual({ people: 2, first: CUT - 30 * DAY })
  expect(await queryKnown(warehouse, CUT - 100 * DAY)).toMatchObject({ people: 0 })
  const seen = await querySeenValues(warehouse, CUT - 30 * DAY, CUT)
  expect(seen.filter(({ of }) => of === 'source' || of === 'device').map(({ value }) => value)).toEqual(['shop', 'ios'])
  expect(seen.filter(({ of }) => of === 'name').map(({ value }) => value)).toEqual(['View', 'Buy', 'Old'])
  expect(seen.filter(({ of }) => of === 'category').map(({ value }) => value)).toEqual(['hats', 'shoes'])
})
