import { loaderStatePartition, loaderStatePartitions, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { openConfigView } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import type { Warehouse } from '@weir/warehouse'
import { START } from '../../../packages/segmentation/src/testing/histories.ts'
import { createHosts } from './hosts.ts'
import type { Hosts } from './hosts.ts'
import { createSimulatedLog } from './log.ts'
import type { SimulatedLog } from './log.ts'
import type { Network } from './network.ts'
import { createSimulatedRedis } from './redis.ts'
import type { Guards, SimulatedRedis } from './redis.ts'
import { createSimulatedWarehouse } from './warehouse.ts'
import type { SimulatedWarehouse } from './warehouse.ts'

export const PARTITIONS = 3

/** Promises that are broken on purpose, to see whether it is noticed. */
export interface Broken {
  ingestLog(log: EventLog): EventLog
  state(state: StateStore): StateStore
  loaderState(state: StateStore): StateStore
  warehouse(warehouse: Warehouse): Warehouse
  guards: Guards
}

export const UNBROKEN: Broken = {
  ingestLog: (log) => log,
  state: (state) => state,
  loaderState: (state) => state,
  warehouse: (warehouse) => warehouse,
  guards: { position: true, fence: true, memory: true },
}

/** Everything around the processes: what they share, and what brings them down. */
export interface World {
  network: Network
  log: SimulatedLog
  redis: SimulatedRedis
  warehouse: SimulatedWarehouse
  hosts: Hosts
  /** The control plane as an administrator has it, who never fails. */
  config: ConfigView
  broken: Broken
  /** What the clocks of the machines show, but for their skew, Unix ms. */
  wall(): number
  /** Lets all clocks go forward at once. */
  jump(ms: number): void
}

export async function createWorld(network: Network, broken: Broken): Promise<World> {
  const log = createSimulatedLog(network, PARTITIONS)
  const partitions = { pipeline: PARTITIONS, loader: loaderStatePartitions(PARTITIONS) }
  const redis = createSimulatedRedis(network, partitions, broken.guards)
  const warehouse = createSimulatedWarehouse(network, (life, table, partition) => {
    const topic =
      {
        facts: TOPICS.facts,
        memberships: TOPICS.memberships,
        person_aliases: TOPICS.memberships,
        identifier_changes: TOPICS.memberships,
        erased_members: TOPICS.memberships,
        consent_log: TOPICS.memberships,
      }[table] ?? TOPICS.rejected
    const place = redis.loader.places[loaderStatePartition(topic, partition, PARTITIONS)]
    return place?.content.ledger.owner.startsWith(`${life.name} `) === true
  })
  let jumpedMs = 0
  return {
    network,
    log,
    redis,
    warehouse,
    hosts: createHosts(network, () => log.groups),
    config: await openConfigView(log.core),
    broken,
    wall: () => START + jumpedMs + network.timeline.now(),
    jump: (ms) => void (jumpedMs += ms),
  }
}
