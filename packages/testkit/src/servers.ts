// Real servers for tests: found by address, in Docker, or started here as processes. They stop by
// themselves with the test.
export { startClickHouse } from './servers/clickhouse.ts'
export type { ClickHouseOptions } from './servers/clickhouse.ts'
export type { ClickHouse, FaultyClickHouse } from './servers/clickhouse-server.ts'
export { startKafka } from './servers/kafka.ts'
export type { KafkaOptions } from './servers/kafka.ts'
export type { KafkaServers } from './servers/kafka-servers.ts'
export { startRedis, startRedisCluster } from './servers/redis.ts'
export type { RedisOptions, RedisServers } from './servers/redis.ts'
export { redisIsInstalled } from './servers/redis-native.ts'
