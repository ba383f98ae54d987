import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OPT_OUT_ANSWER_MS, TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { logDamage, openLmdbLog } from '@weir/eventlog/lmdb'
import {
  configTrouble,
  createClock,
  doubted,
  hearWitnesses,
  KAFKA_SETTINGS,
  kafkaOptions,
  lastReceipt,
  RATE_SETTINGS,
  ratesOf,
  lockFolder,
  openConfigView,
  shareClock,
  watchClock,
} from '@weir/runtime'
import { healthRoutes } from '@weir/runtime/http'
import type { Check } from '@weir/runtime/http'
import { runProcess } from '@weir/runtime/process'
import { openRedisLink, redisTime } from '@weir/runtime/redis'
import {
  behindOnLog,
  createRedisBuckets,
  createSpooledLog,
  ingestRoutes,
  openReconnectingLog,
  readNetworks,
  spoolMustBeWhole,
  watchBacklog,
  withConfigCopy,
} from './index.ts'

/** Senders wait for the answer, so hits go to the spool if Kafka takes longer than this, ms. */
const APPEND_MS_MAX = 3_000
/** How often Kafka is asked how far the segmenters are; they tell it about as often, ms. */
const LOOK_MS = 2_000
/** Redis is asked in passing: an answer that takes longer is as good as none. */
const REDIS_MS_MAX = 1_000
/** So long a start waits for somebody to say what time it is, ms. */
const WITNESS_MS_MAX = 5_000

runProcess({
  name: 'ingest',
  summary: 'Takes hits over HTTP and puts them on Kafka; keeps them on its own disk while Kafka is away.',
  settings: [
    ...KAFKA_SETTINGS,
    'WEIR_RETENTION',
    'WEIR_SPOOL_DIR',
    'WEIR_SPOOL_BYTES_MAX',
    'WEIR_BACKLOG_MAX',
    'WEIR_DATA_CENTRES',
    'WEIR_TIKTOK_URL',
    ...RATE_SETTINGS,
    'WEIR_INGEST_REDIS_URL',
  ],
  async start({ settings, logger, registry, readiness, health, app, reach, open, onClose }) {
    const { WEIR_SPOOL_DIR: folder, WEIR_SPOOL_BYTES_MAX: bytesMax, WEIR_PARTITIONS: partitions } = settings
    const { WEIR_DATA_CENTRES: listed } = settings
    const dataCentres = listed === undefined ? undefined : await readNetworks(listed)
    await mkdir(folder, { recursive: true })
    const lock = await lockFolder(folder, { called: 'spool folder', setting: 'WEIR_SPOOL_DIR' })
    onClose(() => lock.release())
    const spoolFolder = join(folder, 'log')
    if (bytesMax > 0) await spoolMustBeWhole(spoolFolder, logDamage)
    const options = { ...kafkaOptions(settings, 'ingest', logger), deadlineMs: APPEND_MS_MAX }
    const kafka = await open('Kafka', () =>
      openReconnectingLog({ open: () => openKafkaLog(options), partitions, logger, waitMs: APPEND_MS_MAX }),
    )
    const config = await open('Kafka', () =>
      openConfigView(withConfigCopy(kafka, join(folder, 'config.json'), logger), { logger, registry }),
    )
    const isSystem = settings.WEIR_CLOCK === 'system'
    const machine = createClock(settings.WEIR_CLOCK, isSystem ? 0 : await reach('Kafka', () => lastReceipt(kafka)))
    const { WEIR_INGEST_REDIS_URL: redisUrls } = settings
    const redis = redisUrls && openRedisLink(redisUrls, REDIS_MS_MAX)
    onClose(async () => redis?.close())
    const witnesses = hearWitnesses({ clock: machine, witnesses: redis ? [redisTime(redis)] : [], logger, registry })
    onClose(async () => witnesses.close())
    const clock = doubted(machine, witnesses)
    const receipts = lookAtReceipts(kafka)
    const watch = watchClock({ clock, logger, registry, logTime: () => receipts.newest() })
    onClose(async () => watch.close())
    const time = shareClock(config, clock, { tells: true })
    onClose(() => time.close())
    const spool = bytesMax > 0 ? await openLmdbLog({ path: spoolFolder, partitions }) : undefined
    onClose(async () => spool?.close())
    const log = await createSpooledLog({ log: kafka, spool, bytesMax, clock, logger, registry })
    onClose(() => log.close())

    const look = (): Promise<number | undefined> => behindOnLog(kafka)
    const max = settings.WEIR_BACKLOG_MAX
    const backlog = max > 0 ? watchBacklog({ look, max, everyMs: LOOK_MS, logger, registry }) : undefined
    onClose(async () => backlog?.close())

    // Not longer: hits are taken without Redis, too.
    await witnesses.heard(WITNESS_MS_MAX)
    await app.register(
      ingestRoutes({
        log,
        config,
        clock,
        logger,
        registry,
        retentionMs: settings.WEIR_RETENTION,
        activity: true,
        rates: ratesOf(settings),
        personRate: settings.WEIR_RATE_PERSON,
        ...(redis && { sharedBuckets: createRedisBuckets(redis, settings.WEIR_PREFIX) }),
        optOutAnswerMs: OPT_OUT_ANSWER_MS,
        ...(backlog && { backlog }),
        ...(dataCentres && { dataCentres }),
        pulls: { url: settings.WEIR_TIKTOK_URL, clock: createClock('system') },
      }),
    )
    readiness.add('clock', async () => {
      await receipts.look()
      return watch.check()
    })
    // What the last append met, and what Kafka answers now: without traffic only that tells.
    readiness.add('Kafka', async () => {
      await kafka.end(TOPICS.hits, 0)
      return detailOf(log.logCheck())
    })
    readiness.add('spool', async () => detailOf(log.spoolCheck()))
    readiness.add('configuration', async () => configTrouble(config))
    healthRoutes(app, { health, registry })
    return { failed: Promise.all([log.done, kafka.done]) }
  },
})

/**
 * The newest receipt that the log had when it was first in reach: the start does not wait for a log
 * that is away.
 */
function lookAtReceipts(log: Parameters<typeof lastReceipt>[0]): { newest(): number; look(): Promise<void> } {
  let found: number | undefined
  const look = async (): Promise<void> => {
    // A log that is away is asked at the next look, and is told of where it is used.
    found ??= await lastReceipt(log).catch(() => undefined)
  }
  void look()
  return { newest: () => found ?? -Infinity, look }
}

/** @throws Error with the detail of a check that failed. */
function detailOf({ ok, detail }: Check): string | undefined {
  if (!ok) throw new Error(detail)
  return detail
}
