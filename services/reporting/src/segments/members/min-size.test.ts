import { clickhouseTime, segmentNumber } from '@weir/contracts'
import type { MembershipRow } from '@weir/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { Somebody, World } from '../../../test/world.ts'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'

/**
 * Everything that says who or how many are in a segment, below its min_size and at it: three
 * members each, one in both.
 */

const DAY = 86_400_000
const rule = (name: string) => ({ event: { name }, within: '30d', count: { gte: 1 } })
const opened = await openTestWarehouse()
let world: World

const PEOPLE: [string, ...string[]][] = [
  ['ann', 'buyers', 'lookers'],
  ['bob', 'buyers'],
  ['cem', 'buyers'],
  ['dan', 'lookers'],
  ['eve', 'lookers'],
]
const EVENT: Record<string, string> = { buyers: 'Purchase', lookers: 'ViewContent' }

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  await setMinSize(0)
  const people = PEOPLE.map(([name, ...member]): Somebody => ({ identifiers: [{ type: 'external_id', value: name }], member }))
  const ids = await addPeople(world.fold, people)
  await store(
    opened.warehouse,
    PEOPLE.flatMap(([, ...segments], i) => segments.map((id) => fact(NOW - DAY, EVENT[id]!, { person: ids[i]! }))),
  )
  let off = 0
  // One enters a day, until yesterday.
  const rows = ids.slice(0, 3).map((person, i): MembershipRow => {
    const at = clickhouseTime(NOW - (3 - i) * DAY)
    const segment = { segment: 'buyers', segment_number: segmentNumber('buyers'), version: 1 }
    const change = { op: 'entered', reason: 'event', cause: '' } as const
    return { at, recorded_at: at, person, ordinal: i, ...segment, ...change, part: 0, off: off++, n: 0 }
  })
  await opened.warehouse.insertLines(
    'memberships',
    rows.map((row) => Buffer.from(JSON.stringify(row))),
  )
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

async function setMinSize(min_size: number): Promise<void> {
  for (const [id, event] of Object.entries(EVENT)) {
    const answer = await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule: rule(event), min_size })
    expect(answer.statusCode, answer.body).toBe(200)
  }
}

const overlap = () => world.ask('POST', '/v1/segments/overlap', { segments: ['buyers', 'lookers'] })
const diff = (name: string) => world.ask('POST', '/v1/segments/buyers/diff', { rule: rule(name) })
const history = () => world.ask('GET', '/v1/segments/buyers/history?from=2024-04-27&to=2024-05-01')
const GUARDED = [
  () => world.ask('GET', '/v1/segments/buyers/members'),
  () => world.ask('GET', '/v1/segments/buyers/size'),
  () => world.ask('GET', '/v1/segments/buyers/export'),
  history,
  overlap,
  () => diff('ViewContent'),
]

it('below it, nothing says who or how many they are', async () => {
  await setMinSize(4)
  for (const ask of GUARDED) {
    const answer = await ask()
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
    expect(answer.body).toContain('min_size of 4')
  }
  const hidden = { size: null, below_min_size: true, matchable: null, matchable_error_margin: null }
  expect((await world.ask('GET', '/v1/segments/buyers')).json()).toMatchObject(hidden)
  const list = await world.ask('GET', '/v1/segments?include=matchable')
  expect(list.json()).toMatchObject({
    segments: [
      { id: 'buyers', ...hidden },
      { id: 'lookers', ...hidden },
    ],
  })
})

it('at it, everything is shown', async () => {
  await setMinSize(3)
  for (const ask of GUARDED) expect((await ask()).statusCode).toBe(200)
  const answer = (await world.ask('GET', '/v1/segments/buyers')).json<object>()
  expect(answer).toMatchObject({ size: 3, matchable: { EXTERNAL_ID_SHA256: 3 } })
  expect(answer).not.toHaveProperty('below_min_size')
})

it('hides the smaller numbers inside larger ones', async () => {
  await setMinSize(3)
  // One person is in both: from either, the number could be worked out.
  const few = { below_min_size: true }
  expect((await overlap()).json()).toMatchObject({ pairs: [{ both: null, either: null, jaccard: null, ...few }] })
  // Two enter, two leave, one stays: from the sizes, each could be worked out from the others.
  const hiddenDiff = { enter: null, leave: null, stay: null, size_after: null, ...few, sample: { enter: [], leave: [] } }
  expect((await diff('ViewContent')).json()).toMatchObject({ size_before: 3, ...hiddenDiff })
  const rows = (await history()).json<{ rows: object[] }>().rows
  const hidden = { total: null, entered: null, left: null, net: null, ...few }
  expect(rows).toMatchObject([hidden, hidden, hidden, { ...hidden, total: 3 }])
  await setMinSize(1)
  const { pairs } = (await overlap()).json<{ pairs: object[] }>()
  expect(pairs).toEqual([{ a: 'buyers', b: 'lookers', both: 1, either: 5, jaccard: 0.2 }])
  const shown = (await diff('ViewContent')).json<{ sample: { enter: string[]; leave: string[] } }>()
  expect(shown).toMatchObject({ enter: 2, leave: 2, stay: 1, size_before: 3, size_after: 3 })
  expect(shown).not.toHaveProperty('below_min_size')
  expect([shown.sample.enter.length, shown.sample.leave.length]).toEqual([2, 2])
  expect((await history()).json()).toMatchObject({
    rows: [hidden, { ...hidden, total: 1 }, { total: 2, entered: 1 }, { total: 3, entered: 1 }],
  })
})

