import { setTimeout as sleep } from 'node:timers/promises'
import { redisArgs, repairScript } from './redis-args.ts'

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
  /**
   * Runs a script of the shell where the servers are.
   * @returns what it printed.
   * @throws Error when it fails.
   */
  shell(script: string): Promise<string>
  stop(): Promise<void>
}

const LOOPBACK = '127.0.0.1'
const START_MS = 30_000

export function redisArgsOn(host: RedisHost, server: number, cluster: boolean, fsync: 'always' | 'everysec'): string[] {
  const place = { port: host.ports[server]!, listenOn: host.listenOn, folder: host.folder(server), fsync }
  return redisArgs(place, cluster ? clusterSettings(host.busPorts[server]!) : {})
}

function clusterSettings(busPort: number): Record<string, string> {
  return {
    'cluster-enabled': 'yes',
    'cluster-port': `${busPort}`,
    'cluster-announce-ip': LOOPBACK,
    'cluster-node-timeout': '2000',
  }
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

/** Lays a copy of a server's log aside, as a replica or a backup would have it that lags behind. */
export async function copyAppendLog(host: RedisHost, server: number): Promise<void> {
  await host.shell(`cd ${host.folder(server)} && rm -rf copy && cp -a appendonlydir copy`)
}

/** Puts the copy of a killed server's log in the place of its log. */
export async function putCopyBack(host: RedisHost, server: number): Promise<void> {
  await host.shell(`cd ${host.folder(server)} && rm -rf appendonlydir && mv copy appendonlydir`)
}

/** Puts the end of a killed server's log in order: see {@link repairScript}. */
export async function repairLog(host: RedisHost, server: number): Promise<void> {
  await host.shell(repairScript(host.folder(server)))
}
