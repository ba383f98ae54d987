import { crc32 } from 'node:zlib'
import type { SharedIndex } from '../index.ts'
import { decodeBlob, encodeBlobs } from '../lmdb/blob.ts'
import { groupBy } from './group.ts'
import { BUCKETS, sharedKey } from './keys.ts'
import type { RedisConnection } from './connection.ts'

/** Keys per command: Redis answers no other client meanwhile. */
const KEYS_MAX = 2000

/** In a cluster a command per bucket, as a command may not cross slots; all leave at once. */
export function sharedIndex(link: RedisConnection, prefix: string): SharedIndex {
  const keyOf = (text: string): string => sharedKey(prefix, bucketOf(text), text)
  const slices = <T extends { key: string }>(items: readonly T[]): T[][] => {
    const groups = link.cluster ? [...groupBy(items, ({ key }) => bucketOf(key)).values()] : [[...items]]
    return groups.flatMap((group) =>
      Array.from({ length: Math.ceil(group.length / KEYS_MAX) }, (_, i) => group.slice(i * KEYS_MAX, (i + 1) * KEYS_MAX)),
    )
  }
  return {
    async get(keys) {
      link.check()
      const found: (Buffer | undefined)[] = keys.map(() => undefined)
      const wanted = keys.map((key, i) => ({ key, i }))
      await Promise.all(
        slices(wanted).map(async (slice) => {
          const answer = await link.values(
            'mget',
            slice.map(({ key }) => keyOf(key)),
          )
          slice.forEach(({ i }, n) => {
            const stored = answer[n]
            if (stored) found[i] = decodeBlob(stored, 'a value of the shared index')
          })
        }),
      )
      return found
    },
    async put(entries) {
      link.check()
      const values = encodeBlobs(entries)
      const puts = entries.map(({ key }, i) => ({ key, value: values[i]! }))
      await Promise.all(
        slices(puts).map((slice) =>
          link.value(
            'mset',
            slice.flatMap(({ key, value }) => [keyOf(key), value]),
          ),
        ),
      )
    },
    async remove(keys) {
      link.check()
      const wanted = [...new Set(keys)].map((key) => ({ key }))
      const gone = await Promise.all(
        slices(wanted).map((slice) =>
          link.count(
            'unlink',
            slice.map(({ key }) => keyOf(key)),
          ),
        ),
      )
      return gone.reduce((sum, count) => sum + count, 0)
    },
  }
}

function bucketOf(text: string): number {
  return crc32(text) % BUCKETS
}
