import { z } from 'zod'
import type { Cursors, CursorScope } from '../../shared/cursors.ts'
import type { MemberPlace } from './members.ts'

/** Ordinals, and the place after the last of them, have 32 bits. */
const U32_MAX = 0xffff_ffff

/** The version of the members that all pages show, and the place among them. */
const MemberPlace = z.tuple([z.hex().length(32), z.int().min(0).max(65_535), z.int().min(0).max(U32_MAX)])

/** A place among the members of one segment, as a cursor that works for the same key only. */
export function toCursor(cursors: Cursors, key: string, segmentNumber: number, place: Required<MemberPlace>): Promise<string> {
  return cursors.give(readingOf(key, segmentNumber), [place.rule, place.partition, place.ordinal])
}

/** @throws WeirError invalid_field when it is no cursor of this segment and key. */
export async function fromCursor(
  cursors: Cursors,
  key: string,
  segmentNumber: number,
  text: string,
): Promise<Required<MemberPlace>> {
  const [rule, partition, ordinal] = await cursors.take(readingOf(key, segmentNumber), text, MemberPlace)
  return { partition, ordinal, rule }
}

function readingOf(key: string, segmentNumber: number): CursorScope {
  return { key, list: `members/${segmentNumber}` }
}
