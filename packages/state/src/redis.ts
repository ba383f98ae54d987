import { randomBytes } from 'node:crypto'
import { checkPartition } from './commit-check.ts'
import { FencedError, PositionError } from './index.ts'
import type { Commit, Lease, StateStore } from './index.ts'
import type { RedisAddress } from './redis/client.ts'
import { commitArgs } from './redis/commit.ts'
import type { Call } from './redis/commit.ts'
import { checkServers } from './redis/check-servers.ts'
import { ledgerKey, tagOf } from './redis/keys.ts'
import type { RedisConnection, RedisConnectionOptions } from './redis/connection.ts'
import { openRedisConnection } from './redis/connection.ts'
import { ACQUIRE, COMMIT } from './redis/scripts.ts'
import { sharedIndex } from './redis/shared.ts'
import { viewOf } from './redis/view.ts'

export { StateUnavailableError } from './redis/connection.ts'

/**
 * Either `url` (`redis://[user:password@]host:port[/db]`, `rediss:` for TLS) or `nodes` of a
 * cluster, as such URLs.
 */
export type RedisStateOptions = RedisAddress & {
  /** Begins every key, without braces: two states in one Redis have two prefixes. */
  prefix: string
  /** Recorded with the data. */
  partitions: number
  /** Whether a state with fewer partitions gets more. Default false: it is refused. */
  mayGrow?: boolean
  /**
   * How long an answer may take (3 s); then {@link StateUnavailableError}, and whether it was done
   * is not known.
   */
  commandTimeoutMs?: number
  /**
   * Told whenever Redis comes into reach or goes out of it: for readiness and for a line in the
   * log.
   */
  onReach?: NonNullable<RedisConnectionOptions['onReach']>
}

/**
 * State in Redis (5.0 or later) or Redis Cluster. A commit is one call of one script, so it is
 * applied whole or not at all; it is as durable as the server's settings (`appendonly`,
 * `appendfsync`) make it. When the server falls back to an older state, position and content fall
 * back together, and a writer that was further is refused with PositionError.
 * @throws StateUnavailableError when Redis cannot be reached; Error when it holds another layout or
 *   may evict keys.
 */
export async function openRedisState(options: RedisStateOptions): Promise<StateStore> {
  const { prefix, partitions, mayGrow = false, commandTimeoutMs = 3000, onReach } = options
  if (/[{}]/.test(prefix)) throw new Error(`the prefix "${prefix}" has a brace, which Redis Cluster would take for a hash tag`)
  const link = await openRedisConnection(options, { commandTimeoutMs, ...(onReach ? { onReach } : {}) })
  try {
    await checkServers(link, prefix, { partitions, mayGrow })
  } catch (error) {
    await link.close()
    throw error
  }
  return {
    partitions,
    async acquire(partition) {
      checkPartition(partition, partitions)
      return acquire(link, tagOf(prefix, partition), partition)
    },
    view(partition) {
      checkPartition(partition, partitions)
      return viewOf(link, tagOf(prefix, partition), partition)
    },
    shared: sharedIndex(link, prefix),
    close: () => link.close(),
  }
}

async function acquire(link: RedisConnection, tag: string, partition: number): Promise<Lease> {
  const owner = randomBytes(16).toString('hex')
  await link.script(ACQUIRE, ledgerKey(tag), [owner])
  let calls = 0
  /** The last call that was answered: a server that does not know of it has fallen back. */
  let answered = 0
  const view = viewOf(link, tag, partition)
  const present = (): Promise<Buffer | null> => link.value('hget', [ledgerKey(tag), 'owner'])
  const checked = <T>(answer: T, found: Buffer | null): T => {
    if (String(found) !== owner) throw fenced()
    return answer
  }
  return {
    partition,
    ...view,
    // Both go over one connection, the ownership check second: an owner at that point was the owner
    // before, too.
    load: async (keys) => checked(...(await Promise.all([view.load(keys), present()]))),
    due: async (until, limit) => checked(...(await Promise.all([view.due(until, limit), present()]))),
    // More than one question.
    ordinals: async (from, limit) => checked(await view.ordinals(from, limit), await present()),
    async commit(commit) {
      const serial = ++calls
      const number = await send(link, tag, owner, { serial, answered }, commit)
      answered = Math.max(answered, serial)
      return number
    },
  }
}

async function send(link: RedisConnection, tag: string, owner: string, call: Call, commit: Commit): Promise<number> {
  link.check()
  const [status, [answer]] = await link.run(COMMIT, ledgerKey(tag), commitArgs(tag, owner, call, commit))
  if (status === 'OK') return Number(answer)
  if (status === 'FENCED') throw fenced()
  if (status === 'STALE') throw new PositionError('a later commit of this lease overtook this one')
  if (status === 'FELL BACK') throw new PositionError('the state is older than what was committed: it has fallen back')
  if (status === 'POSITION')
    throw new PositionError(`the stored position is ${String(answer)}, the commit expects ${commit.expect}`)
  throw new Error(`the commit's script answered ${status}`)
}

function fenced(): FencedError {
  return new FencedError('another lease took the partition')
}
