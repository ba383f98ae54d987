import { thresholdIdsIn } from '@weir/contracts'
import { eventually } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { NOW, createWorld } from '../../test/world.ts'
import { startComputing } from './computing.ts'

const HOUR = 3_600_000
const opened = openTestWarehouse()
afterAll(async () => (await opened)[Symbol.asyncDispose]())

const buys = (people: readonly string[]) => people.map((person) => fact(NOW - HOUR, 'Bought', { person }))

it('computes what segments wait for, and again when it is old', async () => {
  const { warehouse } = await opened
  await using world = await createWorld({ warehouse })
  const rule = { percentile: { of: { event: { name: 'Bought' } }, within: '30d' }, top: 0.5 } as const
  const [id] = thresholdIdsIn(rule) as [string]
  await world.ask('PUT', '/v1/segments/best', { name: 'Best', rule })
  await store(warehouse, buys(['ann', 'ann', 'bob']))
  const off = startComputing(world.deps, { everyMs: 0 })
  await off.close()
  expect(world.config.threshold(id)).toBeUndefined()

  const computing = startComputing(world.deps, { everyMs: HOUR, lookMs: 5, restPerLook: 0 })
  try {
    await eventually(() => world.config.threshold(id)?.version === 1, 60_000)
    expect(world.config.threshold(id)).toMatchObject({ value: 2 })
    // What is not old is left alone, whatever was bought since.
    await store(warehouse, buys(['ann']))
    world.deps.clock.advance(NOW + HOUR)
    await eventually(() => world.config.threshold(id)?.version === 2, 60_000)
    expect(world.config.threshold(id)).toMatchObject({ value: 3, published_at: NOW + HOUR })
  } finally {
    await computing.close()
  }
})
