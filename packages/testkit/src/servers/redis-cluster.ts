import { setTimeout as sleep } from 'node:timers/promises'

/** Where Redis servers can be started: this machine, or a container. */
export interface RedisHost {
  /** Of the servers, here and there alike. */
  readonly ports: readonly number[]
  /** On which the servers of a cluster talk to each other. */
  readonly busPorts: readonly number[]
  /** The address to listen on. */
  readonly listenOn: string
  /** A folder per server. */
  folder(server: number): string
  /** Starts a server and waits until it takes connections. */
  start(server: number, args: readonly string[]): Promise<void>
  /** With SIGKILL. */
  kill(server: number): Promise<void>
  /** Runs a script of the shell where the servers are. @returns what it printed. @throws Error when it fails. */
  shell(script: string): Promise<string>
  stop(): Promise<void>
}

const LOOPBACK = '127.0.0.1'
const START_MS = 30_000

export function redisArgs(host: RedisHost, server: number, cluster: boolean, fsync: 'always' | 'everysec'): string[] {
  const settings: Record<string, string> = {
    port: `${host.ports[server]}`,
    bind: host.listenOn,
    'protected-mode': 'no',
    dir: host.folder(server),
    appendonly: 'yes',
    appendfsync: fsync,
    save: '',
    ...(cluster
      ? {
          'cluster-enabled': 'yes',
          'cluster-port': `${host.busPorts[server]}`,
          'cluster-announce-ip': LOOPBACK,
          'cluster-node-timeout': '2000',
        }
      : {}),
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

/** Makes one cluster of all servers, and waits until each of them says that it works. */
export async function createCluster(host: RedisHost): Promise<void> {
  const nodes = host.ports.map((port) => `${LOOPBACK}:${port}`)
  await host.shell(`redis-cli --cluster create ${nodes.join(' ')} --cluster-yes`)
  const until = performance.now() + START_MS
  for (const port of host.ports) {
    while (!(await host.shell(`redis-cli -p ${port} cluster info`)).includes('cluster_state:ok')) {
      if (performance.now() > until) throw new Error(`the Redis Cluster was not up within ${START_MS} ms`)
      await sleep(50)
    }
  }
}

/** Cuts bytes off the end of what a server wrote last. */
export async function loseTail(host: RedisHost, server: number, bytes: number): Promise<void> {
  await host.shell(`truncate -s -${bytes} "$(ls -t ${host.folder(server)}/appendonlydir/*.incr.aof | head -1)"`)
}

/**
 * Removes a transaction without its end from the log. The server itself would not run it, but leave it there, and run it at the start
 * after that together with the one behind it (Redis up to 8, Valkey up to 9.0).
 */
export async function repairLog(host: RedisHost, server: number): Promise<void> {
  await host.shell(`yes | redis-check-aof --fix "$(ls ${host.folder(server)}/appendonlydir/*.manifest)"`)
}
