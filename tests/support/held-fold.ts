import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { identifierDigest, TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { strongestIdentifier } from '@weir/identity'
import { ingestRoutes } from '@weir/ingest'
import { createAuditor, createOptOuts, createPersonReader, liveProgram, reportingRoutes } from '@weir/reporting'
import type { OptOuts } from '@weir/reporting'
import { createClock, createLogger, ensureAdminKey, openConfigView, Registry } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { createSegmenterEvents, startOptOuts, startSegmenter } from '@weir/segmenter'
import { openLmdbState } from '@weir/state/lmdb'
import { tempFolder } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { openClient } from './embedded-client.ts'
import type { Client } from './embedded-client.ts'

/** Ingest, segmenter and reporting on one port and on disk, without a warehouse, whose fold can be held up for good. */
export interface HeldFold extends AsyncDisposable {
  client: Client
  /** Everybody is folded; from now on nobody is. */
  hold(): Promise<void>
  /** Stops and starts what keeps the index of opt-outs. */
  restartIndex(): Promise<void>
  /** Hits that wait to be resolved, since it is held up. */
  backlog(): Promise<number>
}

export interface HeldFoldOptions {
  /** Told of every piece of an answer at the moment at which it is handed to the connection. @param at of performance.now. */
  onWrite: (url: string, piece: string, at: number) => void
  /** How opt-outs are read; as in production unless told. */
  optOuts?: OptOuts
}

const KEY = 'held-fold-admin-key'
export const HELD_AT = Date.UTC(2024, 6, 1)

export async function startHeldFold({ onWrite, optOuts }: HeldFoldOptions): Promise<HeldFold> {
  const folder = await tempFolder('held-fold')
  const log = await openLmdbLog({ path: join(folder.path, 'log'), partitions: 2 })
  const [resolveState, foldState, optOutState] = await Promise.all(
    [2, 2, 1].map((partitions, i) => openLmdbState({ path: join(folder.path, `state-${i}`), partitions })),
  )
  const config = await openConfigView(log)
  const logger = createLogger('held', 'silent')
  const registry = new Registry()
  const clock = createClock('manual', HELD_AT)
  const events = createSegmenterEvents(logger, registry)
  const parts = { log, config, clock, logger, registry }
  const identity = strongestIdentifier
  const segmenter = startSegmenter({ ...parts, resolveState: resolveState!, foldState: foldState!, identity, events })
  const startIndex = () => startOptOuts({ log, state: optOutState!, events, registry: new Registry() })
  let index = startIndex()
  await ensureAdminKey(config, KEY, HELD_AT)
  const warehouse = openWarehouse({ url: 'http://127.0.0.1:1', username: 'none', password: 'none' })
  const app = createServer({ logger })
  app.addHook('onRequest', async (request, reply) => {
    const write = reply.raw.write.bind(reply.raw) as (piece: unknown, ...rest: unknown[]) => boolean
    const end = reply.raw.end.bind(reply.raw) as (piece: unknown, ...rest: unknown[]) => typeof reply.raw
    const told = (piece: unknown): void =>
      onWrite(request.url, Buffer.isBuffer(piece) ? piece.toString() : typeof piece === 'string' ? piece : '', performance.now())
    reply.raw.write = (piece: unknown, ...rest: unknown[]) => (told(piece), write(piece, ...rest))
    reply.raw.end = (piece?: unknown, ...rest: unknown[]) => (told(piece), end(piece, ...rest))
  })
  await app.register(ingestRoutes({ ...parts, retentionMs: 400 * 86_400_000 }))
  const seen = { config, fold: foldState!, warehouse, clock, logger, registry }
  await app.register(
    reportingRoutes({
      ...seen,
      optOuts: optOuts ?? createOptOuts({ log, state: optOutState! }),
      auditor: createAuditor({ ...seen, awaitLoaded: async () => undefined }),
      decodePerson: createPersonReader(liveProgram(config)),
      lookupPerson: async () => undefined,
      budget: { stateBytesMax: Infinity, backfillEventsMax: Infinity },
      awaitDefinitions: (version) => segmenter.applied(version),
      awaitVisible: async () => true,
      advance: async (now) => clock.advance(now),
      health: { live: () => [], ready: async () => [] },
    }),
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  let heldFrom = 0
  const hits = async (): Promise<number> => (await log.end(TOPICS.hits, 0)) + (await log.end(TOPICS.hits, 1))
  return {
    client: openClient(url, KEY),
    async hold() {
      await segmenter.settled()
      await segmenter.close()
      heldFrom = await hits()
    },
    async restartIndex() {
      await index.close()
      index = startIndex()
    },
    backlog: async () => (await hits()) - heldFrom,
    async [Symbol.asyncDispose]() {
      await app.close()
      await index.close()
      await segmenter.close()
      for (const part of [config, log, resolveState!, foldState!, optOutState!, warehouse]) await part.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Somebody who is known by two identifiers, and what stands for them in lists and files. */
export interface Named {
  user: { external_id: string; email: string }
  traces: string[]
}

export function named(n: number): Named {
  const user = { external_id: `customer-${n}`, email: `customer-${n}@example.org` }
  const hashes = Object.values(user).map((value) => createHash('sha256').update(value).digest('hex'))
  return { user, traces: [identifierDigest({ type: 'external_id', value: hashes[0]! }), ...hashes] }
}
