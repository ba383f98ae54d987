// Held by tests/chaos/distributed/engines-away.chaos.test.ts

import { loaderStatePartitions, partitionsOf, TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { strongestIdentifier } from '@weir/identity'
import { watchPipeline } from '@weir/progress'
import {
  CLICKHOUSE_SETTINGS,
  clickhouseOptions,
  configTrouble,
  createClock,
  doubted,
  ensureErasureKey,
  hearWitnesses,
  KAFKA_SETTINGS,
  kafkaOptions,
  mustBeBelieved,
  openConfigView,
  redisOptions,
  shareClock,
  standing,
  watchClock,
} from '@weir/runtime'
import { healthRoutes } from '@weir/runtime/http'
import { supervise, runProcess } from '@weir/runtime/process'
import type { Supervised } from '@weir/runtime/process'
import { openRedisLink, redisTime } from '@weir/runtime/redis'
import { openRedisState } from '@weir/state/redis'
import { openWarehouse, serverTime } from '@weir/warehouse'
import { createSegmenterEvents } from './metrics.ts'
import { createWarehouseHistory } from './backfill/history/warehouse.ts'
import { startOptOuts } from './opt-outs/index.ts'
import { startSegmenter } from './segmenter.ts'
import type { Segmenter } from './segmenter.ts'

/** An answer that takes longer is as good as none. */
const REDIS_MS_MAX = 1_000
/** So long a start waits for somebody to say what time it is, ms. */
const WITNESS_MS_MAX = 3_000

runProcess({
  name: 'segmenter',
  summary: 'Reads hits and keeps the membership of every segment. Several of them share the partitions.',
  settings: [...KAFKA_SETTINGS, 'REDIS_URL', ...CLICKHOUSE_SETTINGS],
  async start({ settings, logger, registry, readiness, health, app, open, reach, onClose }) {
    const { WEIR_PARTITIONS: partitions } = settings
    const kafka = kafkaOptions(settings, 'segmenter', logger)
    const log = await open('Kafka', () => openKafkaLog(kafka))
    const openState = (name: 'resolve' | 'fold' | 'loader' | 'optouts', count: number) => {
      const options = { ...redisOptions(settings, name, logger), partitions: count }
      return open('Redis', () => openRedisState(options))
    }
    const resolveState = await openState('resolve', partitions)
    const foldState = await openState('fold', partitions)
    const loaderState = await openState('loader', loaderStatePartitions(partitions))
    const optOutState = await openState('optouts', partitionsOf(TOPICS.optOuts, partitions))
    const warehouse = openWarehouse(clickhouseOptions(settings))
    onClose(() => warehouse.close())
    const config = await open('Kafka', () => openConfigView(log, { logger, registry }))
    // What is written of refusals names identifiers under it, and a replay must write the same.
    await ensureErasureKey(config)
    const machine = createClock(settings.WEIR_CLOCK)
    const redis = openRedisLink(settings.REDIS_URL, REDIS_MS_MAX)
    onClose(() => redis.close())
    const asked = [redisTime(redis), { name: 'ClickHouse', now: () => serverTime(warehouse) }]
    const witnesses = hearWitnesses({ clock: machine, witnesses: asked, logger, registry })
    onClose(async () => witnesses.close())
    const clock = standing(machine, witnesses)
    const time = shareClock(config, clock, { tells: false })
    onClose(() => time.close())

    const progress = watchPipeline({ log, resolve: resolveState, fold: foldState, loader: loaderState })
    const history = createWarehouseHistory({
      warehouse,
      logger,
      partitions,
      loaded: (partition) => progress.factsLoaded(partition),
      aliasesLoaded: (partition) => progress.aliasesLoaded(partition),
    })
    const events = createSegmenterEvents(logger, registry)
    const identity = strongestIdentifier
    const deps = { log, history, resolveState, foldState, config, identity, clock, logger, registry, events }
    let folding: Supervised<Segmenter> | undefined
    const logTime = (): number => folding?.current()?.latestLogTime() ?? -Infinity
    const watch = watchClock({ clock: doubted(machine, witnesses), logger, registry, logTime })
    onClose(async () => watch.close())
    // Nothing is folded without Redis anyway, so it is asked before anything is stamped. With a
    // wrong clock the partitions are left to others.
    await reach('Redis', () => redis.time())
    await witnesses.heard(WITNESS_MS_MAX)
    await reach('clock', () => mustBeBelieved(witnesses))
    const segmenter = supervise(async () => startSegmenter(deps), { name: 'the segmenter', logger })
    folding = segmenter
    onClose(() => segmenter.close())
    const startIndex = async () => startOptOuts({ log, state: optOutState, events, registry })
    const optOuts = supervise(startIndex, { name: 'the index of opt-outs', logger })
    onClose(() => optOuts.close())

    readiness.add('clock', () => watch.check())
    readiness.add('Kafka', async () => void (await log.end(TOPICS.hits, 0)))
    readiness.add('Redis', async () => void (await foldState.view(0).position()))
    readiness.add('segmenter', async () => {
      const trouble = segmenter.trouble() ?? optOuts.trouble()
      if (trouble !== undefined) throw new Error(trouble)
    })
    readiness.add('configuration', async () => configTrouble(config))
    healthRoutes(app, { health, registry })
    return { failed: Promise.all([segmenter.done, optOuts.done]) }
  },
})
