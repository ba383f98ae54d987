import { OutageError } from '@weir/contracts'
import type { RedisAddress } from './client.ts'
import { createConnection } from './client.ts'
import type { Script } from './scripts.ts'

/**
 * Redis cannot be asked, or did not answer in time. What was asked may have been done; the same
 * commit may be sent again.
 */
export class StateUnavailableError extends OutageError {
  override readonly name = 'StateUnavailableError'
}

const TORN =
  'the state is damaged: the server came back with half of a commit that it had discarded before; restore a backup or fold the log again'

/**
 * A connection with the few ways in which the state asks. All of them reject after `close`, and
 * with {@link StateUnavailableError}.
 */
export interface RedisConnection {
  readonly cluster: boolean
  /** @throws Error after `close`. */
  check(): void
  value(command: string, args: readonly (string | Buffer)[]): Promise<Buffer | null>
  /** The same for a command that answers a number. */
  count(command: string, args: readonly (string | Buffer)[]): Promise<number>
  values(command: string, args: readonly (string | Buffer)[]): Promise<(Buffer | null)[]>
  /** Runs a script, whose answer is a list. @returns its first item as text, and the rest. */
  run(script: Script, key: string, args: readonly (string | Buffer)[]): Promise<[status: string, rest: unknown[]]>
  /** Runs a script that has nothing to refuse. */
  script(script: Script, key: string, args: readonly (string | Buffer)[]): Promise<unknown[]>
  /** What the servers say of themselves. */
  info(section: string): Promise<string[]>
  close(): Promise<void>
}

export interface RedisConnectionOptions {
  /** An answer that takes longer counts as lost. */
  commandTimeoutMs: number
  /** Told whenever Redis comes into reach or goes out of it, once each. */
  onReach?: (reached: boolean, error?: Error) => void
}

/** @throws StateUnavailableError when Redis cannot be reached. */
export async function openRedisConnection(address: RedisAddress, options: RedisConnectionOptions): Promise<RedisConnection> {
  const connection = createConnection(address, options)
  const { client, cluster, name } = connection
  let closed = false
  let trouble: Error | undefined
  let reached: boolean | undefined
  // Every try to connect that fails closes a connection, too: only what is new is told.
  const reach = (now: boolean): void => {
    if (closed || reached === now) return
    reached = now
    options.onReach?.(now, now ? undefined : trouble)
  }
  client.on('error', (error) => (trouble = error))
  client.on('ready', () => {
    trouble = undefined
    reach(true)
  })
  client.on('close', () => reach(false))

  const unavailable = (error: unknown): StateUnavailableError => {
    const text = error instanceof Error ? error.message : String(error)
    // What befell the connection says more than what it meant for one command.
    const reason = trouble && trouble.message !== text ? `${trouble.message}; ${text}` : text
    return new StateUnavailableError(`the state in Redis at ${name} is not available: ${reason}`, { cause: error })
  }
  const check = (): void => {
    if (closed) throw new Error(`the state in Redis at ${name} is closed`)
  }
  const ask = async <T>(asking: () => Promise<T>): Promise<T> => {
    check()
    try {
      return await asking()
    } catch (error) {
      check()
      throw unavailable(error)
    }
  }
  const run: RedisConnection['run'] = async (script, key, args) => {
    const [status, ...rest] = list(await ask(() => evaluate(client.callBuffer.bind(client), script, key, args)))
    if (String(status) === 'MOVING') throw unavailable(`its slot is being moved to another node (${String(rest[0])})`)
    if (String(status) === 'TORN') throw new Error(`${TORN} (${name}, ${key}: ${String(rest[0])})`)
    return [String(status), rest]
  }

  await Promise.race([client.connect(), expired(options.commandTimeoutMs * 2)]).catch((error: unknown) => {
    closed = true
    client.disconnect()
    const { message } = unavailable(error)
    throw new StateUnavailableError(`${message}: is it running, and in reach of this process there?`, { cause: error })
  })
  return {
    cluster,
    check,
    async value(command, args) {
      return buffers([await ask(() => client.callBuffer(command, [...args]))])[0] ?? null
    },
    async count(command, args) {
      const answer = await ask(() => client.callBuffer(command, [...args]))
      if (typeof answer !== 'number') throw new Error(`Redis answered ${command} with no number`)
      return answer
    },
    async values(command, args) {
      return buffers(await ask(() => client.callBuffer(command, [...args])))
    },
    run,
    async script(script, key, args) {
      const [status, rest] = await run(script, key, args)
      if (status !== 'OK') throw new Error(`a script answered ${status}`)
      return rest
    },
    info: (section) => ask(() => connection.info(section)),
    async close() {
      if (closed) return
      closed = true
      // It is disconnected next, whether or not the server heard.
      await client.quit().catch(() => undefined)
      client.disconnect()
    },
  }
}

type Call = (command: string, args: (string | Buffer)[]) => Promise<unknown>

/** By its hash; whole where the server does not know it (any more). */
async function evaluate(call: Call, script: Script, key: string, args: readonly (string | Buffer)[]): Promise<unknown> {
  try {
    return await call('evalsha', [script.sha, '1', key, ...args])
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return call('eval', [script.text, '1', key, ...args])
  }
}

function expired(afterMs: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(reject, afterMs, new Error(`no answer within ${afterMs} ms`)).unref())
}

function list(answer: unknown): unknown[] {
  if (!Array.isArray(answer)) throw new Error('Redis answered something that is no list')
  return answer
}

/** An answer as a list of byte strings. @throws Error when it is something else. */
export function buffers(answer: unknown): (Buffer | null)[] {
  return list(answer).map((part) => {
    if (part === null || Buffer.isBuffer(part)) return part
    throw new Error(`Redis answered ${typeof part} where bytes were expected`)
  })
}
