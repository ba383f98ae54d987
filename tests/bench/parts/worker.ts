import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { usage } from './usage.ts'
import type { Usage } from './usage.ts'
import { shareLargerPool } from '@weir/runtime'

/** What a worker can be asked. Arguments and answers travel as JSON. */
export type Handlers = Record<string, (...args: never[]) => unknown>

/**
 * A module of ours in a process of its own: what is measured shares neither heap nor event loop
 * with who measures.
 */
export interface Worker<H extends Handlers> extends AsyncDisposable {
  ask<K extends keyof H & string>(name: K, ...args: Parameters<H[K]>): Promise<Awaited<ReturnType<H[K]>>>
  usage(): Promise<Usage>
}

interface Question {
  id: number
  name: string
  args: never[]
}

interface Answer {
  id: number
  value?: unknown
  error?: string
}

let profiles: string | undefined

/** From now on every worker writes a CPU profile into the folder when it stops. */
export function profileWorkers(folder: string): void {
  profiles = folder
}

/** Starts `file` as a process and waits until it listens. Leaving the scope stops it. */
export async function startWorker<H extends Handlers>(file: URL, args: readonly string[] = []): Promise<Worker<H>> {
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  // tsx only for the worker's own file: what is measured is the build, as users run it (tsx makes
  // every closure dearer).
  const execArgv = ['--import', 'tsx', '--expose-gc', '--max-semi-space-size=32', ...profiling]
  const child = fork(fileURLToPath(file), args, { execArgv })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', ({ id, value, error }: Answer) => {
    if (error === undefined) waiting.get(id)?.resolve(value)
    else waiting.get(id)?.reject(new Error(`${file.pathname}: ${error}`))
    waiting.delete(id)
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file.pathname} ended early: ${code ?? signal}`))
    waiting.clear()
  })
  const send = (name: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject })
      child.send({ id: asked, name, args })
    })
  await send('@usage', [])
  return {
    ask: (name, ...args) => send(name, args) as ReturnType<Worker<H>['ask']> as never,
    usage: () => send('@usage', []) as Promise<Usage>,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      await send('@stop', []).catch(() => undefined)
      await ended
    },
  }
}

/**
 * The worker's side: answers questions until it is told to stop.
 * @param close what to do before the process ends.
 */
export function answerParent(handlers: Handlers, close: () => Promise<void> = async () => undefined): void {
  // As the processes of the product do.
  shareLargerPool()
  const work = async ({ name, args }: Question): Promise<unknown> => {
    if (name === '@usage') return usage()
    if (name === '@stop') return close()
    const handler = handlers[name]
    if (!handler) throw new Error(`nobody answers "${name}"`)
    return handler(...args)
  }
  process.on('message', (question: Question) => {
    work(question).then(
      (value) => process.send?.({ id: question.id, value }, () => question.name === '@stop' && process.exit(0)),
      (error: unknown) =>
        process.send?.({ id: question.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  // Nobody is left to answer to.
  process.on('disconnect', () => process.exit(1))
}
