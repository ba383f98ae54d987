export { openRedisLink, redisScript, redisTime } from './link.ts'
export type { RedisLink, RedisScript } from './link.ts'
