import { Redis } from 'ioredis'
import type { Commit, Lease, StateStore } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'

export type Variant = 'bare' | 'bytes' | 'blobs' | 'noOutbox' | 'everything'

export interface Measured {
  seconds: number
  /** Of this process, us. */
  cpuUs: number
  /** Of Redis, us. */
  redisCpuUs: number
}

export type RedisWorker = {
  /** @param size people per batch. */
  open(url: string, size: number): Promise<void>
  /** Reads and writes so many batches of people. */
  measure(variant: Variant, batches: number): Promise<Measured>
}

const PEOPLE = 100_000
const BLOB_BYTES = 350
const SEGMENT = 1
/** Of what a batch sends on, per person. */
const OUTBOX_BYTES = 500

let raw: Redis | undefined
let store: StateStore | undefined
let lease: Lease | undefined
let position = -1
let next = 0
let size = 0
const blob = Buffer.alloc(BLOB_BYTES, 'blob ')

const handlers: RedisWorker = {
  async open(url, people) {
    size = people
    raw = new Redis(url, { protocol: 2 })
    store = await openRedisState({ url, prefix: 'bench', partitions: 1 })
    lease = await store.acquire(0)
    for (let at = 0; at < PEOPLE; at += size) await commit({ names: take().map((id, i) => ({ ordinal: at + i, id })) })
  },
  async measure(variant, batches) {
    const before = await redisCpuUs()
    const run = { bare, bytes, blobs, noOutbox, everything }[variant]
    const { seconds, cpuUs } = await timed(async () => {
      for (let i = 0; i < batches; i++) await run(take())
    })
    return { seconds, cpuUs, redisCpuUs: (await redisCpuUs()) - before }
  },
}

/** The people of the next batch, all over the key space as traffic is. */
function take(): string[] {
  return Array.from({ length: size }, () => ((next++ * 7919) % PEOPLE).toString(16).padStart(32, '0'))
}

async function bare(ids: readonly string[]): Promise<void> {
  if (!raw) throw new Error('not open')
  const keys = ids.map((id) => `bare:${id}`)
  await raw.mgetBuffer(keys)
  await raw.mset(keys.flatMap((key) => [key, blob]))
}

/** With as many bytes more as the outbox of a commit has. */
async function bytes(ids: readonly string[]): Promise<void> {
  await bare(ids)
  await raw?.set('bytes', Buffer.alloc(size * OUTBOX_BYTES))
}

async function blobs(ids: readonly string[]): Promise<void> {
  await lease?.load(ids)
  await commit({ puts: ids.map((key) => ({ key, value: blob })) })
}

/**
 * What the fold does with a batch: a tenth of the people get a timer, one in five enters or leaves,
 * and the facts go out.
 */
async function everything(ids: readonly string[]): Promise<void> {
  await step(ids, { outbox: Buffer.alloc(size * OUTBOX_BYTES), acked: Number.MAX_SAFE_INTEGER })
}

async function noOutbox(ids: readonly string[]): Promise<void> {
  await step(ids, {})
}

async function step(ids: readonly string[], more: Partial<Commit>): Promise<void> {
  await lease?.load(ids)
  const ordinals = ids.map((id) => Number.parseInt(id, 16))
  await commit({
    meta: Buffer.alloc(100),
    puts: ids.map((key) => ({ key, value: blob })),
    timers: ids.filter((_, i) => i % 10 === 0).map((key, i) => ({ key, was: undefined, due: next + i })),
    members: ordinals.filter((_, i) => i % 5 === 0).map((ordinal, i) => ({ segment: SEGMENT, ordinal, member: i % 2 === 0 })),
    ...more,
  })
}

async function commit(more: Partial<Commit>): Promise<void> {
  await lease?.commit({ expect: position, position: position + 1, ...more })
  position++
}

async function redisCpuUs(): Promise<number> {
  const report = (await raw?.info('cpu')) ?? ''
  const of = (name: string): number => Number(new RegExp(`^used_cpu_${name}:([\\d.]+)`, 'm').exec(report)?.[1])
  return (of('user') + of('sys')) * 1e6
}

async function close(): Promise<void> {
  await store?.close()
  raw?.disconnect()
}

answerParent(handlers, close)
