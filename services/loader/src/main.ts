import { loaderStatePartitions, TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import {
  CLICKHOUSE_SETTINGS,
  clickhouseOptions,
  createClock,
  createErased,
  KAFKA_SETTINGS,
  kafkaOptions,
  KEEP_SETTINGS,
  keepOf,
  openConfigView,
  redisOptions,
  shareClock,
} from '@weir/runtime'
import { healthRoutes } from '@weir/runtime/http'
import { supervise, runProcess } from '@weir/runtime/process'
import { openRedisState } from '@weir/state/redis'
import { ensureDatabase, migrate, openWarehouse, WarehouseError } from '@weir/warehouse'
import { startLoader } from './loader.ts'
import { keepSegmentTable } from './segment-table.ts'

runProcess({
  name: 'loader',
  summary: 'Makes the tables of the warehouse and loads facts, memberships and rejected rows into them.',
  settings: [...KAFKA_SETTINGS, 'REDIS_URL', ...CLICKHOUSE_SETTINGS, 'WEIR_REPORT_PAST', ...KEEP_SETTINGS],
  async start({ settings, logger, registry, readiness, health, app, reach, open, onClose }) {
    const kafka = kafkaOptions(settings, 'loader', logger)
    const log = await open('Kafka', () => openKafkaLog(kafka))
    const partitions = loaderStatePartitions(settings.WEIR_PARTITIONS)
    const redis = { ...redisOptions(settings, 'loader', logger), partitions, mayGrow: true }
    const state = await open('Redis', () => openRedisState(redis))
    const warehouse = openWarehouse(clickhouseOptions(settings))
    onClose(() => warehouse.close())
    await reach(
      'ClickHouse',
      async () => {
        await ensureDatabase(clickhouseOptions(settings))
        await migrate(warehouse)
      },
      (error) => error instanceof WarehouseError && error.fault === 'outage',
    )

    const config = await open('Kafka', () => openConfigView(log, { logger, registry }))
    onClose(() => config.close())
    const erased = createErased(config)
    const foldOptions = { ...redisOptions(settings, 'fold', logger), partitions: settings.WEIR_PARTITIONS }
    const past = { fold: await open('Redis', () => openRedisState(foldOptions)), pastMs: settings.WEIR_REPORT_PAST }
    const clock = createClock(settings.WEIR_CLOCK)
    const time = shareClock(config, clock, { tells: false })
    onClose(() => time.close())
    const retention = { clock, keep: keepOf(settings) }
    const parts = { log, warehouse, state, logger, registry, erased, config, past, retention }
    const loader = supervise(async () => startLoader(parts), { name: 'the loader', logger })
    onClose(() => loader.close())
    const table = keepSegmentTable({ config, warehouse, logger })
    onClose(() => table.close())
    readiness.add('Kafka', async () => void (await log.end(TOPICS.facts, 0)))
    readiness.add('Redis', async () => void (await state.view(0).position()))
    readiness.add('ClickHouse', () => warehouse.ping())
    readiness.add('loader', async () => {
      const trouble = loader.trouble()
      if (trouble !== undefined) throw new Error(trouble)
    })
    healthRoutes(app, { health, registry })
    return { failed: loader.done }
  },
})
