import type { Put } from '../index.ts'
import { groupBy } from './group.ts'
import { expiriesKey, expiryKey } from './keys.ts'
import type { RedisCommand } from './pack.ts'
import { commandsOf, pack } from './pack.ts'

/**
 * When values expire, by the hour: entries, each a packed list of keys of blobs that one commit
 * put. (Redis' own expiry follows the clock on the wall; ours follows log time.) They only say
 * where to look, so they may be out of date: whether a value goes is decided by the expiry in the
 * value itself.
 */
const HOUR_MS = 3_600_000
/** Keys per entry, so that a commit can drop a bounded number. */
const PART_KEYS_MAX = 500

/** @param commit a name that no other commit of the partition has. */
export function expiryCommands(tag: string, commit: string, puts: readonly Put[]): RedisCommand[] {
  const expiring = puts.flatMap(({ key, expires }) =>
    expires === undefined ? [] : [{ key, hour: Math.floor(expires / HOUR_MS) }],
  )
  const entries = [...groupBy(expiring, ({ hour }) => hour)].flatMap(([hour, its]) =>
    Array.from({ length: Math.ceil(its.length / PART_KEYS_MAX) }, (_, part) => ({
      hour: String(hour),
      name: `${hour} ${commit} ${part}`,
      keys: its.slice(part * PART_KEYS_MAX, (part + 1) * PART_KEYS_MAX).map(({ key }) => key),
    })),
  )
  return [
    ...commandsOf(
      ['MSET'],
      entries.flatMap(({ name, keys }) => [expiryKey(tag, name), pack(keys)]),
      2,
    ),
    ...commandsOf(
      ['ZADD', expiriesKey(tag)],
      entries.flatMap(({ hour, name }) => [hour, name]),
      2,
    ),
  ]
}
