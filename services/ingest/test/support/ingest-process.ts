// A whole ingest on a real Kafka, as a process of its own that a test can measure and kill. Options
// come as JSON in the first argument.
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { createClock, createLogger, lockFolder, openConfigView, Registry } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { createSpooledLog, ingestRoutes, openReconnectingLog, withConfigCopy } from '../../src/index.ts'

export interface IngestProcessOptions {
  brokers: string[]
  /** All connections go here instead, if given: the port of a proxy in front of the one broker. */
  through?: number
  prefix: string
  partitions: number
  folder: string
  bytesMax: number
}

const options = JSON.parse(process.argv[2] ?? '') as IngestProcessOptions
const { brokers, through, prefix, partitions, folder, bytesMax } = options
const logger = createLogger('ingest', 'info')
const registry = new Registry()
const clock = createClock('system')
await mkdir(folder, { recursive: true })
await lockFolder(folder, { called: 'spool folder', setting: 'WEIR_SPOOL_DIR' })

const transport =
  through === undefined
    ? {}
    : { socketFactory: ({ onConnect }: { onConnect: () => void }) => connect(through, '127.0.0.1', onConnect) }
const open = () => openKafkaLog({ brokers, clientId: 'weir-ingest', transport, prefix, partitions, deadlineMs: 3_000 })
const kafka = await openReconnectingLog({ open, partitions, logger, waitMs: 3_000 })
const config = await openConfigView(withConfigCopy(kafka, join(folder, 'config.json'), logger))
const spool = bytesMax > 0 ? await openLmdbLog({ path: join(folder, 'log'), partitions }) : undefined
const log = await createSpooledLog({ log: kafka, spool, bytesMax, clock, logger, registry })
log.done.catch(() => process.exit(1))

const app = createServer({ logger })
await app.register(ingestRoutes({ log, config, clock, logger, registry, retentionMs: 400 * 86_400_000 }))
app.get('/metrics', async () => registry.metrics())
app.get('/checks', async () => [log.logCheck(), log.spoolCheck()])
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.stdout.write(`listening on ${typeof address === 'object' && address ? address.port : ''}\n`)
