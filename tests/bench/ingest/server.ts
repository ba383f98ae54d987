import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { ingestRoutes } from '@weir/ingest'
import { createClock, createKey, createLogger, openConfigView, Registry } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { SECRET, startWeir } from '../parts/weir.ts'
import { answerParent } from '../parts/worker.ts'
import { HUNDRED, segmentsOf } from '../traffic.ts'

/**
 * The servers that are compared: the limit, ingest with nothing but its log, and the whole of Weir.
 */
export type ServerKind = 'bare' | 'log' | 'embedded'

export type IngestServer = {
  address(): { url: string; secret: string }
  /** Seconds until all that was accepted is folded and can be read in reports. */
  settle(): Promise<number>
}

interface Opened {
  url: string
  secret: string
  settled(): Promise<void>
  close(): Promise<void>
}

const DAY_MS = 86_400_000
const RETENTION_MS = 400 * DAY_MS

const OPEN: Record<ServerKind, (folder: string) => Promise<Opened>> = { bare: openBare, log: openLogOnly, embedded: openEmbedded }

/** The limit: reads the body and answers. */
async function openBare(): Promise<Opened> {
  const server = createHttpServer((request, response) => {
    const body: Buffer[] = []
    request.on('data', (chunk: Buffer) => body.push(chunk))
    request.on('end', () => {
      Buffer.concat(body)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${address.port}`, secret: 'none', settled: async () => undefined, close }
}

async function openLogOnly(folder: string): Promise<Opened> {
  const log = await openLmdbLog({ path: join(folder, 'log'), partitions: 1 })
  const config = await openConfigView(log)
  await putSource(config)
  const { secret, stored } = createKey('bench', ['ingest'], 0)
  await config.put(`key:${stored.id}`, stored)
  const logger = createLogger('bench', 'warn')
  const app = createServer({ logger })
  await app.register(
    ingestRoutes({ log, config, clock: createClock('system'), logger, registry: new Registry(), retentionMs: RETENTION_MS }),
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    secret,
    settled: async () => undefined,
    async close() {
      await app.close()
      await config.close()
      await log.close()
    },
  }
}

/**
 * As shipped, with 100 segments. They are in the log before the start: one by one over HTTP each
 * would wait to be applied.
 */
async function openEmbedded(folder: string): Promise<Opened> {
  const log = await openLmdbLog({ path: join(folder, 'log'), partitions: 1 })
  const config = await openConfigView(log)
  await putSource(config)
  for (const segment of segmentsOf(HUNDRED)) await config.put(`segment:${segment.id}`, segment)
  await config.close()
  await log.close()
  const weir = await startWeir(folder, RETENTION_MS)
  return { url: weir.url, secret: SECRET, settled: () => weir.settled(), close: () => weir.close() }
}

function putSource(config: ConfigView): Promise<void> {
  return config.put('source:shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
}

const [, , kind, folder = ''] = process.argv
if (kind !== 'bare' && kind !== 'log' && kind !== 'embedded') throw new Error('usage: server.ts bare|log|embedded FOLDER')
const server = await OPEN[kind](folder)
const handlers: IngestServer = {
  address: () => ({ url: server.url, secret: server.secret }),
  async settle() {
    const start = performance.now()
    await server.settled()
    return (performance.now() - start) / 1000
  },
}
answerParent(handlers, () => server.close())
