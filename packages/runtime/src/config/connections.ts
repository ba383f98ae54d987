import type { Logger } from '../logger.ts'
import type { CLICKHOUSE_SETTINGS, KAFKA_SETTINGS, Settings } from './settings.ts'

/**
 * What the log on Kafka is opened with, however often that has to be tried.
 * @param process its name, for the brokers' logs.
 */
export function kafkaOptions(settings: Settings<(typeof KAFKA_SETTINGS)[number]>, process: string, logger: Logger) {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = settings
  const replicas = settings.KAFKA_REPLICAS
  return {
    brokers: settings.KAFKA_BROKERS,
    clientId: `weir-${process}`,
    transport: { ssl: settings.KAFKA_SSL, ...(mechanism ? { sasl: { mechanism, username, password } as SaslOptions } : {}) },
    partitions: settings.WEIR_PARTITIONS,
    prefix: settings.WEIR_PREFIX,
    sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT,
    ...(replicas === undefined ? {} : { replicas }),
    onTrouble: (message: string, details: Record<string, unknown>) => logger.warn({ kafka: details }, message),
  }
}

/** The three ways of logging in, told apart by `mechanism`. */
type SaslOptions =
  | { mechanism: 'plain'; username: string; password: string }
  | { mechanism: 'scram-sha-256'; username: string; password: string }
  | { mechanism: 'scram-sha-512'; username: string; password: string }

/**
 * What one of the states in Redis is opened with, however often that has to be tried: `resolve`,
 * `fold`, `loader`.
 */
export function redisOptions(
  settings: Settings<'REDIS_URL' | 'WEIR_PREFIX'>,
  state: 'resolve' | 'fold' | 'loader' | 'optouts',
  logger: Logger,
) {
  const [url = '', ...more] = settings.REDIS_URL
  const address = more.length > 0 ? { nodes: settings.REDIS_URL } : { url }
  let told: boolean | undefined
  return {
    ...address,
    prefix: `${settings.WEIR_PREFIX}weir:${state}`,
    onReach(reached: boolean, error?: Error) {
      // A state that cannot be opened yet is tried again and again, and says the same each time.
      if (reached === told) return
      told = reached
      if (reached) logger.info({ state }, 'Redis is in reach')
      else logger.warn({ state, reason: error?.message }, 'Redis is out of reach')
    },
  }
}

/** What the warehouse is opened with. */
export function clickhouseOptions(settings: Settings<(typeof CLICKHOUSE_SETTINGS)[number]>) {
  return {
    url: settings.CLICKHOUSE_URL,
    username: settings.CLICKHOUSE_USER,
    password: settings.CLICKHOUSE_PASSWORD,
    database: settings.CLICKHOUSE_DATABASE,
  }
}
