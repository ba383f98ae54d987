import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { dedupKey, partitionOf } from '@weir/contracts'
import type { Seen } from './spool-simulation.ts'

/**
 * One request and its answer; moments on the scale of performance.now. `status` 0: the connection
 * broke.
 */
export interface Asked {
  called: number
  answered: number
  status: number
  retryAfter: string | undefined
  ids: string[]
}

export interface LoadOptions {
  port: () => number
  secret: string
  source: string
  /** Requests a second, sent whether or not earlier ones have their answer. */
  rate: number
  events: number
}

/**
 * Asks again and again for something that has nothing to do with the log: how long that takes is
 * what a busy machine adds to every answer.
 */
export function startControl(port: number, path: string): { stop(): Promise<{ slowestMs: number }> } {
  const state = { isOver: false, slowestMs: 0 }
  const running = (async () => {
    while (!state.isOver) {
      const begun = performance.now()
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
      state.slowestMs = Math.max(state.slowestMs, performance.now() - begun)
      await sleep(50)
    }
  })()
  return {
    async stop() {
      state.isOver = true
      await running
      return { slowestMs: Math.round(state.slowestMs) }
    },
  }
}

/** Load on `/v1/events` until it is stopped. */
export function startLoad(options: LoadOptions): { asked: Asked[]; stop(): Promise<void> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 })
  const asked: Asked[] = []
  const waiting = new Set<Promise<void>>()
  const begun = performance.now()
  const state = { isOver: false }
  const running = (async () => {
    for (let n = 0; !state.isOver; n++) {
      const due = begun + (n * 1000) / options.rate
      if (due > performance.now()) await sleep(due - performance.now())
      const one = ask(agent, options, n).then((found) => void asked.push(found))
      waiting.add(one)
      void one.finally(() => waiting.delete(one))
    }
  })()
  return {
    asked,
    async stop() {
      state.isOver = true
      await running
      await Promise.all(waiting)
      agent.destroy()
    },
  }
}

function ask(agent: Agent, { port, secret, source, events }: LoadOptions, n: number): Promise<Asked> {
  const ids = Array.from({ length: events }, (_, i) => `e${n}-${i}`)
  const body = ids
    .map((id) => JSON.stringify({ source, event: NAME, event_id: id, properties: { text: 'x'.repeat(200) } }))
    .join('\n')
  const called = performance.now()
  return new Promise((resolve) => {
    const end = (status: number, retryAfter?: string): void =>
      resolve({ called, answered: performance.now(), status, retryAfter, ids })
    const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${secret}` }
    const sent = request({ agent, host: '127.0.0.1', port: port(), method: 'POST', path: '/v1/events', headers })
    sent.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => end(answer.statusCode ?? 0, answer.headers['retry-after']))
      answer.on('error', () => end(0))
    })
    sent.on('error', () => end(0))
    sent.end(body)
  })
}

const NAME = 'Load'

/**
 * As the oracle of the spool wants it: which partition each event belongs to, and when it was
 * acknowledged, if ever.
 */
export function seenIn(asked: readonly Asked[], source: string, partitions: number): Seen[] {
  return asked.map(({ called, answered, status, ids }) => ({
    called,
    acknowledged: status === 202 ? answered : undefined,
    entries: ids.map((event_id) => {
      const key = dedupKey({ source, name: NAME, event_id })
      return { partition: partitionOf(key, partitions), key, value: new Uint8Array() }
    }),
  }))
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
}
