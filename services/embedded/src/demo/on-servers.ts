import { randomBytes } from 'node:crypto'
import { environment } from '../config.ts'
import { startFleet } from '../distributed/fleet.ts'
import { TOOL_SETTINGS, watchDeployment } from '../distributed/progress.ts'
import { CLICKHOUSE_SETTINGS, readSettings } from '@weir/runtime'
import type { Stoppable } from '../stop.ts'
import type { Service } from './run.ts'

/**
 * Weir on the Kafka, Redis and ClickHouse of the environment, with topics, keys and a database that
 * no other deployment has.
 * @throws ConfigError when the environment does not say where they are.
 */
export async function startOnServers(port: number, reports: string): Promise<Service & Stoppable> {
  readSettings([...TOOL_SETTINGS, ...CLICKHOUSE_SETTINGS])
  const name = `demo_${randomBytes(4).toString('hex')}`
  const adminKey = `demo-${randomBytes(12).toString('hex')}`
  const env = {
    ...environment(),
    WEIR_PREFIX: `${name}.`,
    WEIR_CLOCK: 'event',
    WEIR_ADMIN_KEY: adminKey,
    WEIR_LOG: 'error',
    WEIR_SPOOL_BYTES_MAX: '0',
    CLICKHOUSE_DATABASE: name,
    WEIR_REPORTS: reports,
  }
  const fleet = await startFleet({ port, env })
  try {
    await fleet.ready()
    const deployment = await watchDeployment(env)
    return {
      url: fleet.url,
      ingestUrl: fleet.ingestUrl,
      adminKey,
      reports,
      settled: () => deployment.settled(),
      failed: fleet.failed,
      async close() {
        await deployment.close()
        await fleet.close()
      },
    }
  } catch (error) {
    await fleet.close()
    throw error
  }
}
