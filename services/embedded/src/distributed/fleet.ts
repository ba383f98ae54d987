import { createServer } from 'node:net'
import { once } from 'node:events'
import { SERVICES, keepAlive } from './child.ts'
import type { ServiceName } from './child.ts'

/** All of Weir's processes on this machine. */
export interface Fleet {
  /** Of reporting. */
  url: string
  ingestUrl: string
  /** Rejects when one of them does not come up. */
  readonly failed: Promise<never>
  /** Resolves when all are ready. */
  ready(): Promise<void>
  close(): Promise<void>
}

export interface FleetOptions {
  /** Of ingest; reporting, segmenter and loader take the ones behind it. 0: free ones. */
  port: number
  /** Of the metrics of ingest, and so on; undefined: each process has its default. */
  metricsPort?: number | undefined
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Starts one process of each service and keeps them alive: the distributed mode for one machine,
 * without containers.
 */
export async function startFleet({ port, metricsPort: first, env }: FleetOptions): Promise<Fleet> {
  const ports = port === 0 ? await freePorts(SERVICES.length) : SERVICES.map((_, i) => port + i)
  const children = new Map(
    SERVICES.map((name, i) => [name, keepAlive(name, { port: ports[i]!, metricsPort: first && first + i, env })]),
  )
  const urlOf = (name: ServiceName): string => children.get(name)!.url
  const all = [...children.values()]
  const failed = Promise.race(all.map((child) => child.failed))
  // Thrown where it is raced against the work.
  failed.catch(() => undefined)
  return {
    url: urlOf('reporting'),
    ingestUrl: urlOf('ingest'),
    failed,
    ready: async () => void (await Promise.all(all.map((child) => child.ready()))),
    close: async () => void (await Promise.all(all.map((child) => child.close()))),
  }
}

/** So many ports that nobody listens on just now; none is let go before all are found. */
async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(probes.map((probe) => once(probe, 'listening')))
  const addresses = probes.map((probe) => probe.address())
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')))
  return addresses.map((address) => {
    if (address === null || typeof address === 'string') throw new Error('the probe has no port')
    return address.port
  })
}
