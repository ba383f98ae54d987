import type { Warehouse } from '@weir/warehouse'
import { absorb } from './aliases.ts'
import { store } from './facts.ts'
import type { Told } from './stories.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

/**
 * The API over a warehouse in which a story happened.
 * @param told what happened, and `into`: who turned out to be whom.
 * @param segments are defined, by an event name; the facts of the story say who is in them.
 */
export async function createToldWorld(
  warehouse: Warehouse,
  {
    told,
    into,
    segments = [],
    name,
  }: { told: readonly Told[]; into: ReadonlyMap<string, string>; segments?: readonly string[]; name?: string },
): Promise<World> {
  const world = await createWorld({ warehouse })
  for (const id of segments) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule: { event: { name }, within: '7d' } })
  await store(
    warehouse,
    told.map(({ row }) => row),
  )
  await absorb(warehouse, [...into])
  return world
}
