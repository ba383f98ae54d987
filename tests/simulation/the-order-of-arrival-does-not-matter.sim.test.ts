import type { Condition } from '@weir/contracts'
import { seededRandom, sharesOf } from '@weir/testkit'
import { expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { LooseHit } from '../support/hits.ts'
import { createReference, definition } from '../support/reference.ts'

const HOUR = 3_600_000
const STEP = 12 * HOUR
const TURNS = 2
const [SHARE = 0] = sharesOf('orders of arrival', TURNS)
const SEED = Number(process.env['SEED'] ?? 20_240_331 + SHARE)
/** Two days before summer time begins in Berlin. */
const START = Date.UTC(2024, 2, 29)

const RULES: Record<string, Condition> = {
  twice: { event: { name: 'Purchase' }, within: '2d', count: { gte: 2 } },
  cart: {
    all: [
      { event: { name: 'AddToCart' }, within: { whole_days: 2, time_zone: 'Europe/Berlin' } },
      { not: { event: { name: 'Purchase' }, within: '1d' } },
    ],
  },
  spent: {
    event: { names: ['Purchase', 'AddToCart'] },
    within: { from: '3d', to: '12h' },
    sum: { path: 'properties.value', between: [3, 6] },
  },
}

/**
 * Three people's events, and for every way a receipt of each at or after its time: so they come in
 * a thousand orders.
 */
function createWays(ways: number): Map<number, LooseHit[]> {
  const random = seededRandom(SEED)
  const events = Array.from({ length: 14 }, (_, i) => ({
    person: i % 3,
    name: random.pick(['Purchase', 'Purchase', 'AddToCart', 'ViewContent']),
    at: START + random.int(8) * STEP + random.pick([0, 0, 1, HOUR]),
    body: { properties: { value: random.int(4) } },
  }))
  const byReceipt = new Map<number, LooseHit[]>()
  for (let way = 0; way < ways; way++) {
    const sends = random.shuffle([...events.entries(), ...[...events.entries()].slice(0, 4)])
    for (const [i, { person, ...event }] of sends) {
      const receipt = START + (Math.ceil((event.at - START) / STEP) + random.pick([0, 0, 1, 2, 4, 8])) * STEP
      byReceipt.set(receipt, [...(byReceipt.get(receipt) ?? []), { ...event, id: `${way}-${i}`, who: `${way}-${person}` }])
    }
  }
  return byReceipt
}

test.each([
  [100, 1],
  [process.env['CHAOS'] === 'long' ? 1000 : 500, 3],
])(
  `%i orders of arrival, with late events and duplicates: always the members of the reference (%i partitions, seed ${SEED})`,
  async (ways, partitions) => {
    const byReceipt = createWays(ways)
    await using driver = await createDriver({ partitions, start: START })
    for (const [id, rule] of Object.entries(RULES)) await driver.segment(id, rule)
    let members = 0
    const check = async (): Promise<void> => {
      const reference = createReference(driver.accepted)
      for (const [id, rule] of Object.entries(RULES)) {
        const expected = reference.membersAt(definition(id, rule), driver.clock.now())
        expect(await driver.membersOf(id), `${id} at ${new Date(driver.clock.now()).toISOString()}`).toEqual(expected)
        members += expected.length
      }
    }
    for (let now = START; now <= START + 24 * STEP; now += STEP) {
      await driver.advance(now - 1)
      await check()
      await driver.advance(now)
      await driver.hits(byReceipt.get(now) ?? [])
      await driver.advance(now)
      await check()
    }
    expect(members).toBeGreaterThan(ways)
  },
)
