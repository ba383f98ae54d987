import type { SegmentDraft, SegmentShown } from '../../api/types.ts'

/** A version of a segment as this browser has seen it. */
export interface KeptDefinition extends SegmentDraft {
  version: number
  updated_at: string
}

const VERSIONS_MAX = 20
const keyOf = (id: string): string => `weir-versions-${id}`

/** What of a segment is defined, without what it has come to. */
export function draftOf({ name, description, rule, purposes, min_size }: SegmentDraft): SegmentDraft {
  return {
    name,
    rule,
    ...(description === undefined ? {} : { description }),
    ...(purposes === undefined ? {} : { purposes }),
    ...(min_size === undefined ? {} : { min_size }),
  }
}

/** Versions that this session of the browser has seen, newest first. */
export function keptVersions(id: string, store: Pick<Storage, 'getItem'> = sessionStorage): KeptDefinition[] {
  const text = store.getItem(keyOf(id))
  if (text === null) return []
  const kept: KeptDefinition[] = JSON.parse(text)
  return kept
}

/** Notes a version, so that it can be restored after an edit. */
export function keepVersion(segment: SegmentShown, store: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage): void {
  const { id, version, updated_at } = segment
  const others = keptVersions(id, store).filter((one) => one.version !== version)
  const all = [{ ...draftOf(segment), version, updated_at }, ...others].toSorted((a, b) => b.version - a.version)
  store.setItem(keyOf(id), JSON.stringify(all.slice(0, VERSIONS_MAX)))
}
