import { personId, TOPICS } from '@weir/contracts'
import type { FactRow } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { strongestIdentifier } from '@weir/identity'
import { createClock, createLogger, openConfigView, Registry } from '@weir/runtime'
import { startSegmenter } from '@weir/segmenter'
import type { Commit, StateStore } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import { expect, test } from 'vitest'
import { factFaults } from './check.ts'
import type { Found } from './check.ts'
import { START, toPersonEvent } from './traffic.ts'
import type { Sent } from './traffic.ts'

/**
 * The check of the kill test over the real segmenter, on stores that break the promise which
 * everything rests on.
 */

const EVENTS = 400
const BATCH = 40
/**
 * The batch that is appended while nobody works on the partition; the next owner begins with it.
 */
const TAKEOVER = 5
const SKIPPED = 15
const HISTORY: Sent[] = Array.from({ length: EVENTS }, (_, i) => ({
  event: 'Purchase',
  event_id: `e${i}`,
  at: START + i,
  person: `person-${i % 7}`,
  value: 1,
  item: 'x',
  fate: 'ok',
}))

test('an honest store loses nothing', async () => {
  expect(await faultsWith((store) => store)).toEqual([])
})

test('a store that claims to be further than it is loses events, and the check says which', async () => {
  const faults = await faultsWith((store) => boastful(store, SKIPPED, false), 1)
  expect(faults).toEqual(
    HISTORY.slice(TAKEOVER * BATCH, TAKEOVER * BATCH + SKIPPED).map(
      ({ event_id }) => `lost: ${event_id} was acknowledged and is not there`,
    ),
  )
})

test('with the check of positions in place, such a store is found out at once', async () => {
  await expect(faultsWith((store) => boastful(store, SKIPPED, true))).rejects.toThrow('position')
})

test('a store that forgets what it was given makes duplicates count, and the check says which', async () => {
  const faults = await faultsWith((store) => tampering(store, ({ puts: _forgotten, ...commit }) => commit))
  expect(faults.length).toBeGreaterThan(0)
  expect(faults.every((fault) => fault.startsWith('twice: '))).toBe(true)
})

/**
 * Sends everything (twice) through resolve on the given kind of store, with a takeover in the
 * middle, and checks the facts.
 */
async function faultsWith(kindOf: (store: StateStore) => StateStore, times = 2): Promise<string[]> {
  const log = createMemoryLog({ partitions: 1 })
  const config = await openConfigView(log)
  const resolveState = kindOf(createMemoryState({ partitions: 1 }))
  const foldState = createMemoryState({ partitions: 1 })
  const start = () =>
    startSegmenter({
      log,
      resolveState,
      foldState,
      config,
      identity: strongestIdentifier,
      clock: createClock('event', START),
      logger: createLogger('test', 'silent'),
      registry: new Registry(),
    })
  let segmenter = start()
  for (const [i, batch] of Array.from({ length: times }, () => slices(HISTORY))
    .flat()
    .entries()) {
    if (i === TAKEOVER) await segmenter.close()
    await log.append(
      TOPICS.hits,
      batch.map((sent) => ({ partition: 0, key: sent.event_id, value: hitOf(sent) })),
    )
    if (i === TAKEOVER) segmenter = start()
    await segmenter.drained()
  }
  await segmenter.close()
  const known = new Set<string>()
  const facts = new Map<string, { stored: number; seen: number }>()
  for (const { value } of await log.read(TOPICS.facts, 0, 0, { records: 10 * EVENTS, bytes: 1e9 })) {
    const { event_id, part, off, n } = JSON.parse(Buffer.from(value).toString()) as FactRow
    // Outputs may be written again after a takeover; whoever reads them knows them by their origin,
    // as the loader does.
    if (known.size === known.add(`${part} ${off} ${n}`).size) continue
    const count = (facts.get(event_id)?.stored ?? 0) + 1
    facts.set(event_id, { stored: count, seen: count })
  }
  await config.close()
  await log.close()
  return factFaults(HISTORY, facts satisfies Found['facts'])
}

function slices(history: readonly Sent[]): Sent[][] {
  return Array.from({ length: EVENTS / BATCH }, (_, i) => history.slice(i * BATCH, (i + 1) * BATCH))
}

function hitOf(sent: Sent): Uint8Array {
  const { hit } = toPersonEvent(sent)
  return Buffer.from(JSON.stringify({ ...hit, ids: [{ type: 'external_id', value: personId(sent.person) }] }))
}

/** The same store, with every commit changed on its way. */
function tampering(store: StateStore, change: (commit: Commit) => Commit): StateStore {
  return {
    ...store,
    async acquire(partition) {
      const lease = await store.acquire(partition)
      return { ...lease, commit: (commit) => lease.commit(change(commit)) }
    },
  }
}

/**
 * From the second owner on it claims a position further on.
 * @param isChecked whether it compares the positions of commits.
 */
function boastful(store: StateStore, by: number, isChecked: boolean): StateStore {
  let owners = 0
  return {
    ...store,
    async acquire(partition) {
      const lease = await store.acquire(partition)
      const claim = owners++ === 0 ? 0 : by
      return {
        ...lease,
        position: async () => (await lease.position()) + claim,
        commit: async (commit) => lease.commit(isChecked ? commit : { ...commit, expect: await lease.position() }),
      }
    },
  }
}
