import { isDeepStrictEqual } from 'node:util'
import type { Commit, Lease } from '@weir/state'

const KEYS = 50
const SEGMENT = 3
const text = (n: number): Uint8Array => Buffer.from(`${n} ${'.'.repeat(300)}`)
const idOf = (n: number): string => n.toString(16).padStart(32, '0')

/** A commit after which everything in the partition can be told from the position alone. */
export function commitFor(position: number): Commit {
  return {
    expect: position - 1,
    position,
    meta: text(position),
    puts: [{ key: `k${position % KEYS}`, value: text(position) }],
    timers: [{ key: 't', was: position > 0 ? position - 1 : undefined, due: position }],
    members: [{ segment: SEGMENT, ordinal: position * 40, member: true }],
    names: [{ ordinal: position * 40, id: idOf(position) }],
    outbox: text(position),
    acked: position - 5,
  }
}

/**
 * What is wrong with a partition: where its content is not that of its position, or an acknowledged
 * position is not reached.
 */
export async function faultsOf(lease: Lease, acknowledged: number): Promise<string[]> {
  const position = await lease.position()
  const faults: string[] = []
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (!isDeepStrictEqual(found, wanted)) {
      faults.push(`${what} at position ${position}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
    }
  }
  if (position < acknowledged) faults.push(`lost: ${acknowledged}, the position is ${position}`)
  const numberIn = (value: Uint8Array | undefined): number | undefined =>
    value && Number.parseInt(Buffer.from(value).toString(), 10)
  const upTo = Array.from({ length: position + 1 }, (_, n) => n)

  expect('meta', numberIn(await lease.meta()), position < 0 ? undefined : position)
  const keys = Array.from({ length: KEYS }, (_, k) => `k${k}`)
  const last = keys.map((_, k) => (k > position ? undefined : position - ((position - k) % KEYS)))
  expect('blobs', (await lease.load(keys)).map(numberIn), last)
  expect('timers', await lease.due(Number.MAX_SAFE_INTEGER, 10), position < 0 ? [] : [{ due: position, key: 't' }])
  expect('count', await lease.count(SEGMENT), position + 1)
  const members = upTo.map((n) => ({ ordinal: n * 40, id: idOf(n) }))
  expect('members', await lease.members(SEGMENT, 0, position + 10), members)
  expect('names', await lease.ordinals(0, position + 10), members)
  const outbox = (await lease.outbox(0, 10)).map((entry) => [entry.number, numberIn(entry.value)])
  expect(
    'outbox',
    outbox,
    upTo.filter((n) => n + 1 > position - 5).map((n) => [n + 1, n]),
  )
  return faults
}
