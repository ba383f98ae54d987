export { openRedisLink, redisScript } from './link.ts'
export type { RedisLink, RedisScript } from './link.ts'
