import type { SegmentInput } from '@weir/contracts'
import { table, whole } from '../table.ts'

/** A segment as the service answers it, as far as the command line uses it. */
export interface PresentSegment extends SegmentInput {
  id: string
  size: number
  version: number
  status: string
}

export function segmentTable(segments: readonly PresentSegment[]): string {
  if (segments.length === 0) return 'There are no segments yet.'
  const columns = [
    { head: 'id' },
    { head: 'size', right: true },
    { head: 'version', right: true },
    { head: 'status' },
    { head: 'name' },
  ]
  return table(
    columns,
    segments.map(({ id, size, version, status, name }) => [id, whole(size), String(version), status, name]),
  )
}
