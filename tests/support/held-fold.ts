import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { identifierDigest, loaderStatePartitions, OPT_OUT_FRESH_MS, TOPICS } from '@weir/contracts'
import { strongestIdentifier } from '@weir/identity'
import { ingestRoutes } from '@weir/ingest'
import {
  createAuditor,
  createLedgerSource,
  createOptOuts,
  createPersonReader,
  liveProgram,
  reportingRoutes,
} from '@weir/reporting'
import type { OptOutReader } from '@weir/reporting'
import {
  createClock,
  createLogger,
  ensureAdminKey,
  KEEP_SETTINGS,
  keepOf,
  readSettings,
  openConfigView,
  Registry,
  NOBODY_ERASED,
} from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { createSegmenterEvents, startOptOuts, startSegmenter } from '@weir/segmenter'
import { createMemoryState } from '@weir/state/memory'
import { openWarehouse } from '@weir/warehouse'
import { openClient } from './embedded-client.ts'
import type { Client } from './embedded-client.ts'
import type { OpenStores } from './stores.ts'

/**
 * Ingest, segmenter and reporting on real stores, without a warehouse, whose fold can be held up
 * for good.
 */
export interface HeldFold extends AsyncDisposable {
  client: Client
  /** Everybody is folded; from now on nobody is. */
  hold(): Promise<void>
  /** Stops and starts what keeps the index of opt-outs. */
  restartIndex(): Promise<void>
  /**
   * Cuts the reporting service off in the middle of what it answers, and starts another one in its
   * place.
   */
  restartReporting(): Promise<void>
  /** Hits that wait to be resolved, since it is held up. */
  backlog(): Promise<number>
}

export interface HeldFoldOptions {
  openStores: OpenStores
  /** How long the answer to an opt-out waits, ms: as where services are apart. */
  optOutAnswerMs?: number
  /**
   * Told of every piece of an answer at the moment at which it is handed to the connection.
   * @param at of performance.now.
   */
  onWrite: (url: string, piece: string, at: number) => void
  /** How opt-outs are read; as in production unless told. */
  optOuts?: OptOutReader
}

const KEY = 'held-fold-admin-key'
export const HELD_AT = Date.UTC(2024, 6, 1)

export async function startHeldFold({ openStores, optOutAnswerMs = 0, onWrite, optOuts }: HeldFoldOptions): Promise<HeldFold> {
  const stores = await openStores()
  const { log, fold } = stores
  const config = await openConfigView(log)
  const logger = createLogger('held', 'silent')
  const registry = new Registry()
  const clock = createClock('manual', HELD_AT)
  const events = createSegmenterEvents(logger, registry)
  const parts = { log, config, clock, logger, registry }
  const states = { resolveState: stores.resolve, foldState: fold }
  const segmenter = startSegmenter({ ...parts, ...states, identity: strongestIdentifier, events })
  const startIndex = () => startOptOuts({ log, state: stores.optOuts, events, registry: new Registry() })
  let index = startIndex()
  await ensureAdminKey(config, KEY, HELD_AT)
  const ingest = createServer({ logger })
  await ingest.register(ingestRoutes({ ...parts, optOutAnswerMs, retentionMs: 400 * 86_400_000 }))
  const loader = createMemoryState({ partitions: loaderStatePartitions(fold.partitions) })
  const warehouse = openWarehouse({ url: 'http://127.0.0.1:1', username: 'none', password: 'none' })

  const startReporting = async (port: number) => {
    const seen = { log, config, fold, warehouse, clock, logger, registry: new Registry() }
    const app = createServer({ logger })
    app.addHook('onRequest', async ({ url }, { raw }) => watchWrites(raw, (piece, at) => onWrite(url, piece, at)))
    await app.register(
      reportingRoutes({
        ...seen,
        optOuts:
          optOuts ?? createOptOuts({ log, state: stores.optOuts, ...(optOutAnswerMs > 0 ? { freshMs: OPT_OUT_FRESH_MS } : {}) }),
        ledger: createLedgerSource({ log, fold, loader }),
        auditor: createAuditor({ ...seen, awaitLoaded: async () => undefined }),
        decodePerson: createPersonReader(liveProgram(config)),
        lookupPerson: async () => undefined,
        erased: NOBODY_ERASED,
        erasureAnswerMs: 0,
        keep: keepOf(readSettings(KEEP_SETTINGS, {})),
        budget: { stateBytesMax: Infinity, backfillEventsMax: Infinity },
        awaitDefinitions: (version) => segmenter.applied(version),
        awaitVisible: async () => true,
        awaitFolded: async () => true,
        advance: async (now) => clock.advance(now),
        health: { live: () => [], ready: async () => [] },
      }),
    )
    return { app, url: await app.listen({ host: '127.0.0.1', port }) }
  }
  let reporting = await startReporting(0)
  const stopReporting = async (): Promise<void> => {
    reporting.app.server.closeAllConnections()
    await reporting.app.close()
  }
  let heldFrom = 0
  const hits = async (): Promise<number> => (await log.end(TOPICS.hits, 0)) + (await log.end(TOPICS.hits, 1))
  return {
    client: openClient(reporting.url, KEY, await ingest.listen({ host: '127.0.0.1', port: 0 })),
    async hold() {
      await segmenter.drained()
      await segmenter.close()
      heldFrom = await hits()
    },
    async restartIndex() {
      await index.close()
      index = startIndex()
    },
    async restartReporting() {
      await stopReporting()
      reporting = await startReporting(Number(new URL(reporting.url).port))
    },
    backlog: async () => (await hits()) - heldFrom,
    async [Symbol.asyncDispose]() {
      await stopReporting()
      await ingest.close()
      await index.close()
      await segmenter.close()
      await config.close()
      await warehouse.close()
      await stores.close()
    },
  }
}

/** @param told of each piece as it is handed to the connection. */
function watchWrites(raw: ServerResponse, told: (piece: string, at: number) => void): void {
  const write = raw.write.bind(raw) as (piece: unknown, ...rest: unknown[]) => boolean
  const end = raw.end.bind(raw) as (piece: unknown, ...rest: unknown[]) => ServerResponse
  const tell = (piece: unknown): void =>
    told(Buffer.isBuffer(piece) ? piece.toString() : typeof piece === 'string' ? piece : '', performance.now())
  raw.write = (piece: unknown, ...rest: unknown[]) => (tell(piece), write(piece, ...rest))
  raw.end = (piece?: unknown, ...rest: unknown[]) => (tell(piece), end(piece, ...rest))
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
