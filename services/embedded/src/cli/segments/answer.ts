import type { SegmentInput } from '@weir/contracts'
import type { ApiClient } from '../client.ts'
import { table, whole } from '../table.ts'

/** A segment as the service answers it, as far as the command line uses it. */
export interface PresentSegment extends SegmentInput {
  id: string
  /** Null while it is below its min_size. */
  size: number | null
  version: number
  status: string
}

/**
 * All segments of the service, however many pages they take, but those that belong to something
 * else: these have a dot in their ids.
 */
export async function presentSegments(client: ApiClient): Promise<PresentSegment[]> {
  const present: PresentSegment[] = []
  for (let query = ''; ;) {
    type Page = { segments: PresentSegment[]; cursor: string | null }
    const { segments, cursor } = await client.json<Page>('GET', `/v1/segments${query}`)
    present.push(...segments.filter(({ id }) => !id.includes('.')))
    if (cursor === null) return present
    query = `?cursor=${encodeURIComponent(cursor)}`
  }
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
