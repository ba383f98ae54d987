/**
 * What is stored where. All keys of a partition begin with the same hash tag, so that they live in
 * one slot of a Redis Cluster and one script may touch them all. Numbers are written in decimal.
 *
 * | key after `{prefix:partition}` | type | holds |
 * |---|---|---|
 * | `l` | hash | the ledger: owner, serial, position, expect, digest, outbox, dropped |
 * | `m` | string | the processor's meta |
 * | `b:` text | string | a blob, see lmdb/blob.ts |
 * | `t` | sorted set | timers: text keys by due instant |
 * | `c:` bitmap | hash | members per chunk; says which chunks there are |
 * | `m:` bitmap `:` chunk | string | bitmap of 65,536 bits |
 * | `n:` page | hash | ids by ordinal within the page, see names.ts |
 * | `p` | sorted set | which pages of names there are |
 * | `o:` number | string | an outbox entry; those from `dropped` + 1 to `outbox` are there |
 * | `e` | sorted set | lists of values that expire, by the hour |
 * | `e:` entry | string | such a list, see expiry.ts |
 * | `w` | set | notes of commits under way, see scripts.ts: nobody ever sees one, unless the server restarts badly |
 *
 * Besides, `{prefix:layout}` holds the format and the number of partitions, and
 * `{prefix:shared:bucket}` + text the shared index.
 */
export function tagOf(prefix: string, partition: number): string {
  return `{${prefix}:${partition}}`
}

export const ledgerKey = (tag: string): string => `${tag}l`
export const metaKey = (tag: string): string => `${tag}m`
export const blobKey = (tag: string, text: string): string => `${tag}b:${text}`
export const timersKey = (tag: string): string => `${tag}t`
export const countsKey = (tag: string, bitmap: number): string => `${tag}c:${bitmap}`
export const chunkKey = (tag: string, bitmap: number, chunk: number): string => `${tag}m:${bitmap}:${chunk}`
export const namesKey = (tag: string, page: number): string => `${tag}n:${page}`
export const pagesKey = (tag: string): string => `${tag}p`
export const expiriesKey = (tag: string): string => `${tag}e`
export const expiryKey = (tag: string, entry: string): string => `${tag}e:${entry}`

export function layoutKey(prefix: string): string {
  return `{${prefix}:layout}`
}

/**
 * In how many slots the shared index lies: enough to spread over many nodes, few enough that many
 * keys share a command.
 */
export const BUCKETS = 128

export function sharedKey(prefix: string, bucket: number, text: string): string {
  return `{${prefix}:shared:${bucket}}${text}`
}
