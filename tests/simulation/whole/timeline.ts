import { syncBuiltinESMExports } from 'node:module'
import timersPromises from 'node:timers/promises'

/**
 * Simulated time: everything that happens is a step in one queue, ordered by its instant and then
 * by when it was put there, so a seed has one story. While it is installed, all timers and
 * stopwatches of the program run on it.
 */
export interface Timeline {
  /** Simulated ms since the start. */
  now(): number
  /** Does something so many ms from now. @returns takes it back. */
  after(ms: number, act: () => void): () => void
  sleep(ms: number): Promise<void>
  /**
   * Lets time pass until the work is settled.
   * @throws what it throws; Error when nothing is left to happen, or `maxMs` are over.
   */
  run<T>(work: Promise<T>, maxMs: number): Promise<T>
  /** Puts the timers of the program back. */
  [Symbol.dispose](): void
}

interface Step {
  at: number
  order: number
  act: (() => void) | undefined
}

/**
 * Node's own, whatever takes its place later: after its turn all that promises had to do is done.
 */
const realTurn = setImmediate

export function createTimeline(): Timeline {
  const steps: Step[] = []
  let now = 0
  let order = 0

  const after = (ms: number, act: () => void): (() => void) => {
    const step: Step = { at: now + Math.max(0, ms), order: order++, act }
    push(steps, step)
    return () => (step.act = undefined)
  }
  const timeline: Timeline = {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    async run<T>(work: Promise<T>, maxMs: number) {
      let outcome: { value: T } | { error: unknown } | undefined
      work.then(
        (value) => (outcome = { value }),
        (error: unknown) => (outcome = { error }),
      )
      const until = now + maxMs
      for (;;) {
        await new Promise<void>((resolve) => realTurn(resolve))
        if (outcome) break
        const step = pop(steps)
        if (!step) throw new Error('nothing is left to happen, and the work is not done')
        if (!step.act) continue
        if (step.at > until) throw new Error(`not done within ${maxMs} simulated ms`)
        now = step.at
        step.act()
      }
      if ('error' in outcome) throw outcome.error
      return outcome.value
    },
    [Symbol.dispose]: () => restore(),
  }
  const restore = install(timeline)
  return timeline
}

/**
 * What `setTimeout` and its like return: enough of Node's Timeout for those who only stop it, or
 * let it not keep them alive.
 */
class SimulatedTimer {
  stop: () => void = () => undefined
  unref(): this {
    return this
  }
  ref(): this {
    return this
  }
  hasRef(): boolean {
    return true
  }
  [Symbol.dispose](): void {
    this.stop()
  }
}

function install(timeline: Timeline): () => void {
  type Callback = (...args: unknown[]) => void
  const later = (act: Callback, ms = 0, ...args: unknown[]): SimulatedTimer => {
    const timer = new SimulatedTimer()
    timer.stop = timeline.after(ms, () => act(...args))
    return timer
  }
  const again = (act: Callback, ms = 1, ...args: unknown[]): SimulatedTimer => {
    const timer = new SimulatedTimer()
    const arm = (): void => {
      timer.stop = timeline.after(Math.max(1, ms), () => {
        arm()
        act(...args)
      })
    }
    arm()
    return timer
  }
  const stop = (timer: unknown): void => {
    if (timer instanceof SimulatedTimer) timer.stop()
  }
  const sleep = (ms = 0, value?: unknown, options: { signal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { signal } = options
      const abort = (): void => {
        timer.stop()
        reject(new DOMException('The operation was aborted', 'AbortError'))
      }
      const timer = later(() => {
        signal?.removeEventListener('abort', abort)
        resolve(value)
      }, ms)
      if (signal?.aborted) abort()
      else signal?.addEventListener('abort', abort, { once: true })
    })
  const undo = [
    replace(globalThis, {
      setTimeout: later,
      setInterval: again,
      setImmediate: (act: Callback, ...args: unknown[]) => later(act, 0, ...args),
      clearTimeout: stop,
      clearInterval: stop,
      clearImmediate: stop,
    }),
    replace(performance, { now: () => timeline.now() }),
    replace(timersPromises, { setTimeout: sleep, setImmediate: (value?: unknown) => sleep(0, value) }),
  ]
  syncBuiltinESMExports()
  return () => {
    for (const back of undo) back()
    syncBuiltinESMExports()
  }
}

function replace(target: object, parts: Record<string, unknown>): () => void {
  const before = Object.fromEntries(Object.keys(parts).map((name): [string, unknown] => [name, Reflect.get(target, name)]))
  Object.assign(target, parts)
  return () => void Object.assign(target, before)
}

function isBefore(a: Step, b: Step): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** A binary heap, the next step at its root. */
function push(steps: Step[], step: Step): void {
  let at = steps.push(step) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(step, steps[parent]!)) break
    steps[at] = steps[parent]!
    at = parent
  }
  steps[at] = step
}

function pop(steps: Step[]): Step | undefined {
  const first = steps[0]
  const last = steps.pop()
  if (!last || first === last) return first
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child + 1 < steps.length && isBefore(steps[child + 1]!, steps[child]!)) child++
    if (child >= steps.length || !isBefore(steps[child]!, last)) break
    steps[at] = steps[child]!
    at = child
  }
  steps[at] = last
  return first
}
