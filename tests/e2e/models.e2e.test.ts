import { eventually, seededRandom, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2024, 4, 1, 12)
const DAYS = 26
const PEOPLE = 400

interface Shopper {
  id: string
  /** The chance of a purchase on a day. */
  truth: number
}

interface Model {
  state: string
  reason: string | null
  version: number
  card: {
    auc: number
    people: { judged: number; positives: number }
    lift: number[]
    importance: { feature: string }[]
    leak: { alarm: boolean }
  } | null
  published: {
    version: number
    at: string
    people: number
    retracted: number
    reached?: { size: number; share: number }[]
  } | null
}

/** People with habits: who looks around more buys more, with a chance that is known here. */
function shop(): { shoppers: Shopper[]; events: object[] } {
  const random = seededRandom(1_501)
  const shoppers = Array.from({ length: PEOPLE }, (_, i): Shopper => ({ id: `s${i}`, truth: 0.01 + 0.25 * random.next() ** 3 }))
  const events = shoppers.flatMap(({ id, truth }) =>
    Array.from({ length: DAYS }, (_, day) => {
      const at = NOW - (DAYS - day) * DAY
      const made = (event: string, more: object = {}): object => ({
        source: 'shop',
        event,
        event_id: `${id}-${event}-${day}`,
        event_time: Math.floor((at + random.next() * 0.9 * DAY) / 1000),
        user: { external_id: id },
        ...more,
      })
      const views = random.next() < 2.5 * truth ? [made('ViewContent')] : []
      const buys = random.next() < truth ? [made('Purchase', { properties: { value: 20, currency: 'EUR' } })] : []
      return [...views, ...buys]
    }).flat(),
  )
  return {
    shoppers,
    events: [
      ...events,
      ...shoppers.map(({ id }) => ({
        source: 'shop',
        event: 'Login',
        event_id: `${id}-l`,
        event_time: Math.floor((NOW - DAYS * DAY) / 1000),
        user: { external_id: id },
      })),
    ],
  }
}

async function openShop(weir: LocalWeir): Promise<Shopper[]> {
  const { client } = weir
  const { shoppers, events } = shop()
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  expect(await client.send(events)).toBe(events.length)
  // Every tenth does not want to be modelled.
  const deniers = shoppers.filter((_, i) => i % 10 === 0)
  await client.send(
    deniers.map(({ id }) => ({
      source: 'shop',
      event: 'Consent',
      event_id: `${id}-no`,
      event_time: NOW / 1000,
      user: { external_id: id },
      consent: { purposes: { modelling: false } },
    })),
  )
  await weir.settled()
  return shoppers
}

const ended = (client: Client, path: string): Promise<Model> =>
  eventually(
    async () => {
      const model = await client.get<Model>(path)
      return model.state === 'done' || model.state === 'failed' ? model : undefined
    },
    100_000,
    200,
  )

const scoreOf = async (client: Client, id: string, trait: string): Promise<number | undefined> =>
  (await client.get<{ traits: Record<string, number> }>(`/v1/people/external_id:${id}`)).traits[trait]

/** The correlation of ranks (Spearman). */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const order = [...values.keys()].toSorted((i, j) => values[i]! - values[j]!)
    const found: number[] = []
    order.forEach((place, rank) => (found[place] = rank))
    return found
  }
  const [x, y] = [ranks(a), ranks(b)]
  const middle = (a.length - 1) / 2
  const sum = (of: (i: number) => number): number => x.reduce((all, _, i) => all + of(i), 0)
  const spread = Math.sqrt(sum((i) => (x[i]! - middle) ** 2) * sum((i) => (y[i]! - middle) ** 2))
  return sum((i) => (x[i]! - middle) * (y[i]! - middle)) / spread
}

