import { randomBytes } from 'node:crypto'
import { ensureDatabase, openWarehouse } from '@weir/warehouse'
import { startClickHouseInDocker } from './clickhouse-docker.ts'
import { startClickHouseNatively } from './clickhouse-native.ts'
import type { ClickHouse, FaultyClickHouse } from './clickhouse-server.ts'
import { givenAddresses } from './config.ts'
import { dockerIsThere } from './docker.ts'

export interface ClickHouseOptions {
  /** Inserts can be made to go wrong. Only chDB can, so it is started whatever else there is. */
  faults?: boolean
}

const DATABASE = 'weir'

/**
 * A server is taken from `WEIR_TEST_CLICKHOUSE` (its user must be allowed to create databases: each
 * test gets one of its own), else from Docker if an engine answers, else it is chDB, ClickHouse's
 * engine behind the part of its HTTP interface that we use.
 */
export function startClickHouse(options: { faults: true }): Promise<FaultyClickHouse>
export function startClickHouse(options?: ClickHouseOptions): Promise<ClickHouse>
export async function startClickHouse({ faults = false }: ClickHouseOptions = {}): Promise<ClickHouse> {
  const [given] = givenAddresses('WEIR_TEST_CLICKHOUSE') ?? []
  if (given !== undefined && !faults) return stranger(given)
  const inDocker = !faults && (await dockerIsThere())
  const server = await (inDocker ? startClickHouseInDocker(DATABASE) : startClickHouseNatively(DATABASE, faults))
  await ensureDatabase(server).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  return server
}

async function stranger(address: string): Promise<ClickHouse> {
  const { origin, pathname, username, password } = new URL(address)
  const options = {
    url: origin,
    username: decodeURIComponent(username) || 'default',
    password: decodeURIComponent(password),
    database: `${pathname.slice(1) || DATABASE}_${randomBytes(6).toString('hex')}`,
  }
  await ensureDatabase(options)
  const refuse = async (): Promise<void> => {
    throw new Error('WEIR_TEST_CLICKHOUSE names a server that is not ours to kill; unset it for the tests that do')
  }
  const leave = async (): Promise<void> => {
    const warehouse = openWarehouse(options)
    await warehouse.command(`DROP DATABASE IF EXISTS ${options.database}`).finally(() => warehouse.close())
  }
  return { ...options, kill: refuse, restart: refuse, stop: leave, [Symbol.asyncDispose]: leave }
}
