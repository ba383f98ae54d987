import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loaderStatePartitions, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { openLmdbState } from '@weir/state/lmdb'
import type { RunningProcess } from '@weir/testkit'
import { decodeOutputs } from '@weir/stream'

/** What a kill interrupted, read from what it left on the disk. */
export const PHASES = [
  'starting',
  'unresolved hits',
  'unfolded events',
  'outputs on their way',
  'rows not loaded',
  'at rest',
] as const
export type Phase = (typeof PHASES)[number]

/**
 * Kills a process with everything it had in hand.
 * @returns its children, which are on their own now.
 */
export async function killHard(weir: RunningProcess): Promise<number[]> {
  const children = await childrenOf(weir.pid)
  await weir.kill('SIGKILL')
  return children
}

/** @throws Error when one of them is still there after the time. */
export async function waitUntilGone(pids: readonly number[], timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs
  while (pids.some(isThere)) {
    if (performance.now() > until) throw new Error(`left behind by its parent: ${pids.filter(isThere).join(', ')}`)
    await sleep(50)
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Looks at the folder of a process that was killed while it served. */
export async function interruptedIn(folder: string, partitions: number): Promise<Phase[]> {
  const log = await openLmdbLog({ path: join(folder, 'log'), partitions })
  const resolve = await openLmdbState({ path: join(folder, 'resolve'), partitions })
  const fold = await openLmdbState({ path: join(folder, 'fold'), partitions })
  const loader = await openLmdbState({ path: join(folder, 'loader'), partitions: loaderStatePartitions(partitions) })
  const phases = new Set<Phase>()
  const isBehind = async (topic: Topic, partition: number, position: number): Promise<boolean> =>
    (await log.end(topic, partition)) > position + 1
  for (let p = 0; p < partitions; p++) {
    if (await isBehind(TOPICS.hits, p, await resolve.view(p).position())) phases.add('unresolved hits')
    if (await isBehind(TOPICS.events, p, await fold.view(p).position())) phases.add('unfolded events')
    if (await isBehind(TOPICS.facts, p, await loader.view(p).position())) phases.add('rows not loaded')
    // Taking the partition over is what the next process does as well: it harms nothing.
    for (const state of [resolve, fold]) if (!(await outputsSent(state, log, p))) phases.add('outputs on their way')
  }
  for (const part of [log, resolve, fold, loader]) await part.close()
  return phases.size === 0 ? ['at rest'] : [...phases]
}

type State = Awaited<ReturnType<typeof openLmdbState>>
type Log = Awaited<ReturnType<typeof openLmdbLog>>

/**
 * An outbox entry stays until the commit after it, so one is usual: it counts when its last output
 * is not in the log yet.
 */
async function outputsSent(state: State, log: Log, partition: number): Promise<boolean> {
  const lease = await state.acquire(partition)
  for (const { value } of await lease.outbox(0, 10)) {
    for (const output of decodeOutputs(value).slice(-1)) {
      const end = await log.end(output.topic, output.partition)
      const tail = await log.read(output.topic, output.partition, Math.max(0, end - TAIL), { records: TAIL, bytes: 16_000_000 })
      const isThere = tail.some(
        ({ origin }) => origin?.partition === partition && origin.offset === output.offset && origin.n === output.n,
      )
      if (!isThere) return false
    }
  }
  return true
}

const TAIL = 2_000
