import { CLOCK_KEY, loaderStatePartitions, OPT_OUT_ANSWER_MS, OPT_OUT_FRESH_MS, partitionsOf, TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { watchPipeline } from '@weir/progress'
import {
  CLICKHOUSE_SETTINGS,
  clickhouseOptions,
  configTrouble,
  createClock,
  createErased,
  doubted,
  ensureAdminKey,
  ensureErasureKey,
  hearWitnesses,
  KAFKA_SETTINGS,
  kafkaOptions,
  KEEP_SETTINGS,
  keepOf,
  openConfigView,
  redisOptions,
  shareClock,
  watchClock,
} from '@weir/runtime'
import { runProcess } from '@weir/runtime/process'
import { openRedisLink, redisTime } from '@weir/runtime/redis'
import { openRedisState } from '@weir/state/redis'
import { openWarehouse, serverTime } from '@weir/warehouse'
import {
  createAuditor,
  createLedgerSource,
  createOptOuts,
  createPersonLookup,
  createPersonReader,
  liveProgram,
  reportingRoutes,
  startAuditing,
  startComputing,
  watchRetractions,
  startErasures,
  startSchedules,
  startUnseen,
  startSplits,
} from './index.ts'
import type { ReportingDeps } from './index.ts'

/** An answer that takes longer is as good as none. */
const REDIS_MS_MAX = 1_000

runProcess({
  name: 'reporting',
  summary: 'Serves segments, people, exports and reports over REST.',
  settings: [
    ...KAFKA_SETTINGS,
    'REDIS_URL',
    ...CLICKHOUSE_SETTINGS,
    'WEIR_ADMIN_KEY',
    'WEIR_AUDIT_INTERVAL',
    'WEIR_AUDIT_PEOPLE',
    'WEIR_THRESHOLDS_EVERY',
    'WEIR_SEGMENT_STATE_BYTES_MAX',
    'WEIR_SEGMENT_BACKFILL_EVENTS_MAX',
    ...KEEP_SETTINGS,
    'WEIR_REPORTS',
    'WEIR_WEBHOOKS_PRIVATE',
  ],
  async start({ settings, logger, registry, readiness, health, app, open, onClose }) {
    const { WEIR_PARTITIONS: partitions } = settings
    const kafka = kafkaOptions(settings, 'reporting', logger)
    const log = await open('Kafka', () => openKafkaLog(kafka))
    const openState = (name: 'resolve' | 'fold' | 'loader' | 'optouts', count: number) => {
      const options = { ...redisOptions(settings, name, logger), partitions: count, mayGrow: name === 'loader' }
      return open('Redis', () => openRedisState(options))
    }
    const resolve = await openState('resolve', partitions)
    const fold = await openState('fold', partitions)
    const loader = await openState('loader', loaderStatePartitions(partitions))
    const optOutState = await openState('optouts', partitionsOf(TOPICS.optOuts, partitions))
    const warehouse = openWarehouse(clickhouseOptions(settings))
    onClose(() => warehouse.close())
    const config = await open('Kafka', () => openConfigView(log, { logger, registry }))
    const clock = createClock(settings.WEIR_CLOCK)
    const redis = openRedisLink(settings.REDIS_URL, REDIS_MS_MAX)
    onClose(() => redis.close())
    const asked = [redisTime(redis), { name: 'ClickHouse', now: () => serverTime(warehouse) }]
    const witnesses = hearWitnesses({ clock, witnesses: asked, logger, registry })
    onClose(async () => witnesses.close())
    const watch = watchClock({ clock: doubted(clock, witnesses), logger, registry, logTime: () => -Infinity })
    onClose(async () => watch.close())
    const time = shareClock(config, clock, { tells: false })
    onClose(() => time.close())
    const admin = await ensureAdminKey(config, settings.WEIR_ADMIN_KEY, clock.now())
    if (admin.made)
      process.stdout.write(`The admin key, shown only this once (it is stored as a hash):\n\n  ${admin.key ?? ''}\n\n`)

    await ensureErasureKey(config)
    const erased = createErased(config)
    const progress = watchPipeline({ log, resolve, fold, loader })
    const parts = { config, fold, warehouse, clock, logger, registry }
    const auditor = createAuditor({ ...parts, awaitLoaded: () => progress.folded().then(() => progress.loaded()) })
    const erasures = { config, erased }
    const optOuts = createOptOuts({ log, state: optOutState, erasures, freshMs: OPT_OUT_FRESH_MS })
    const decodePerson = createPersonReader(liveProgram(config))
    const ledger = createLedgerSource({ log, fold, loader })
    const budget = {
      stateBytesMax: settings.WEIR_SEGMENT_STATE_BYTES_MAX,
      backfillEventsMax: settings.WEIR_SEGMENT_BACKFILL_EVENTS_MAX,
    }
    const deps: ReportingDeps = {
      ...parts,
      log,
      optOuts,
      ledger,
      erased,
      erasureAnswerMs: OPT_OUT_ANSWER_MS,
      keep: keepOf(settings),
      auditor,
      decodePerson,
      lookupPerson: createPersonLookup(fold, resolve.shared),
      awaitDefinitions: (version) => progress.applied(version),
      awaitVisible: (waitMs) => progress.visible(waitMs),
      awaitFolded: (waitMs) => progress.counted(waitMs),
      budget,
      async advance(now) {
        await progress.advance(now)
        await config.put(CLOCK_KEY, { now })
        clock.advance(now)
      },
      health,
      reportsFolder: settings.WEIR_REPORTS,
    }
    await app.register(reportingRoutes(deps))
    const erasing = startErasures({ ...deps, log, index: resolve.shared })
    onClose(() => erasing.close())
    const unseen = startUnseen({ ...deps, log })
    onClose(() => unseen.close())
    const splitting = startSplits({ ...deps, log })
    onClose(() => splitting.close())
    if (settings.WEIR_REPORTS !== undefined) {
      const options = { folder: settings.WEIR_REPORTS, allowPrivateHooks: settings.WEIR_WEBHOOKS_PRIVATE }
      const schedules = startSchedules(deps, options)
      onClose(() => schedules.close())
    }
    const audits = { intervalMs: settings.WEIR_AUDIT_INTERVAL, people: settings.WEIR_AUDIT_PEOPLE }
    const auditing = startAuditing({ ...parts, auditor }, audits)
    onClose(() => auditing.close())
    const computing = startComputing(deps, { everyMs: settings.WEIR_THRESHOLDS_EVERY })
    onClose(() => computing.close())
    const retractions = watchRetractions({ ...parts, optOuts, ledger, decodePerson, erased })
    onClose(() => retractions.close())
    readiness.add('clock', () => watch.check())
    readiness.add('Kafka', async () => void (await log.end(TOPICS.config, 0)))
    readiness.add('Redis', async () => void (await fold.view(0).position()))
    readiness.add('ClickHouse', () => warehouse.ping())
    readiness.add('configuration', async () => configTrouble(config))
    return { failed: new Promise<never>(() => undefined) }
  },
})
