// Held by ../versions/route.test.ts
import { isDeepStrictEqual } from 'node:util'
import { membershipPurposes, segmentNumber, SEGMENT_VERSIONS_KEPT, segmentVersionKey } from '@weir/contracts'
import type { SegmentInput, StoredSegment, StoredSegmentVersion } from '@weir/contracts'

/** A record of the control plane; without a value it deletes. */
interface Entry {
  key: string
  value: unknown
}

/** Who changes a segment: the id of a key; null: nobody, it is put right. */
export type ChangedBy = string | null

/**
 * Only what changes who is a member makes a new version; a name does not.
 * @param kept the versions of before, oldest first: those of a deleted segment count on, so a
 *   number never means two definitions.
 */
export function nextVersion(
  id: string,
  input: SegmentInput,
  { before, kept, now }: { before: StoredSegment | undefined; kept: readonly StoredSegmentVersion[]; now: number },
): StoredSegment {
  const same =
    before !== undefined &&
    isDeepStrictEqual(before.rule, input.rule) &&
    isDeepStrictEqual(membershipPurposes(before), membershipPurposes(input))
  const last = before?.version ?? kept.at(-1)?.version ?? 0
  return { ...input, id, number: segmentNumber(id), version: last + (same ? 0 : 1), updated_at: now }
}

/** Whether a segment is stored as it is to be; of rule and purposes the version tells. */
export function isStoredSo(before: StoredSegment, next: StoredSegment): boolean {
  const told = ({ version, name, description, min_size }: StoredSegment) => [version, name, description, min_size]
  return isDeepStrictEqual(told(before), told(next))
}

/**
 * What is kept of a segment that is saved: nothing where it is as it was before. One that was
 * defined before versions were kept is kept with it. They stand behind the record of the segment:
 * should a process die between the two, a version is missing, and none is told that never was.
 */
export function keptOfSaved(
  kept: readonly StoredSegmentVersion[],
  before: StoredSegment | undefined,
  { next, by }: { next: StoredSegment; by: ChangedBy },
): Entry[] {
  const known = new Map(kept.map((version) => [version.version, version]))
  const records: StoredSegmentVersion[] = []
  if (before && before.version !== next.version && !known.has(before.version)) records.push(unknownStart(before))
  const present = known.get(next.version)
  if (!present || !before || !isStoredSo(before, next)) {
    const isNew = before?.version !== next.version
    const { from, by: first } = isNew ? { from: next.updated_at, by } : (present ?? { from: null, by: null })
    records.push({ ...definitionOf(next), from, by: first, saved_at: next.updated_at, saved_by: by })
  }
  const all = new Set([...known.keys(), ...records.map(({ version }) => version)])
  const tooOld = [...all].toSorted((a, b) => b - a).slice(SEGMENT_VERSIONS_KEPT)
  return [
    ...records.filter(({ version }) => !tooOld.includes(version)).map(toEntry),
    ...tooOld
      .filter((version) => known.has(version))
      .map((version) => ({ key: segmentVersionKey(next.id, version), value: undefined })),
  ]
}

/** What is kept of a segment that is deleted: with which version, when, and by whom. */
export function keptOfDeleted(
  kept: readonly StoredSegmentVersion[],
  gone: StoredSegment,
  deleted: { at: number; by: ChangedBy },
): Entry[] {
  return [toEntry({ ...(kept.find(({ version }) => version === gone.version) ?? unknownStart(gone)), deleted })]
}

/** A version as it is in force, of which nobody knows since when. */
export function unknownStart(segment: StoredSegment): StoredSegmentVersion {
  return { ...definitionOf(segment), from: null, by: null, saved_at: segment.updated_at, saved_by: null }
}

type Definition = Pick<StoredSegmentVersion, 'id' | 'version' | 'name' | 'description' | 'rule' | 'purposes' | 'min_size'>

function definitionOf({ id, version, name, description, rule, purposes, min_size }: StoredSegment): Definition {
  return {
    id,
    version,
    name,
    ...(description === undefined ? {} : { description }),
    rule: { ...rule },
    ...(purposes === undefined ? {} : { purposes }),
    ...(min_size === undefined ? {} : { min_size }),
  }
}

function toEntry(version: StoredSegmentVersion): Entry {
  return { key: segmentVersionKey(version.id, version.version), value: version }
}
