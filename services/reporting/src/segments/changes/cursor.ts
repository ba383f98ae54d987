import { LEDGER_SECRET, WeirError } from '@weir/contracts'
import type { LedgerPlace } from '@weir/contracts'
import { sharedSecret } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import { z } from 'zod'
import { isSame, signature } from '../../shared/cursors.ts'
import type { CheckPlace } from './checks.ts'

/** Twice as long as that of 64 partitions can be. */
const LENGTH_MAX = 4_000

/** For query strings. */
export const ChangesCursor = z
  .string()
  .max(LENGTH_MAX)
  .exactOptional()
  .describe('From an answer before, of this segment; it does not expire. Without one the ledger begins at its start.')

/** The offset of opt-outs, where the check of members is, then (offset, n) of each partition. */
const Numbers = z.tuple([z.int().min(0), z.int().min(0), z.int().min(0), z.int().min(0)], z.int().min(0))

/** Where somebody is who reads the ledger. */
export interface LedgerCursor extends LedgerPlace {
  check: CheckPlace
}

/**
 * A place in the ledger as a cursor: signed, of one segment, for every key that may export, and
 * without an end. The same place is always the same text.
 */
export async function toChangesCursor(
  config: ConfigView,
  segmentNumber: number,
  { optOuts, marks, check: { since, partition, ordinal } }: LedgerCursor,
): Promise<string> {
  const said = Buffer.from(JSON.stringify([optOuts, since, partition, ordinal, ...marks.flat()])).toString('base64url')
  return `${said}.${await sign(config, segmentNumber, said)}`
}

/**
 * @param path the field that it came in.
 * @throws WeirError invalid_field when it is no cursor of this segment and this log.
 */
export async function fromChangesCursor(
  config: ConfigView,
  segmentNumber: number,
  partitions: number,
  text: string,
  path: 'cursor' | 'until',
): Promise<LedgerCursor> {
  const [said = '', signed = '', ...more] = text.split('.')
  if (more.length > 0 || !isSame(signed, await sign(config, segmentNumber, said))) refuse(path)
  const numbers = Numbers.safeParse(JSON.parse(Buffer.from(said, 'base64url').toString()))
  if (!numbers.success || numbers.data.length !== 4 + 2 * partitions) refuse(path)
  const [optOuts, since, partition, ordinal, ...flat] = numbers.data
  const marks = Array.from({ length: partitions }, (_, p): [number, number] => [flat[2 * p] ?? 0, flat[2 * p + 1] ?? 0])
  return { optOuts, marks, check: { since, partition, ordinal } }
}

async function sign(config: ConfigView, segmentNumber: number, said: string): Promise<string> {
  return signature(await sharedSecret(config, LEDGER_SECRET), [`changes/${segmentNumber}`, said])
}

function refuse(path: string): never {
  const message =
    'this is no cursor of the changes of this segment: give one as an answer of this segment gave it, or begin anew without one'
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path, message }] })
}
