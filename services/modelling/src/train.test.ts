import { clickhouseTime } from '@weir/contracts'
import type { StoredLookalike, StoredModel } from '@weir/contracts'
import { seededRandom, tempFolder } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ModellingFault } from './fault.ts'
import { keepModel, readModel, dropModel } from './keep.ts'
import { startLearner } from './learning/learner.ts'
import type { Learner } from './learning/learner.ts'
import type { ModelledPeople } from './people.ts'
import { trainLookalike, trainModel } from './train.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2024, 4, 1)
const PEOPLE = 300
const DAYS = 24

const opened = openTestWarehouse()
const refusing = new Set<string>()
/** Whom a person's own state would allow; what it says is held by tests/e2e/models.e2e.test.ts. */
const people: ModelledPeople = {
  look: async (ids) => new Map(ids.map((id) => [id, { may: !refusing.has(id), segments: new Set<string>() }])),
}
const idOf = (i: number): string => i.toString(16).padStart(32, '0')

let made = 0
async function store(rows: readonly { person: string; at: number; name: string }[]): Promise<void> {
  const lines = rows.map(({ person, at, name }) => {
    const time = clickhouseTime(Math.floor(at))
    const eid = (made++).toString(16).padStart(16, '0')
    const said = { consent_modelling: 4, body: {}, currency: '', source: 'shop', device: '', bot: '' }
    return { event_time: time, received_at: time, channel: 'server', name, event_id: eid, eid, person, off: made, ...said }
  })
  await (
    await opened
  ).warehouse.insertLines(
    'facts',
    lines.map((line) => Buffer.from(JSON.stringify(line))),
  )
}

let learner: Learner
beforeAll(async () => {
  learner = startLearner()
  const random = seededRandom(77)
  await store(
    Array.from({ length: PEOPLE }, (_, i) => {
      const habit = 0.02 + 0.3 * (i / PEOPLE) ** 3
      return Array.from({ length: DAYS }, (_unused, day) => {
        const at = NOW - (DAYS - day) * DAY
        const did = (name: string): { person: string; at: number; name: string } => ({
          person: idOf(i),
          at: at + random.next() * DAY * 0.9,
          name,
        })
        const bought = random.chance(habit)
        return [
          ...(day === 0 ? [{ person: idOf(i), at, name: 'Login' }] : []),
          ...(random.chance(2.5 * habit) ? [did('ViewContent')] : []),
          ...(bought ? [did('Purchase')] : []),
          ...(i % 3 === 0 ? [did('Visit')] : []),
        ]
      }).flat()
    }).flat(),
  )
}, 120_000)
afterAll(async () => {
  await learner.close()
  await (await opened)[Symbol.asyncDispose]()
})

const asked = (change: Partial<StoredModel> = {}): StoredModel => ({
  conversion: { name: 'Purchase' },
  horizon: '2d',
  lookback: '14d',
  version: 0,
  run: { task: 'train', state: 'training', progress: 0, asked_at: NOW, as_of: NOW },
  ...change,
})
const train = async (change: Partial<StoredModel> = {}) =>
  trainModel({ warehouse: (await opened).warehouse, people }, learner, { asked: asked(change), version: 1, trainedAt: NOW })

