import { givenAddresses } from './config.ts'
import { dockerIsThere } from './docker.ts'
import { copyAppendLog, createCluster, loseTail, putCopyBack, redisArgsOn, repairLog } from './redis-cluster.ts'
import { openDockerHost } from './redis-docker.ts'
import { openNativeHost } from './redis-native.ts'

export interface RedisOptions {
  /**
   * When Redis writes its log through to disk: after every command (the default here), or every
   * second.
   */
  fsync?: 'always' | 'everysec'
}

/**
 * One Redis, or the masters of a cluster, for one test file: `await using redis = await
 * startRedis()`.
 */
export interface RedisServers extends AsyncDisposable {
  /** `redis://host:port` of the first server. */
  readonly url: string
  /** Of all servers. */
  readonly urls: readonly string[]
  /**
   * Ends a server (from 0) as a power cut would, with SIGKILL.
   * @throws Error for servers that were not started here.
   */
  kill(server?: number): Promise<void>
  /**
   * Starts a killed server again on its old data, and waits until it takes connections.
   * @param repair whether the end of its log is put in order first, as it has to be: see
   *   {@link repairLog}.
   */
  restart(server?: number, repair?: boolean): Promise<void>
  /** Cuts bytes off the end of a killed server's log: what a power cut, or a failover, can lose. */
  loseTail(bytes: number, server?: number): Promise<void>
  /** Lays a copy of a running server's log aside. */
  copyLog(server?: number): Promise<void>
  /**
   * Puts that copy in the place of a killed server's log: it falls back to where it was then, as
   * after a failover.
   */
  putCopyBack(server?: number): Promise<void>
  stop(): Promise<void>
}

/**
 * A server is taken from `WEIR_TEST_REDIS`, else from Docker if an engine answers, else started as
 * a process of our own.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServers> {
  const given = givenAddresses('WEIR_TEST_REDIS')
  return given ? strangers(given, 'WEIR_TEST_REDIS') : start(1, options)
}

/**
 * Three masters, taken from `WEIR_TEST_REDIS_CLUSTER`, else from Docker, else started as processes
 * of our own.
 */
export async function startRedisCluster(options: RedisOptions = {}): Promise<RedisServers> {
  const given = givenAddresses('WEIR_TEST_REDIS_CLUSTER')
  return given ? strangers(given, 'WEIR_TEST_REDIS_CLUSTER') : start(3, options)
}

async function start(count: 1 | 3, { fsync = 'always' }: RedisOptions): Promise<RedisServers> {
  const host = await ((await dockerIsThere()) ? openDockerHost(count) : openNativeHost(count))
  const args = (server: number): string[] => redisArgsOn(host, server, count > 1, fsync)
  try {
    for (let server = 0; server < count; server++) await host.start(server, args(server))
    if (count > 1) await createCluster(host)
  } catch (error) {
    await host.stop()
    throw error
  }
  const urls = host.ports.map((port) => `redis://127.0.0.1:${port}`)
  return servers(urls, {
    kill: (server = 0) => host.kill(server),
    async restart(server = 0, repair = true) {
      if (repair) await repairLog(host, server)
      await host.start(server, args(server))
    },
    loseTail: (bytes, server = 0) => loseTail(host, server, bytes),
    copyLog: (server = 0) => copyAppendLog(host, server),
    putCopyBack: (server = 0) => putCopyBack(host, server),
    stop: () => host.stop(),
  })
}

function servers(urls: readonly string[], powers: Omit<RedisServers, 'url' | 'urls' | typeof Symbol.asyncDispose>): RedisServers {
  const [url] = urls
  if (url === undefined) throw new Error('there is no Redis server')
  return { url, urls, ...powers, [Symbol.asyncDispose]: powers.stop }
}

function strangers(urls: readonly string[], variable: string): RedisServers {
  const refuse = async (): Promise<void> => {
    throw new Error(`${variable} names servers that are not ours to kill; unset it for the tests that do`)
  }
  const powers = { kill: refuse, restart: refuse, loseTail: refuse, copyLog: refuse, putCopyBack: refuse }
  return servers(urls, { ...powers, stop: async () => undefined })
}
