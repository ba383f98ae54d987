import { asError } from '../errors.ts'
import { createHash } from 'node:crypto'
import { OutageError } from '@weir/contracts'
import { Cluster, Redis } from 'ioredis'
import type { ClockWitness } from '../clock-witnesses.ts'

/** Redis as what is asked in passing: small questions that nobody waits for. */
export interface RedisLink {
  /** Hosts and ports, for texts. */
  readonly name: string
  /**
   * Runs a script; all of its keys have one hash tag.
   * @throws OutageError at once when Redis is not in reach, or when it does not answer in time. The
   *   script may have run all the same.
   */
  run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown>
  /** What time the server says it is, Unix ms. @throws OutageError as above. */
  time(): Promise<number>
  close(): Promise<void>
}

export interface RedisScript {
  readonly text: string
  readonly sha: string
}

export function redisScript(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** What we use of ioredis, alike for one server and a cluster. */
interface Client {
  call(command: string, args: string[]): Promise<unknown>
  disconnect(): void
  on(event: 'ready', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * A connection that comes by itself and comes back by itself: opening it never waits, and a command
 * never waits for it.
 * @param urls one server, or some nodes of a cluster.
 * @param answerMs an answer that takes longer counts as lost.
 */
export function openRedisLink(urls: readonly string[], answerMs: number): RedisLink {
  const parsed = urls.map((url) => new URL(url))
  const [first] = parsed
  if (!first) throw new Error('there is no address of Redis')
  const name = parsed.map(({ host }) => host).join(',')
  const client: Client = parsed.length > 1 ? openCluster(parsed, first, answerMs) : openServer(urls[0]!, answerMs)
  let trouble: Error | undefined
  client.on('error', (error: Error) => (trouble = error))
  client.on('ready', () => (trouble = undefined))

  const ask = async (command: string, args: readonly string[]): Promise<unknown> => {
    try {
      return await client.call(command, [...args])
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) throw error
      const { message } = trouble ?? asError(error)
      throw new OutageError(`Redis at ${name} does not answer: ${message}`, { cause: error })
    }
  }
  return {
    name,
    async run({ sha, text }, keys, args) {
      const rest = [String(keys.length), ...keys, ...args]
      try {
        return await ask('evalsha', [sha, ...rest])
      } catch (error) {
        if (error instanceof OutageError) throw error
        return ask('eval', [text, ...rest])
      }
    },
    async time() {
      const answer = await ask('time', [])
      const [seconds, micros] = Array.isArray(answer) ? answer.map(Number) : []
      if (!Number.isFinite(seconds) || !Number.isFinite(micros)) throw new OutageError(`Redis at ${name} does not tell the time`)
      return seconds! * 1000 + Math.floor(micros! / 1000)
    },
    close: async () => client.disconnect(),
  }
}

/** Redis as one who can be asked for the time. */
export function redisTime(redis: RedisLink): ClockWitness {
  return { name: `Redis at ${redis.name}`, now: () => redis.time() }
}

/** Nothing is sent again when a connection breaks: whoever asked asks anew, or does without. */
function common(answerMs: number) {
  return {
    protocol: 2,
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
    connectTimeout: 2_000,
    // A connection that says nothing for so long is dead.
    socketTimeout: 2_000,
    keepAlive: 10_000,
    connectionName: 'weir',
  } as const
}

const retryAfterMs = (times: number): number => Math.min(times * 100, 1_000)

function openServer(url: string, answerMs: number): Client {
  return new Redis(url, { ...common(answerMs), enableOfflineQueue: false, retryStrategy: retryAfterMs })
}

function openCluster(nodes: readonly URL[], { username, password, protocol }: URL, answerMs: number): Client {
  return new Cluster(
    nodes.map(({ hostname, port }) => ({ host: hostname, port: Number(port || 6379) })),
    {
      enableOfflineQueue: false,
      scaleReads: 'master',
      clusterRetryStrategy: retryAfterMs,
      redisOptions: {
        ...common(answerMs),
        ...(username ? { username: decodeURIComponent(username) } : {}),
        ...(password ? { password: decodeURIComponent(password) } : {}),
        ...(protocol === 'rediss:' ? { tls: {} } : {}),
      },
    },
  )
}
