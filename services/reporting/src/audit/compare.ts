import type { SegmentDefinition } from '@weir/contracts'
import { advance, decodePerson, isMember } from '@weir/segmentation'
import type { Program } from '@weir/segmentation'
import type { Disagreement, Skip } from '../shared/auditor.ts'

/** A person as the fold had them at two reads, with the answers of SQL and bitmaps in between. */
export interface Subject {
  id: string
  blob: Uint8Array
  /** The blob as read again after everything else; undefined when it is gone. */
  later: Uint8Array | undefined
  /**
   * By segment number: whether the bitmaps have the person; undefined where none is kept for this
   * rule.
   */
  inBitmap: ReadonlyMap<number, boolean | undefined>
  /** By segment number: whether SQL finds the person among the members at the instant. */
  inSql: ReadonlyMap<number, boolean>
}

export interface AuditComparison {
  /** Memberships compared: a person and a segment each. */
  checked: number
  disagreements: Disagreement[]
  skipped: { person: string; because: Skip }[]
}

/**
 * Compares the stream's memberships at `at` (Unix ms, not before the last evaluation of any of
 * these people) with those of SQL and bitmaps.
 */
export function compare(
  program: Program,
  segments: readonly SegmentDefinition[],
  subjects: readonly Subject[],
  at: number,
): AuditComparison {
  const result: AuditComparison = { checked: 0, disagreements: [], skipped: [] }
  for (const subject of subjects) {
    const because = skipOf(program, subject)
    if (because) {
      result.skipped.push({ person: subject.id, because })
      continue
    }
    result.checked += segments.length
    result.disagreements.push(...disagreementsOf(program, segments, subject, at))
  }
  return result
}

/**
 * An unchanged blob means that no event of the person was folded between the two reads, so what the
 * warehouse had in between was what the blob reflects: no more, and (the loader had passed the
 * first read) no less.
 */
function skipOf(program: Program, { blob, later }: Subject): Skip | undefined {
  if (!later || !Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).equals(later)) return 'changed'
  return decodePerson(blob).definitions === program.version ? undefined : 'definitions'
}

function disagreementsOf(
  program: Program,
  segments: readonly SegmentDefinition[],
  { id, blob, inBitmap, inSql }: Subject,
  at: number,
): Disagreement[] {
  const person = decodePerson(blob)
  const stored = new Set(segments.flatMap(({ number }) => (isMember(person, number) ? [number] : [])))
  // Time passes for a copy: a timer that has yet to fire is no fault.
  advance(program, person, at, () => undefined)
  return segments.flatMap((segment) => {
    const { number } = segment
    const said = {
      stream: isMember(person, number),
      stored: stored.has(number),
      sql: inSql.get(number) ?? false,
      bitmap: inBitmap.get(number),
    }
    const against = [
      ...(said.stream === said.sql ? [] : (['sql'] as const)),
      ...(said.bitmap === undefined || said.stored === said.bitmap ? [] : (['bitmap'] as const)),
    ]
    return against.map((other) => ({ person: id, segment, against: other, ...said }))
  })
}
