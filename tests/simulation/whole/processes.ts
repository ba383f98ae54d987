import { strongestIdentifier } from '@weir/identity'
import { ingestRoutes } from '@weir/ingest'
import { startLoader } from '@weir/loader'
import { createErased, createLogger, openConfigView, Registry } from '@weir/runtime'
import type { Clock } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { startSegmenter } from '@weir/segmenter'
import type { Life } from './network.ts'
import type { Host } from './hosts.ts'
import type { World } from './world.ts'

/**
 * The real services, each as its `main` puts it together, on what is simulated. A service that
 * stops ends its process.
 */

type Server = ReturnType<typeof createServer>

const logger = createLogger('simulated', 'silent')
const RETENTION_MS = 400 * 86_400_000
/** Small, so that batches and slices end in the middle of things. */
const SLICE = 7
const MAX_ROWS = 40
const FLUSH_MS = 100

const stopping =
  (life: Life) =>
  (error: unknown): void =>
    life.crash(`stopped: ${String(error)}`)

/** The clock of a machine that is `skewMs` ahead. */
function clockOf(world: World, skewMs: number): Clock {
  let latest = 0
  const now = (): number => (latest = Math.max(latest, Math.floor(world.wall() + skewMs)))
  return { kind: 'system', now, receive: now, advance: () => undefined, trouble: () => undefined }
}

export interface IngestHost {
  readonly name: string
  /** The server of its present life, and undefined while it is down or starting. */
  app(): { app: Server; life: Life } | undefined
}

export function ingestHost(world: World, name: string, skewMs: number): IngestHost {
  let up: { app: Server; life: Life } | undefined
  let ids = 0
  world.hosts.run(name, async (life) => {
    const log = world.broken.ingestLog(world.log.of(life))
    const config = await openConfigView(log)
    const app = createServer({ logger })
    const newId = (): string => `${name}-${ids++}`
    const clock = clockOf(world, skewMs)
    await app.register(ingestRoutes({ log, config, clock, logger, registry: new Registry(), retentionMs: RETENTION_MS, newId }))
    await app.ready()
    if (!life.isOver()) up = { app, life }
  })
  return { name, app: () => (up?.life.isOver() ? undefined : up) }
}

export function segmenterHost(world: World, name: string, skewMs: number): Host {
  return world.hosts.run(name, async (life) => {
    const log = world.log.of(life)
    const config = await openConfigView(log)
    const segmenter = startSegmenter({
      log,
      config,
      resolveState: world.broken.state(world.redis.resolve.of(life)),
      foldState: world.broken.state(world.redis.fold.of(life)),
      identity: strongestIdentifier,
      clock: clockOf(world, skewMs),
      logger,
      registry: new Registry(),
      slice: SLICE,
    })
    segmenter.done.catch(stopping(life))
  })
}

/** @param erases whether people may be erased; without it the loader follows no control plane. */
export function loaderHost(world: World, name: string, erases: boolean): Host {
  return world.hosts.run(name, async (life) => {
    const config = erases ? await openConfigView(world.log.of(life)) : undefined
    const loader = startLoader({
      ...(config ? { config, erased: createErased(config) } : {}),
      log: world.log.of(life),
      warehouse: world.broken.warehouse(world.warehouse.of(life)),
      state: world.broken.loaderState(world.redis.loader.of(life)),
      logger,
      flushMs: FLUSH_MS,
      maxRows: MAX_ROWS,
    })
    loader.done.catch(stopping(life))
  })
}
