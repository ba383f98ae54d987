import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, tempFolder } from '@weir/testkit'
import { countingSettings, countsOf } from '../../distributed/commands-per-event/counts.ts'
import type { Counts } from '../../distributed/commands-per-event/counts.ts'
import { SERVICES, startDeployment, startServers } from '../../support/deployment.ts'
import type { ServiceName } from '../../support/deployment.ts'
import { ADMIN_KEY } from '../../support/embedded.ts'
import { metricOf } from '../../support/service-metrics.ts'
import { startWorker } from '../parts/worker.ts'
import { segmentsOf } from '../traffic.ts'
import type { Senders, SendOptions, Sent } from './senders.ts'
import { SHAPE } from './shape.ts'

/**
 * The four processes on their three engines, all on this machine, and who sends to them. Nothing of
 * it asks Redis but the followers.
 */
export interface Stage {
  send(options: SendOptions): Promise<Sent>
  /** Accepted and not folded yet. */
  lag(): Promise<number>
  /**
   * Seconds until everything accepted is folded and its memberships are in Redis; and until it can
   * be read in reports.
   */
  drain(): Promise<{ foldedS: number; loadedS: number }>
  counts(): Promise<Counts>
  /** CPU time of each service so far, us. */
  cpuUs(): Record<ServiceName, number>
}

const PARTITIONS = 2
const DRAIN_MS_MAX = 300_000
const LOOK_MS = 20

/** Starts everything, with twenty segments in force, and ends it after the work. */
export async function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  await using servers = await startServers({ fsync: 'everysec' })
  await using folder = await tempFolder('bench-counts')
  const settings = {
    WEIR_CLOCK: 'system',
    WEIR_LOG: 'warn',
    WEIR_PARTITIONS: String(PARTITIONS),
    ...countingSettings(folder.path),
  }
  await using weir = await startDeployment({ servers, settings, onFailed: () => undefined })
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const { id, name, rule } of segmentsOf(SHAPE)) await weir.client.put(`/v1/segments/${id}`, { name, rule })
  await using senders = await startWorker<Senders>(new URL('senders.ts', import.meta.url))
  const ingest = weir.service('ingest').url
  await senders.ask('open', { ingest, key: ADMIN_KEY, redis: servers.redis.url, partitions: PARTITIONS })

  let accepted = 0
  const folded = (): Promise<number> => metricOf(weir, 'segmenter', 'weir_fold_events_total')
  const loaded = (): Promise<number> => metricOf(weir, 'loader', 'weir_loader_rows_total', 'table="facts"')
  return await work({
    async send(options) {
      const sent = await senders.ask('send', options)
      accepted += sent.events
      return sent
    },
    async lag() {
      const taken = await metricOf(weir, 'ingest', 'weir_ingest_events_total', 'outcome="accepted"')
      return taken - (await folded())
    },
    async drain() {
      const start = performance.now()
      const seconds = (): number => (performance.now() - start) / 1000
      await eventually(async () => (await folded()) >= accepted, DRAIN_MS_MAX, LOOK_MS)
      const foldedS = seconds()
      await eventually(async () => (await loaded()) >= accepted, DRAIN_MS_MAX, LOOK_MS)
      const loadedS = seconds()
      // What is still to be committed belongs to what was measured, too.
      await sleep(500)
      return { foldedS, loadedS }
    },
    counts: () => countsOf(weir, servers.redis.url, folder.path),
    cpuUs() {
      const of = (name: ServiceName): number => cpuUsOf(weir.service(name).process().pid)
      return Object.fromEntries(SERVICES.map((name) => [name, of(name)])) as Record<ServiceName, number>
    },
  })
}

/** User and system time, which Linux counts in hundredths of a second; nothing elsewhere. */
function cpuUsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10_000
  } catch {
    return Number.NaN
  }
}
