import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import type { WarehouseOptions } from '@weir/warehouse'
import { startDeployment } from '../../support/deployment.ts'
import type { Deployment, DeploymentSettings, Service, ServiceName, Servers } from '../../support/deployment.ts'
import type { Client } from '../../support/embedded-client.ts'
import { faultsOf } from '../check.ts'
import type { Found } from '../check.ts'
import { tablesOf, viewsAt } from '../observe.ts'
import { DEFINITIONS } from '../rules.ts'
import { SOURCE, startTraffic } from '../traffic.ts'
import type { Traffic } from '../traffic.ts'
import { watchStalls } from './stalls.ts'

/** What a storm has at hand. */
export interface Ride {
  weir: Deployment
  servers: Servers
  traffic: Traffic
  random: Random
  /**
   * Kills a process, waits, and starts it again.
   * @returns how long it took to be ready again, ms.
   */
  strike: (service: Service | ServiceName, pauseMs?: number) => Promise<number>
  /** Those that were started besides one of each. */
  extra: readonly Service[]
}

export interface RideOptions {
  servers: Servers
  seed: number
  /** Tells rides apart that share the servers; letters and digits. */
  name?: string
  settings?: DeploymentSettings
  /** Processes besides one of each. */
  more?: readonly ServiceName[]
  workers?: number
  pauseMs?: number
  /** Other traffic than that of `workers`. */
  drive?: (random: Random, target: () => Client) => Traffic
  /** What goes wrong while traffic flows. When it returns, everything is there again. */
  storm: (ride: Ride) => Promise<void>
}

/** What was found after a storm. */
export interface Outcome {
  /** Every breach of a promise, as a line of text. */
  faults: string[]
  found: Found
  traffic: Traffic
  /** The longest time in which a partition had something to fold and folded nothing, ms. */
  stallMs: number
  /** From the end of the storm until everything accepted could be read in reports, ms. */
  catchUpMs: number
  report: string
}

const MINUTE = 60_000
/** A session that ends soon makes the partitions of a killed process free soon. */
const SETTINGS: DeploymentSettings = { KAFKA_SESSION_TIMEOUT: '3s' }

/**
 * Four processes or more on real servers, traffic with retries, a storm; then everything that was
 * acknowledged is looked for: in the facts, in the membership changes, and in every answer of the
 * API at two instants.
 */
export async function rideOut({
  servers,
  seed,
  name = 'ride',
  settings,
  more = [],
  workers = 6,
  pauseMs = 10,
  drive = (random, target) => startTraffic(random, workers, pauseMs, target),
  storm,
}: RideOptions): Promise<Outcome> {
  const random = seededRandom(seed)
  const own = { WEIR_PREFIX: `${name}.`, CLICKHOUSE_DATABASE: `weir_${name}` }
  await using weir = await startDeployment({ servers, settings: { ...SETTINGS, ...own, ...settings } })
  const extra: Service[] = []
  for (const service of more) extra.push(await weir.add(service))
  for (const service of extra) await service.ready()
  await weir.client.put(`/v1/sources/${SOURCE}`, { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const { id, rule } of DEFINITIONS) await weir.client.put(`/v1/segments/${id}`, { name: id, rule })

  const stalls = watchStalls(weir)
  const traffic = drive(random.fork(), () => weir.client)
  const strike: Ride['strike'] = async (victim, restMs = 0) => {
    const service = typeof victim === 'string' ? weir.service(victim) : victim
    await service.kill('SIGKILL')
    await sleep(restMs)
    await service.start()
    const begun = performance.now()
    await service.ready()
    return performance.now() - begun
  }
  try {
    await storm({ weir, servers, traffic, random, strike, extra })
  } finally {
    await traffic.stop()
    stalls.stop()
  }
  const healed = performance.now()
  await settled(weir)
  const catchUpMs = performance.now() - healed
  const found = await look(weir, { ...servers.clickhouse, database: own.CLICKHOUSE_DATABASE }, traffic)
  const stallMs = stalls.longestMs()
  const faults = faultsOf(traffic.history, found, DEFINITIONS)
  const report = `${reportOf(seed, traffic, found, catchUpMs)}; the longest stall of a partition was ${(stallMs / 1000).toFixed(1)} s`
  return { faults, found, traffic, catchUpMs, stallMs, report }
}

/**
 * Everything accepted is folded and loaded. After a storm our own connections may have to find
 * their servers again.
 */
async function settled({ progress }: Deployment): Promise<void> {
  await eventually(() => progress.settled().then(() => true), MINUTE, 250)
}

/**
 * Everything there is to see, at two instants: at the last event, and when many a window has closed
 * since.
 */
async function look(weir: Deployment, clickhouse: WarehouseOptions, { history }: Traffic): Promise<Found> {
  const end = history.at(-1)!.at
  const views = []
  for (const at of [end, end + 12 * MINUTE]) views.push(...(await viewsAt(weir.client, DEFINITIONS, at)))
  await settled(weir)
  const warehouse = openWarehouse(clickhouse)
  try {
    const tables = await tablesOf({ rows: (sql, params = {}) => warehouse.query(sql, params, { maxSeconds: 60, maxRows: 0 }) })
    return { ...tables, views }
  } finally {
    await warehouse.close()
  }
}

function reportOf(seed: number, { counts, history }: Traffic, { facts, changes, views }: Found, catchUpMs: number): string {
  const unknown = history.filter(({ fate }) => fate === 'unknown')
  const there = unknown.filter(({ event_id }) => facts.has(event_id)).length
  return [
    `seed ${seed}: ${history.length} events in ${counts.requests} requests: ${counts.acknowledged} acknowledged, ${unknown.length} unknown (${there} of them are in), ${counts.unanswered} requests without an answer, ${counts.repeated} events sent again`,
    `${facts.size} facts, ${changes.length} membership changes; sizes ${views.map(({ segment, size }) => `${segment} ${size}`).join(', ')}; caught up ${(catchUpMs / 1000).toFixed(1)} s after the storm`,
  ].join('\n')
}

/** @param share 0.95 for the p95. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
