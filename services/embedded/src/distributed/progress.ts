import { loaderStatePartitions } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { watchPipeline } from '@weir/progress'
import type { PipelineProgress } from '@weir/progress'
import { createLogger, KAFKA_SETTINGS, kafkaOptions, readSettings, redisOptions } from '@weir/runtime'
import type { Environment, SettingName } from '@weir/runtime'
import { openRedisState } from '@weir/state/redis'

/** What a tool of the distributed mode needs of the environment. */
export const TOOL_SETTINGS = [...KAFKA_SETTINGS, 'REDIS_URL'] as const satisfies SettingName[]

/**
 * Watches a deployment from outside.
 * @throws ConfigError, and whatever Kafka or Redis throw when they are away.
 */
export async function watchDeployment(env?: Environment): Promise<PipelineProgress & { close(): Promise<void> }> {
  const settings = readSettings(TOOL_SETTINGS, env)
  const logger = createLogger('weir', 'error')
  const partitions = settings.WEIR_PARTITIONS
  const log = await openKafkaLog(kafkaOptions(settings, 'tool', logger))
  const open = (name: 'resolve' | 'fold' | 'loader', count: number) =>
    openRedisState({ ...redisOptions(settings, name, logger), partitions: count, mayGrow: name === 'loader' })
  const resolve = await open('resolve', partitions)
  const fold = await open('fold', partitions)
  const loader = await open('loader', loaderStatePartitions(partitions))
  return {
    ...watchPipeline({ log, resolve, fold, loader }),
    async close() {
      for (const part of [log, resolve, fold, loader]) await part.close()
    },
  }
}
