import type { RedisLink } from '@weir/runtime/redis'
import { redisScript } from '@weir/runtime/redis'
import type { SharedBuckets } from './shared-buckets.ts'

/**
 * KEYS: buckets. ARGV: tokens, tokens per second and burst of each. A bucket is "<tokens> <when>",
 * by the server's clock, and goes away by itself when it would be full. Answers what is left.
 */
const CHARGE = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local kept = redis.call('MGET', unpack(KEYS))
local left = {}
for i, key in ipairs(KEYS) do
  local spent, rate, burst = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local tokens = burst
  if kept[i] then
    local before, at = string.match(kept[i], '^(%S+) (%S+)$')
    tokens = math.min(burst, before + math.max(0, now - at) * rate / 1000)
  end
  tokens = tokens - spent
  if spent > 0 then
    local full = math.ceil((burst - tokens) / rate * 1000) + 1000
    redis.call('SET', key, string.format('%.3f %.3f', tokens, now), 'PX', string.format('%.0f', full))
  end
  left[i] = string.format('%.3f', tokens)
end
return left
`)

/**
 * The buckets of all ingest processes in Redis. One hash tag: a batch is one script on one node.
 * @param prefix of the deployment.
 */
export function createRedisBuckets(redis: RedisLink, prefix: string): SharedBuckets {
  const tag = `{${prefix}weir:rates}`
  return {
    async charge(charges) {
      const keys = charges.map(({ key }) => tag + key)
      const args = charges.flatMap(({ tokens, perSecond, burst }) => [String(tokens), String(perSecond), String(burst)])
      const answer = await redis.run(CHARGE, keys, args)
      if (!Array.isArray(answer)) throw new Error('Redis answered something that is no list of buckets')
      return answer.map(Number)
    },
  }
}
