import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { startDeployment } from '../../support/deployment.ts'
import type { Deployment, DeploymentSettings, Service, ServiceName, Servers } from '../../support/deployment.ts'
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
  /** Kills a process, waits, and starts it again. @returns how long it took to be ready again, ms. */
  strike: (service: Service | ServiceName, pauseMs?: number) => Promise<number>
  /** Those that were started besides one of each. */
  extra: readonly Service[]
}

export interface RideOptions {
  servers: Servers
  seed: number
  settings?: DeploymentSettings
  /** Processes besides one of each. */
  more?: readonly ServiceName[]
  workers?: number
  pauseMs?: number
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
 * Four processes or more on real servers, traffic with retries, a storm; then everything that was acknowledged is looked for:
 * in the facts, in the membership changes, and in every answer of the API at two instants.
 */
export async function rideOut({
  servers,
  seed,
  settings,
  more = [],
  workers = 6,
  pauseMs = 10,
  storm,
}: RideOptions): Promise<Outcome> {
  const random = seededRandom(seed)
  await using weir = await startDeployment({ servers, settings: { ...SETTINGS, ...settings } })
  const extra: Service[] = []
  for (const name of more) extra.push(await weir.add(name))
  for (const service of extra) await service.ready()
  await weir.client.put(`/v1/sources/${SOURCE}`, { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const { id, name, rule } of DEFINITIONS) await weir.client.put(`/v1/segments/${id}`, { name, rule })

  const stalls = watchStalls(weir)
  const traffic = startTraffic(random.fork(), workers, pauseMs, () => weir.client)
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
  await weir.progress.settled()
  const catchUpMs = performance.now() - healed
  const found = await look(weir, servers, traffic)
  const stallMs = stalls.longestMs()
  const faults = faultsOf(traffic.history, found, DEFINITIONS)
  const report = `${reportOf(seed, traffic, found, catchUpMs)}; the longest stall of a partition was ${(stallMs / 1000).toFixed(1)} s`
  return { faults, found, traffic, catchUpMs, stallMs, report }
}

/** Everything there is to see, at two instants: at the last event, and when many a window has closed since. */
async function look({ client, progress }: Deployment, { clickhouse }: Servers, { history }: Traffic): Promise<Found> {
  const end = history.at(-1)!.at
  const views = []
  for (const at of [end, end + 12 * MINUTE]) views.push(...(await viewsAt(client, DEFINITIONS, at)))
  await progress.settled()
  const warehouse = openWarehouse(clickhouse)
  try {
    const tables = await tablesOf({ rows: (sql, params = {}) => warehouse.query(sql, params, { maxSeconds: 60 }) })
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
