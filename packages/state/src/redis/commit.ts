import { digestOf } from '../commit-check.ts'
import type { Commit, MemberChange, Put, TimerChange } from '../index.ts'
import { CHUNK_BITS } from '../lmdb/bitmap.ts'
import { encodeBlobs } from '../lmdb/blob.ts'
import { expiryCommands } from './expiry.ts'
import { groupBy } from './group.ts'
import { blobKey, chunkKey, metaKey, timersKey } from './keys.ts'
import { nameCommands } from './names.ts'
import type { RedisCommand, Packable } from './pack.ts'
import { ARGS_MAX, commandsOf, pack } from './pack.ts'

/**
 * One call of the script: its number within the lease, and that of the last one before it that was
 * answered.
 */
export interface Call {
  serial: number
  answered: number
}

/**
 * A commit as the arguments of its script. What needs no decision travels as Redis commands that
 * the script only has to run.
 * @throws RangeError when the position would go back.
 */
export function commitArgs(tag: string, owner: string, { serial, answered }: Call, commit: Commit): (string | Buffer)[] {
  const { expect, position, outbox, acked, expiredBefore } = commit
  if (!(position >= expect)) throw new RangeError(`the position cannot go back from ${expect} to ${position}`)
  const commands: RedisCommand[] = [
    ...putCommands(tag, commit.puts ?? []),
    ...commandsOf(
      ['UNLINK'],
      (commit.deletes ?? []).map((key) => blobKey(tag, key)),
      1,
    ),
    ...timerCommands(tag, commit.timers ?? []),
    ...nameCommands(tag, commit.names ?? []),
    ...expiryCommands(tag, `${owner} ${serial}`, commit.puts ?? []),
    ...(commit.meta ? [['SET', metaKey(tag), commit.meta] as const] : []),
  ]
  return [
    owner,
    String(serial),
    String(expect),
    String(position),
    digestOf(commit),
    acked === undefined ? '' : String(acked),
    expiredBefore === undefined ? '' : String(expiredBefore),
    pack([...new Set(commit.drops ?? [])].map(String)),
    pack(commands),
    pack(memberGroups(tag, commit.members ?? [])),
    String(answered),
    ...(outbox ? [Buffer.from(outbox.buffer, outbox.byteOffset, outbox.length)] : []),
  ]
}

function putCommands(tag: string, puts: readonly Put[]): RedisCommand[] {
  const values = encodeBlobs(puts)
  return commandsOf(
    ['MSET'],
    puts.flatMap(({ key }, i) => [blobKey(tag, key), values[i]!]),
    2,
  )
}

/** The last of several changes of one timer counts. */
function timerCommands(tag: string, changes: readonly TimerChange[]): RedisCommand[] {
  const armed = new Map<string, string>()
  const cleared = new Set<string>()
  for (const { key, was, due } of changes) {
    if (due !== undefined) armed.set(key, scoreOf(due))
    else if (was !== undefined || armed.has(key)) cleared.add(key)
    if (due === undefined) armed.delete(key)
    else cleared.delete(key)
  }
  const key = timersKey(tag)
  return [
    ...commandsOf(
      ['ZADD', key],
      [...armed].flatMap(([text, due]) => [due, text]),
      2,
    ),
    ...commandsOf(['ZREM', key], [...cleared], 1),
  ]
}

/** An instant as Redis writes the score of a sorted set. */
export function scoreOf(instant: number): string {
  if (Number.isFinite(instant)) return String(instant)
  return instant < 0 ? '-inf' : '+inf'
}

const ARGS_PER_BIT = 4

/**
 * Per chunk of a bitmap: which, how many bits are set to 1, and the command, which answers what the
 * bits were.
 */
function memberGroups(tag: string, changes: readonly MemberChange[]): Packable[] {
  const byChunk = groupBy(changes, ({ segment, ordinal }) => `${segment} ${Math.floor(ordinal / CHUNK_BITS)}`)
  return [...byChunk].flatMap(([name, all]) => {
    const [bitmap = '', chunk = ''] = name.split(' ')
    const size = Math.floor(ARGS_MAX / ARGS_PER_BIT)
    return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => {
      const part = all.slice(i * size, (i + 1) * size)
      const ons = part.filter(({ member }) => member).length
      const key = chunkKey(tag, Number(bitmap), Number(chunk))
      return [bitmap, chunk, String(ons), ['BITFIELD', key, ...part.flatMap(bitArgs)]]
    })
  })
}

function bitArgs({ ordinal, member }: MemberChange): string[] {
  // Redis counts the bits of a byte from the highest, we from the lowest.
  return ['SET', 'u1', String((ordinal % CHUNK_BITS) ^ 7), member ? '1' : '0']
}
