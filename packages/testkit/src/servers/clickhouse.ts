import { randomBytes } from 'node:crypto'
import { ensureDatabase, openWarehouse } from '@weir/warehouse'
import type { FaultKind } from '@weir/warehouse/chdb'
import { startClickHouseInDocker } from './clickhouse-docker.ts'
import { startClickHouseNatively } from './clickhouse-native.ts'
import { givenAddresses } from './config.ts'
import { dockerIsThere } from './docker.ts'

export interface ClickHouseOptions {
  /** Inserts can be made to go wrong. Only chDB can, so it is started whatever else there is. */
  faults?: boolean
}

/** A ClickHouse with an empty database for one test file: `await using clickhouse = await startClickHouse()`. */
export interface ClickHouse extends AsyncDisposable {
  /** `http://host:port`; with the fields below what `openWarehouse` wants. A restart keeps them all. */
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
  /** Ends the server as a power cut would, with SIGKILL. @throws Error for a server that was not started here. */
  kill(): Promise<void>
  /** Starts a killed server again on its old data, and waits until it answers. */
  restart(): Promise<void>
  stop(): Promise<void>
  /** The next `times` inserts go wrong in this way. @returns how many ordered faults have happened since the last start. */
  fault?: (kind: FaultKind, times?: number) => Promise<number>
  /** Lets held inserts go on. @returns as `fault`. */
  release?: () => Promise<number>
  fired?: () => Promise<number>
}

/** One whose inserts can be made to go wrong. */
export type FaultyClickHouse = ClickHouse & Required<Pick<ClickHouse, 'fault' | 'release' | 'fired'>>

const DATABASE = 'weir'

/**
 * A server is taken from `WEIR_TEST_CLICKHOUSE` (its user must be allowed to create databases: each test gets one of its own), else
 * from Docker if an engine answers, else it is chDB, ClickHouse's engine behind the part of its HTTP interface that we use.
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
