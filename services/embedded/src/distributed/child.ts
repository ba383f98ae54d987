import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const SERVICES = ['ingest', 'reporting', 'segmenter', 'loader'] as const
export type ServiceName = (typeof SERVICES)[number]

/** One of Weir's processes, kept alive. */
export interface Child {
  readonly url: string
  /** Rejects when it ends again and again without ever being ready. */
  readonly failed: Promise<never>
  /** Resolves when it is ready. */
  ready(): Promise<void>
  /** Ends it in order. */
  close(): Promise<void>
}

export interface ChildOptions {
  port: number
  /** Of its metrics, where that is not for the process to say. */
  metricsPort?: number | undefined
  /** What it inherits, with its settings. */
  env: Readonly<Record<string, string | undefined>>
}

const LOOK_MS = 100
const PAUSE_MS = 1_000
/**
 * Ends that follow each other without the process being ready in between: then it never will be.
 */
const ENDS_MAX = 3
/** Settings that cannot be: another start would find the same. */
const BAD_SETTINGS = 2

/** Starts a service as built, and starts it anew whenever it ends. Its log goes where ours goes. */
export function keepAlive(name: ServiceName, { port, metricsPort, env }: ChildOptions): Child {
  const url = `http://127.0.0.1:${port}`
  const main = fileURLToPath(new URL(`../../../${name}/dist/main.js`, import.meta.url))
  let current: ChildProcess | undefined
  let closing = false
  let ends = 0

  const isReady = async (): Promise<boolean> => {
    // Not there yet: it is asked again until its time is up.
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) ends = 0
    return answer?.ok === true
  }
  const live = async (): Promise<never> => {
    for (;;) {
      // Its own standard output holds what only it can tell, such as a new admin key.
      current = spawn(process.execPath, [main], {
        env: {
          ...env,
          ...sharedBy(env),
          WEIR_PORT: String(port),
          ...(metricsPort !== undefined && { WEIR_METRICS_PORT: String(metricsPort) }),
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      const [code]: unknown[] = await once(current, 'exit')
      if (closing) return new Promise<never>(() => undefined)
      if (code === BAD_SETTINGS || ++ends >= ENDS_MAX)
        throw new Error(`${name} ended with code ${String(code)} and does not come up`)
      await sleep(PAUSE_MS)
    }
  }
  const failed = live()
  // Thrown where it is raced against the work.
  failed.catch(() => undefined)
  return {
    url,
    failed,
    async ready() {
      const wait = async (): Promise<void> => {
        while (!(await isReady())) await sleep(LOOK_MS)
      }
      await Promise.race([wait(), failed])
    },
    async close() {
      closing = true
      if (!current || current.exitCode !== null || current.signalCode !== null) return
      const ended = once(current, 'exit')
      current.kill('SIGTERM')
      await ended
    },
  }
}

/** On one machine there is one Redis, and nobody to hide it from. */
function sharedBy(env: ChildOptions['env']): ChildOptions['env'] {
  if (env['WEIR_INGEST_REDIS_URL'] || env['WEIR_INGEST_REDIS_URL_FILE']) return {}
  return { WEIR_INGEST_REDIS_URL: env['REDIS_URL'], WEIR_INGEST_REDIS_URL_FILE: env['REDIS_URL_FILE'] }
}