describe('a model', () => {
  it('is judged by the newest cut, and its card says from what it was made', async () => {
    const { card, kept } = await train()
    expect(card.cuts.map((cut) => (NOW - cut) / DAY)).toEqual([16, 14, 12, 10, 8, 6, 4, 2])
    expect([card.from, card.to]).toEqual([NOW - 30 * DAY, NOW])
    expect(card.people).toMatchObject({ share: 1, fitted: 6 * PEOPLE, calibrated: PEOPLE, judged: PEOPLE })
    expect(card.auc).toBeGreaterThan(0.65)
    expect(card.lift).toHaveLength(10)
    expect(card.leak).toEqual({ alarm: false, reasons: [] })
    expect(card.importance[0]!.feature).toMatch(/ViewContent|Purchase/)
    expect(kept.features).toHaveLength(7 + 3 * 4 + 1 + 4)
  })

  it('is the same whatever happens after the instant until which it may know', async () => {
    const before = await train({ run: { ...asked().run, as_of: NOW - 2 * DAY } })
    await store(Array.from({ length: PEOPLE }, (_, i) => ({ person: idOf(i), at: NOW - DAY, name: 'Newsletter' })))
    const after = await train({ run: { ...asked().run, as_of: NOW - 2 * DAY } })
    expect(after).toEqual(before)
  })

  it('never sees who does not allow it', async () => {
    for (let i = 0; i < PEOPLE; i += 4) refusing.add(idOf(i))
    const { card } = await train()
    refusing.clear()
    expect(card.people).toMatchObject({ fitted: 6 * 225, calibrated: 225, judged: 225 })
  })

  it('raises the alarm where one feature does it alone', async () => {
    // Whoever will do it was told so the day before: at each cut, of every fifth in turn.
    const cuts = Array.from({ length: 10 }, (_, i) => NOW - (i + 1) * 2 * DAY)
    await store(
      cuts.flatMap((cut, turn) =>
        Array.from({ length: PEOPLE }, (_, i) => i)
          .filter((i) => i % 5 === turn % 5)
          .flatMap((i) => [
            { person: idOf(i), at: cut - 0.5 * DAY, name: 'Announced' },
            { person: idOf(i), at: cut + 0.5 * DAY, name: 'Delivered' },
          ]),
      ),
    )
    const { card } = await train({ conversion: { name: 'Delivered' } })
    expect(card.leak.alarm).toBe(true)
    expect(card.leak.reasons.join()).toMatch(/"recency name Announced" does it alone, with an AUC of 1\.000/)
  })

  it('says why there is none', async () => {
    await expect(train({ horizon: '10d' })).rejects.toThrow('is known for 24 days; 4 times the horizon is needed')
    await expect(train({ conversion: { name: 'Never' } })).rejects.toThrow(/of 1800 people 0 did it: each part needs 20/)
    await expect(train({ run: { ...asked().run, as_of: NOW - 1_000 * DAY } })).rejects.toThrow('nobody who may be modelled')
  })
})

describe('a lookalike', () => {
  const seedOf = (isMember: (person: string) => boolean): ModelledPeople => ({
    look: async (ids) => new Map(ids.map((id) => [id, { may: true, segments: new Set(isMember(id) ? ['seed'] : []) }])),
  })
  /** Long before all others, by ids that are as far apart as hashes. */
  const BEFORE = NOW - 500 * DAY
  const places = Array.from({ length: PEOPLE }, (_, i) => Math.floor((i / PEOPLE) * 0x1_0000_0000).toString(16))
  const alike = async (isMember: (place: number) => boolean) => {
    const ids = places.map((place) => place.padStart(8, '0').padEnd(32, '7'))
    await store(ids.map((person) => ({ person, at: BEFORE - DAY, name: 'Login' })))
    const source = { warehouse: (await opened).warehouse, people: seedOf((person) => isMember(ids.indexOf(person))) }
    const segments = [{ id: 'seed', rule: { event: { name: 'Login' }, within: '30d' } }]
    const run = { ...asked().run, as_of: BEFORE }
    const look: StoredLookalike = { sizes: [0.1], exclude: [], lookback: '14d', version: 0, run }
    return trainLookalike(source, learner, { asked: look, segment: 'seed', segments, version: 1, trainedAt: NOW })
  }

  it('says of which kind of people there are too few', async () => {
    await expect(alike((place) => place % 25 === 0)).rejects.toThrow(
      'the seed has too few members who may be modelled: 12 of the 300 people who were looked at; about 100 are needed',
    )
    await expect(alike((place) => place % 25 !== 0)).rejects.toThrow(
      'too few people are no members of the seed: 12 of the 300 people who were looked at; about 100 are needed',
    )
  })
})

it('what was learnt is kept whole, and missed where it is gone', async () => {
  await using folder = await tempFolder('models')
  const { kept } = await train()
  await keepModel(folder.path, 'model:Buys', 1, kept)
  expect(await readModel(folder.path, 'model:Buys', 1)).toEqual(JSON.parse(JSON.stringify(kept)))
  await dropModel(folder.path, 'model:Buys', 1)
  await expect(readModel(folder.path, 'model:Buys', 1)).rejects.toThrow(ModellingFault)
})
