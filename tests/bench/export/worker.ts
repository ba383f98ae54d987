import { join } from 'node:path'
import { encodeBitmaps, loaderStatePartitions, segmentNumber } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { createAuditor, createLedgerSource, createOptOuts, createPersonReader, reportingRoutes } from '@weir/reporting'
import {
  createClock,
  createKey,
  createLogger,
  KEEP_SETTINGS,
  keepOf,
  readSettings,
  openConfigView,
  NOBODY_ERASED,
  Registry,
} from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { applyEvent, compile, encodePerson, newPerson } from '@weir/segmentation'
import { openLmdbState } from '@weir/state/lmdb'
import { createMemoryState } from '@weir/state/memory'
import type { Lease, View } from '@weir/state'
import { tempFolder } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { bitmapsFor } from '../../support/members.ts'
import { answerParent } from '../parts/worker.ts'
import { hitOf, somebody } from '../traffic.ts'

export type ExportWorker = {
  /**
   * Puts so many members of `buyers` into a new state, as the fold would, 20,000 of them members of
   * `few` as well.
   */
  fill(path: string, members: number): Promise<void>
  /** Serves what was filled. */
  serve(path: string): Promise<{ url: string; secret: string }>
  /**
   * The limit: walks the members and reads every blob, without looking into it.
   * @returns seconds and blobs.
   */
  scan(): Promise<{ seconds: number; blobs: number }>
}

const NOW = Date.UTC(2026, 0, 15)
const FILL_BATCH = 10_000
const FEW = 20_000
/** As many as an export reads at once. */
const PAGE = 1_000

function definition(id: string) {
  const rule = { event: { name: 'Purchase' }, within: '30d' }
  return { id, number: segmentNumber(id), version: 1, updated_at: 0, name: id, rule }
}

const closers: (() => Promise<void>)[] = []
let view: View | undefined

async function fillBatch(lease: Lease, from: number, count: number): Promise<void> {
  const both = compile(1, [definition('buyers'), definition('few')])
  const one = compile(1, [definition('buyers')])
  const people = Array.from({ length: count }, (_, i) => {
    const { id, identifiers } = somebody(from + i)
    const person = newPerson(id, from + i + 1, 1)
    const at = NOW - 86_400_000
    const event = {
      kind: 'event' as const,
      person: id,
      eid: (from + i).toString(16).padStart(16, '0'),
      rev: 0,
      hit: hitOf('Purchase', identifiers, 'e', at),
    }
    applyEvent(from + i < FEW ? both : one, person, event, at, () => undefined)
    return person
  })
  const position = await lease.position()
  await lease.commit({
    expect: position,
    position: position + 1,
    names: people.map(({ id, ordinal }) => ({ id, ordinal })),
    puts: people.map((person) => ({ key: person.id, value: encodePerson(person) })),
    members: people.flatMap(({ ordinal, memberships }) =>
      [...memberships.keys()].map((segment) => ({ segment, ordinal, member: true })),
    ),
  })
}

const handlers: ExportWorker = {
  async fill(path, members) {
    const state = await openLmdbState({ path, partitions: 1 })
    const lease = await state.acquire(0)
    for (let from = 0; from < members; from += FILL_BATCH) await fillBatch(lease, from, Math.min(FILL_BATCH, members - from))
    const position = await lease.position()
    const bitmaps = bitmapsFor(['buyers', 'few'].map(definition))
    await lease.commit({ expect: position, position, puts: encodeBitmaps(bitmaps).puts })
    await state.close()
  },
  async serve(path) {
    const folder = await tempFolder('bench-export-log')
    const fold = await openLmdbState({ path, partitions: 1 })
    const optOutState = await openLmdbState({ path: join(folder.path, 'optouts'), partitions: 1 })
    const log = await openLmdbLog({ path: join(folder.path, 'log'), partitions: 1 })
    const config = await openConfigView(log)
    for (const id of ['buyers', 'few']) await config.put(`segment:${id}`, definition(id))
    const { secret, stored } = createKey('bench', ['export'], 0)
    await config.put(`key:${stored.id}`, stored)
    const logger = createLogger('bench', 'warn')
    // Exports never ask the warehouse: nobody listens on port 1.
    const warehouse = openWarehouse({ url: 'http://127.0.0.1:1', username: 'none', password: 'none' })
    const program = compile(1, config.segments())
    const parts = { log, config, fold, warehouse, clock: createClock('manual', NOW), logger, registry: new Registry() }
    const app = createServer({ logger })
    await app.register(
      reportingRoutes({
        ...parts,
        optOuts: createOptOuts({ log, state: optOutState }),
        ledger: createLedgerSource({ log, fold, loader: createMemoryState({ partitions: loaderStatePartitions(1) }) }),
        auditor: createAuditor({ ...parts, awaitLoaded: async () => undefined }),
        decodePerson: createPersonReader(() => program),
        lookupPerson: async () => undefined,
        erased: NOBODY_ERASED,
        erasureAnswerMs: 0,
        keep: keepOf(readSettings(KEEP_SETTINGS, {})),
        budget: { stateBytesMax: Infinity, backfillEventsMax: Infinity },
        awaitDefinitions: async () => undefined,
        awaitVisible: async () => true,
        awaitFolded: async () => true,
        advance: async () => undefined,
        health: { live: () => [], ready: async () => [] },
      }),
    )
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    closers.push(async () => {
      await app.close()
      for (const part of [warehouse, config, log, optOutState, fold]) await part.close()
      await folder[Symbol.asyncDispose]()
    })
    view = fold.view(0)
    globalThis.gc?.()
    return { url, secret }
  },
  async scan() {
    if (!view) throw new Error('nothing is served yet')
    const start = performance.now()
    let blobs = 0
    for (let from = 0; ;) {
      const members = await view.members(segmentNumber('buyers'), from, PAGE)
      const last = members.at(-1)
      if (!last) break
      blobs += (await view.load(members.map(({ id }) => id))).length
      from = last.ordinal + 1
    }
    return { seconds: (performance.now() - start) / 1000, blobs }
  },
}

answerParent(handlers, async () => {
  for (const close of closers) await close()
})
