import { randomBytes } from 'node:crypto'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { freePort } from '../free-port.ts'
import type { ClickHouse } from './clickhouse-server.ts'

/**
 * In builds before these, a query could take off its own `readonly`: 26.3.27.4, 26.6.4.51,
 * 26.7.6.49, 26.8.2.2.
 */
const IMAGE = 'clickhouse/clickhouse-server:26.8.20.9'
const PORT = 8123
const START_MS = 120_000
const FILES = { hard: 262_144, soft: 262_144 }

/** A server with one user, who may do everything, on a port of this machine. */
export function clickHouseContainer(port: number, username: string, password: string): GenericContainer {
  return new GenericContainer(IMAGE)
    .withExposedPorts({ container: PORT, host: port })
    .withEnvironment({ CLICKHOUSE_USER: username, CLICKHOUSE_PASSWORD: password, CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT: '1' })
    .withUlimits({ nofile: FILES })
    .withWaitStrategy(Wait.forHttp('/ping', PORT))
    .withStartupTimeout(START_MS)
}

/**
 * A real server in a container. The port outside is chosen here, so that it stays the same over
 * restarts.
 */
export async function startClickHouseInDocker(database: string): Promise<ClickHouse> {
  const [username, password, port] = ['weir', randomBytes(18).toString('base64url'), await freePort()]
  const container = await clickHouseContainer(port, username, password).start()
  const stop = async (): Promise<void> => void (await container.stop({ timeout: 0 }))
  return {
    url: `http://127.0.0.1:${port}`,
    username,
    password,
    database,
    async kill() {
      // From outside: the first process of a container cannot be killed from within.
      const engine = await getContainerRuntimeClient()
      await engine.container.getById(container.getId()).kill({ signal: 'SIGKILL' })
    },
    restart: () => container.restart(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
