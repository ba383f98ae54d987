import { INSTANT_MS_MAX, INSTANT_MS_MIN, WeirError } from '@weir/contracts'
import { z } from 'zod'
import { EDGE_EXPECTED, edgeMs } from './times.ts'

/** The field `as_of` of a body; {@link instantField} reads it. */
export const AsOf = z
  .union([z.string().max(40), z.int().min(0)])
  .exactOptional()
  .describe('An instant, a date (its midnight UTC), or Unix ms. Default: now.')

/** @param path the field, for the message. @returns Unix ms. @throws WeirError invalid_field. */
export function instantField(asOf: string | number | undefined, now: number, path = 'as_of'): number {
  const ms = asOf === undefined ? now : typeof asOf === 'number' ? asOf : edgeMs(asOf, 'UTC')
  if (ms !== undefined && ms >= INSTANT_MS_MIN && ms <= INSTANT_MS_MAX) return ms
  throw new WeirError('invalid_field', 'the request has faults', {
    faults: [{ path, message: `${EDGE_EXPECTED}, between 1906 and 2259` }],
  })
}
