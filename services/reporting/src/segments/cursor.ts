import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { Place } from './members.ts'

/**
 * What a cursor says, for the segment it was given out for: the version of the members, and the place among them. All pages show
 * one version. Opaque to callers; it names places, never people.
 */
const Cursor = z.tuple([z.int().min(0), z.hex().length(32), z.int().min(0), z.int().min(0)])

export function toCursor(segmentNumber: number, { rule, partition, ordinal }: Required<Place>): string {
  return Buffer.from(JSON.stringify([segmentNumber, rule, partition, ordinal])).toString('base64url')
}

/** @throws WeirError invalid_field when it is no cursor, or one of another segment. */
export function fromCursor(segmentNumber: number, text: string): Required<Place> {
  const parsed = Cursor.safeParse(json(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success || parsed.data[0] !== segmentNumber) {
    throw new WeirError('invalid_field', 'the request has faults', {
      faults: [{ path: 'cursor', message: 'this is no cursor of this segment' }],
    })
  }
  const [, rule, partition, ordinal] = parsed.data
  return { partition, ordinal, rule }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