test('a model is trained on people who allow it, and everybody of them has a score that ranks them as their habits do', async () => {
  await using weir = await startWeir()
  const { client } = weir
  const shoppers = await openShop(weir)
  await client.put('/v1/segments/likely', { name: 'Likely', rule: { score: 'buys', percentile: { gte: 90 } } })
  expect((await membersOf(client, 'likely')).length).toBe(0)

  const asked = await client.call<Model>('POST', '/v1/models/buys/train', {
    conversion: { name: 'Purchase' },
    horizon: '2d',
    lookback: '14d',
  })
  expect([asked.status, asked.headers.get('location'), asked.body.state]).toEqual([202, '/v1/models/buys', 'asked'])
  expect((await client.call('POST', '/v1/models/buys/score')).status).toBe(409)
  const model = await ended(client, '/v1/models/buys')
  expect([model.state, model.reason]).toEqual(['done', null])
  expect(model.published).toMatchObject({ version: 1, people: 360, retracted: 0 })
  // One cut judges: each of those who allow it once.
  expect(model.card!.people.judged).toBe(360)
  expect(model.card!.auc).toBeGreaterThan(0.65)
  expect(model.card!.lift[0]).toBeGreaterThan(1.5)
  expect(model.card!.leak.alarm).toBe(false)

  await weir.settled()
  const scored = shoppers.filter((_, i) => i % 10 !== 0)
  const scores = await Promise.all(scored.map(({ id }) => scoreOf(client, id, '$score.buys')))
  expect(scores.every((score) => score !== undefined && score > 0 && score < 1)).toBe(true)
  expect(
    rankCorrelation(
      scores.map(Number),
      scored.map(({ truth }) => truth),
    ),
  ).toBeGreaterThan(0.6)
  for (const { id } of shoppers.filter((_, i) => i % 10 === 0)) expect(await scoreOf(client, id, '$score.buys')).toBeUndefined()

  const likely = new Set((await membersOf(client, 'likely')).map(({ person }) => person))
  expect(likely.size).toBeGreaterThanOrEqual(36)
  expect(likely.size).toBeLessThan(60)
  const mean = (of: readonly Shopper[]): number => of.reduce((sum, { truth }) => sum + truth, 0) / of.length
  const members = scored.filter(({ id }) => likely.has(personOf(id)))
  expect(members).toHaveLength(likely.size)
  expect(mean(members)).toBeGreaterThan(1.8 * mean(scored))

  // Whoever takes consent back is no member at once, and has no score after the next turn.
  const [leaver] = members
  await client.setClock(NOW + 1000)
  await client.send([
    {
      source: 'shop',
      event: 'Consent',
      event_id: 'leaver',
      event_time: NOW / 1000 + 1,
      user: { external_id: leaver!.id },
      consent: { purposes: { modelling: false } },
    },
  ])
  await weir.settled()
  expect((await membersOf(client, 'likely')).some(({ person }) => person === personOf(leaver!.id))).toBe(false)
  await client.setClock(NOW + DAY)
  expect((await client.call('POST', '/v1/models/buys/score')).status).toBe(202)
  const again = await ended(client, '/v1/models/buys')
  expect(again.published).toMatchObject({ version: 1, people: 359, retracted: 1 })
  await client.setClock(NOW + 2 * DAY)
  await weir.settled()
  expect(await scoreOf(client, leaver!.id, '$score.buys')).toBeUndefined()
})

test('what was asked for is done after a stop in between, and published as one version', async () => {
  await using folder = await tempFolder('models')
  const settings = { WEIR_DATA: folder.path } as const
  let version: number
  {
    await using weir = await startWeir(settings)
    await openShop(weir)
    await weir.client.post('/v1/models/buys/train', { conversion: { name: 'Purchase' }, horizon: '2d', lookback: '14d' })
    const begun = await eventually(
      async () => {
        const model = await weir.client.get<Model>('/v1/models/buys')
        return model.state === 'asked' ? undefined : model
      },
      60_000,
      20,
    )
    version = begun.version
  }
  await using weir = await startWeir(settings)
  const model = await ended(weir.client, '/v1/models/buys')
  expect([model.state, model.version]).toEqual(['done', 1])
  expect(version).toBeLessThanOrEqual(1)
  expect(model.published).toMatchObject({ version: 1, people: 360 })
})

test('people who are like the members of a segment are found, and those are its likes rather than others', async () => {
  await using weir = await startWeir()
  const { client } = weir
  const shoppers = await openShop(weir)
  const rule = { event: { name: 'Purchase' }, within: '12d', count: { gte: 1 } }
  await client.put('/v1/segments/best', { name: 'Best', rule })
  await client.put('/v1/segments/alike', {
    name: 'Alike',
    rule: { all: [{ lookalike: 'best', size: 0.2 }, { not: { segment: 'best' } }] },
  })
  await weir.settled()
  expect((await client.call('PUT', '/v1/lookalikes/nosuch', {})).status).toBe(404)
  expect((await client.call('PUT', '/v1/lookalikes/best', { exclude: ['nosuch'] })).status).toBe(400)
  expect((await client.call('PUT', '/v1/lookalikes/best', { sizes: [0.1, 0.2], lookback: '26d' })).status).toBe(202)
  const found = await ended(client, '/v1/lookalikes/best')
  expect([found.state, found.reason]).toEqual(['done', null])
  expect(found.published).toMatchObject({ version: 1, people: 360, retracted: 0 })
  const reached = found.published!.reached!
  expect(reached.map(({ size }) => size)).toEqual([0.1, 0.2])
  await weir.settled()
  const seeds = new Set((await membersOf(client, 'best')).map(({ person }) => person))
  const alike = new Set((await membersOf(client, 'alike')).map(({ person }) => person))
  expect(alike.size).toBeGreaterThan(0)
  const others = shoppers.filter(({ id }, i) => i % 10 !== 0 && !seeds.has(personOf(id)))
  const mean = (of: readonly Shopper[]): number => of.reduce((sum, { truth }) => sum + truth, 0) / of.length
  const members = others.filter(({ id }) => alike.has(personOf(id)))
  expect(members).toHaveLength(alike.size)
  // As many as it says.
  expect(alike.size / others.length).toBeCloseTo(reached[1]!.share, 10)
  expect(mean(members)).toBeGreaterThan(1.2 * mean(others))
})
