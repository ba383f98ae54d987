import { join } from 'node:path'
import { segmentNumber } from '@weir/contracts'
import type { Hit } from '@weir/contracts'
import { openLmdbState } from '@weir/state/lmdb'
import type { StateStore } from '@weir/state'
import { tempFolder } from '@weir/testkit'
import { countIn } from '../../support/members.ts'
import { preparePipeline } from '../parts/pipeline.ts'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'
import { hitOf, somebody } from '../traffic.ts'

export interface Fired {
  seconds: number
  cpuUs: number
}

export type TimersWorker = {
  /**
   * Lets the memberships of so many people end within one second: until all are out, and until
   * nothing but the store is done.
   */
  measure(people: number): Promise<{ exits: Fired; limit: Fired }>
}

const START = Date.UTC(2026, 0, 1)
const WINDOW_MS = 30 * 86_400_000
const SEGMENT = {
  id: 'buyers',
  number: segmentNumber('buyers'),
  version: 1,
  updated_at: 0,
  name: 'Buyers',
  rule: { event: { name: 'Purchase' }, within: '30d' },
}
/** As many timers as the fold fires in one step. */
const SLICE = 1000

const handlers: TimersWorker = {
  async measure(people) {
    await using folder = await tempFolder('bench-timers')
    const pipeline = await preparePipeline({
      stores: 'lmdb',
      folder: folder.path,
      clock: 'manual',
      now: START + 1000,
      segments: [SEGMENT],
      hits: purchases(people),
    })
    const { clock, foldState } = pipeline
    const segmenter = pipeline.start()
    await segmenter.drained()
    await expectMembers(foldState, people)
    const copy = await copyOf(foldState, join(folder.path, 'copy'))
    const due = START + 1000 + WINDOW_MS
    clock.advance(due)
    const exits = await timed(() => segmenter.tick(due))
    await expectMembers(foldState, 0)
    const limit = await timed(() => clearTimers(copy, due))
    await segmenter.close()
    await copy.close()
    await pipeline.close()
    return { exits, limit }
  },
}

function* purchases(people: number): Generator<Hit> {
  for (let i = 0; i < people; i++) {
    const hit = hitOf('Purchase', somebody(i).identifiers, `order-${i}`, START + (i % 1000))
    yield { ...hit, received_at: START + 1000 }
  }
}

async function expectMembers(state: StateStore, expected: number): Promise<void> {
  const found = await countIn(state, SEGMENT.id)
  if (found !== expected) throw new Error(`the segment has ${found} members and should have ${expected}`)
}

/** The same people with the same timers in a state of their own. */
async function copyOf(state: StateStore, path: string): Promise<StateStore> {
  const copy = await openLmdbState({ path, partitions: 1 })
  const lease = await copy.acquire(0)
  const view = state.view(0)
  for (let from = 0, position = 0; ; position++) {
    const people = await view.ordinals(from, SLICE)
    const last = people.at(-1)
    if (!last) return copy
    const blobs = await view.load(people.map(({ id }) => id))
    await lease.commit({
      expect: position - 1,
      position,
      names: people,
      puts: people.map(({ id }, i) => ({ key: id, value: blobs[i] ?? new Uint8Array() })),
      members: people.map(({ ordinal }) => ({ segment: SEGMENT.number, ordinal, member: true })),
      timers: people.map(({ id }) => ({ key: id, was: undefined, due: START + WINDOW_MS })),
    })
    from = last.ordinal + 1
  }
}

/**
 * What the store alone takes: the due timers, the people's blobs, and a commit that clears and
 * rewrites them.
 */
async function clearTimers(state: StateStore, until: number): Promise<void> {
  const lease = await state.acquire(0)
  const ordinals = new Map((await lease.ordinals(0, 1_000_000)).map(({ ordinal, id }) => [id, ordinal]))
  for (let position = await lease.position(); ; position++) {
    const timers = await lease.due(until, SLICE)
    if (timers.length === 0) return
    const blobs = await lease.load(timers.map(({ key }) => key))
    await lease.commit({
      expect: position,
      position: position + 1,
      puts: timers.map(({ key }, i) => ({ key, value: blobs[i] ?? new Uint8Array() })),
      members: timers.map(({ key }) => ({ segment: SEGMENT.number, ordinal: ordinals.get(key) ?? 0, member: false })),
      timers: timers.map(({ key, due }) => ({ key, was: due, due: undefined })),
    })
  }
}

answerParent(handlers)
