import { print, printError } from '../print.ts'
import type { SegmentComparison } from '../migrate/compare.ts'
import { table, whole } from './table.ts'

/**
 * Shows memberships before and after, at the instant `at` (Unix ms).
 * @returns the exit code: 1 when they differ.
 */
export function compared(at: number, segments: readonly SegmentComparison[]): number {
  print(`memberships at ${new Date(at).toISOString()}\n`)
  print(table([{ head: 'segment' }, { head: 'members', right: true }, { head: '' }], segments.map(rowOf)))
  if (segments.every(isEqual)) return 0
  printError('\nThe memberships differ: that is a fault of Weir, please report it.')
  return 1
}

function isEqual({ missing, extra }: SegmentComparison): boolean {
  return missing.length === 0 && extra.length === 0
}

function rowOf(one: SegmentComparison): string[] {
  const { segment, members, missing, extra } = one
  const verdict = isEqual(one) ? 'equal' : `missing ${missing.join(', ') || '-'}; too many ${extra.join(', ') || '-'}`
  return [segment, whole(members), verdict]
}
