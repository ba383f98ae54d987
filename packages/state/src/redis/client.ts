import { Cluster, Redis } from 'ioredis'

/** What we use of ioredis, alike for one server and a cluster. Answers are bytes. */
export interface RedisClient {
  callBuffer(command: string, args: (string | Buffer)[]): Promise<unknown>
  connect(): Promise<unknown>
  disconnect(): void
  quit(): Promise<unknown>
  on(event: 'ready' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface Connection {
  client: RedisClient
  cluster: boolean
  /** For texts: hosts and ports, no passwords. */
  name: string
  /** The report of every server that takes writes. */
  info(section: string): Promise<string[]>
}

/** Where Redis is: one server, or some nodes of a cluster (which name the others). */
export type RedisAddress = { url: string; nodes?: never } | { nodes: readonly string[]; url?: never }

export interface Timeouts {
  /** How long an answer may take; then its outcome counts as unknown. */
  commandTimeoutMs: number
}

/**
 * Commands never wait for a lost connection to come back: the caller gets an error at once and
 * decides. Commands under way when the connection broke are sent again (ioredis never settles them
 * otherwise), and all of our scripts recognise that.
 */
function common({ commandTimeoutMs }: Timeouts) {
  return {
    protocol: 2,
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: 5,
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
    // A connection that is silent for this long is dead, and everything queued on it would time
    // out, ms.
    socketTimeout: commandTimeoutMs * 2,
    keepAlive: 10_000,
    connectionName: 'weir-state',
  } as const
}

export function createConnection(address: RedisAddress, timeouts: Timeouts): Connection {
  return address.url === undefined ? clusterConnection(address.nodes, timeouts) : serverConnection(address.url, timeouts)
}

function serverConnection(url: string, timeouts: Timeouts): Connection {
  const client = new Redis(url, {
    ...common(timeouts),
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: retryAfterMs,
  })
  return { client, cluster: false, name: new URL(url).host, info: async (section) => [await client.info(section)] }
}

function clusterConnection(nodes: readonly string[], timeouts: Timeouts): Connection {
  const urls = nodes.map((node) => new URL(node))
  const [first] = urls
  if (!first) throw new Error('a Redis Cluster needs the address of a node')
  const client = new Cluster(
    urls.map(({ hostname, port }) => ({ host: hostname, port: Number(port || 6379) })),
    {
      lazyConnect: true,
      enableOfflineQueue: false,
      scaleReads: 'master',
      clusterRetryStrategy: retryAfterMs,
      slotsRefreshTimeout: timeouts.commandTimeoutMs,
      redisOptions: {
        ...common(timeouts),
        ...(first.username ? { username: decodeURIComponent(first.username) } : {}),
        ...(first.password ? { password: decodeURIComponent(first.password) } : {}),
        ...(first.protocol === 'rediss:' ? { tls: {} } : {}),
      },
    },
  )
  const name = urls.map(({ host }) => host).join(',')
  return {
    client,
    cluster: true,
    name,
    info: (section) => Promise.all(client.nodes('master').map((node) => node.info(section))),
  }
}

function retryAfterMs(times: number): number {
  return Math.min(times * 50, 1000)
}
