// Real servers for tests: found by address, in Docker, or started here as processes. They stop by themselves with the test.
export { startClickHouse } from './servers/clickhouse.ts'
export type { ClickHouse, ClickHouseOptions, FaultyClickHouse } from './servers/clickhouse.ts'
export { startKafka } from './servers/kafka.ts'
export type { KafkaOptions, KafkaServers } from './servers/kafka.ts'
export { startRedis, startRedisCluster } from './servers/redis.ts'
export type { RedisOptions, RedisServers } from './servers/redis.ts'
export { redisIsInstalled } from './servers/redis-native.ts'