it('a diff hides how few enter, and tells that nobody does', async () => {
  await setMinSize(3)
  const union = { any: [rule('Purchase'), rule('ViewContent')] }
  // Two enter: from size_after they could be worked out.
  const wider = await world.ask('POST', '/v1/segments/buyers/diff', { rule: union })
  expect(wider.json()).toMatchObject({ enter: null, leave: null, stay: null, size_after: null, below_min_size: true })
  const same = await world.ask('POST', '/v1/segments/buyers/diff', { rule: { any: [rule('Purchase'), rule('Subscribe')] } })
  expect(same.json()).toMatchObject({ enter: 0, leave: 0, stay: 3, size_after: 3 })
})

it('counts only who may be listed', async () => {
  await setMinSize(3)
  const cem = (denied: Somebody['denied'] = []): Somebody => ({
    identifiers: [{ type: 'external_id', value: 'cem' }],
    member: ['buyers'],
    denied,
  })
  await addPeople(world.fold, [cem(['profiling'])], 2)
  for (const ask of GUARDED) {
    const answer = await ask()
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
  }
  await addPeople(world.fold, [cem()], 2)
  for (const ask of GUARDED) expect((await ask()).statusCode).toBe(200)
})

it('a change that would leave too few is not shown either', async () => {
  await setMinSize(3)
  const answer = await diff('Subscribe')
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
})

const preview = (of: object) => world.ask('POST', '/v1/segments/preview', { rule: of })
/** Rules that say who is in `buyers` without its name being asked for. */
const DISGUISES: [string, object][] = [
  ['by reference', { segment: 'buyers' }],
  ['inside another rule', { all: [{ segment: 'buyers' }, { not: { segment: 'lookers' } }] }],
  ['turned round twice', { not: { not: { segment: 'buyers' } } }],
  ['through a segment without a min_size', { segment: 'middle' }],
  ['by the same rule', rule('Purchase')],
]

it.each(DISGUISES)('a preview tells no more than the segment would, asked %s', async (_, disguised) => {
  expect((await world.ask('PUT', '/v1/segments/middle', { name: 'm', rule: { segment: 'buyers' } })).statusCode).toBe(200)
  await setMinSize(4)
  const hidden = { size: null, below_min_size: true, share: null, matchable: null, entering_24h: null, leaving_24h: null }
  expect((await preview(disguised)).json()).toMatchObject(hidden)
  await setMinSize(1)
  const shown = (await preview(disguised)).json<{ size: number; below_min_size?: true }>()
  expect([shown.size, shown.below_min_size]).toEqual([JSON.stringify(disguised).includes('lookers') ? 2 : 3, undefined])
})

it('a diff refuses a rule that says who is in a smaller guarded segment', async () => {
  await setMinSize(1)
  expect((await world.ask('PUT', '/v1/segments/lookers', { name: 'l', rule: rule('ViewContent'), min_size: 4 })).statusCode).toBe(
    200,
  )
  const answer = await world.ask('POST', '/v1/segments/buyers/diff', { rule: { segment: 'lookers' } })
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
  await setMinSize(1)
})

it('a preview hides how few leave, stay or enter within a day, in 50 crowds', async () => {
  const counts = [0, 1, 2, 3, 4]
  const crowds = counts.flatMap((leave) => counts.map((stay) => ({ leave, stay, name: `Crowd${leave}${stay}` })))
  const groups = crowds.flatMap(({ leave, stay, name }) =>
    [
      { name, at: 29.5, people: leave },
      { name, at: 2, people: stay },
      { name, at: 40, people: 3 },
    ].flatMap(({ people, ...one }) => Array.from({ length: people }, (_, i) => ({ ...one, who: `${name}-${one.at}-${i}` }))),
  )
  const ids = await addPeople(
    world.fold,
    groups.map(({ who }) => ({ identifiers: [{ type: 'external_id', value: who }], member: [] })),
    100,
  )
  await store(
    opened.warehouse,
    groups.map(({ name, at }, i) => fact(NOW - at * DAY, name, { person: ids[i]! })),
  )
  const isHidden = (...sizes: number[]): boolean => sizes.some((people) => people > 0 && people < 3)
  for (const { leave, stay, name } of crowds) {
    const inside = { event: { name }, within: '30d' }
    const outside = { all: [{ event: { name }, within: 'all' }, { not: inside }] }
    for (const [id, of] of Object.entries({ inside, outside }))
      await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule: of, min_size: 3 })
    const isEmpty = leave + stay < 3
    const whenInside = isEmpty || isHidden(leave, stay) ? [null, null] : [0, leave]
    const whenOutside = isHidden(leave) ? [null, null] : [leave, 0]
    for (const [of, expected] of [[inside, whenInside] as const, [outside, whenOutside] as const]) {
      const told = (await preview(of)).json<Record<string, number | null>>()
      expect([told['entering_24h'], told['leaving_24h']], name).toEqual(expected)
    }
  }
})
