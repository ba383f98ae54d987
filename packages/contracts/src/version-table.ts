import type { Purpose } from './consent.ts'

/** One version of a segment in one partition. */
export interface KeptVersion {
  /** What decides about membership, see ruleKey. */
  rule: string
  /** The version of the definitions that brought it to this partition. */
  since: number
  bitmap: number
  purposes: readonly Purpose[]
  /** People are still being brought in. */
  filling?: boolean
  /**
   * Log time (Unix ms) at which a newer version took its place: since then the bitmap stays as it
   * was.
   */
  frozenAt?: number
}

/**
 * The versions that are kept of each segment, the newest first, by segment number. The table is
 * immutable, and its buckets are shared between one table and the next: a change copies the bucket
 * it is in, and what is worked out of a bucket is worked out once.
 */
export type VersionTable = readonly Bucket[]

export type Bucket = ReadonlyMap<number, readonly KeptVersion[]>

/** Numbers are hashes, so buckets fill evenly. */
const BUCKETS = 256

const EMPTY: Bucket = new Map()
const NONE: readonly KeptVersion[] = []

/** @param entries no number twice. */
export function versionTable(entries: Iterable<readonly [number, readonly KeptVersion[]]>): VersionTable {
  return withVersions(
    Array.from({ length: BUCKETS }, () => EMPTY),
    entries,
  )
}

/** The table of buckets that were {@link VersionTable} buckets before, in any order. */
export function tableOfBuckets(buckets: Iterable<Bucket>): VersionTable {
  const table = Array.from({ length: BUCKETS }, () => EMPTY)
  for (const bucket of buckets) {
    const [number] = bucket.keys()
    if (number !== undefined) table[number % BUCKETS] = bucket
  }
  return table
}

/** The versions that are kept of a segment; none when it is not known. */
export function versionsOf(table: VersionTable, number: number): readonly KeptVersion[] {
  return table[number % BUCKETS]!.get(number) ?? NONE
}

/** The table with other versions for some segments; those with none are left out. */
export function withVersions(table: VersionTable, changes: Iterable<readonly [number, readonly KeptVersion[]]>): VersionTable {
  const copied = new Map<number, Map<number, readonly KeptVersion[]>>()
  for (const [number, versions] of changes) {
    const place = number % BUCKETS
    let bucket = copied.get(place)
    if (!bucket) copied.set(place, (bucket = new Map(table[place])))
    if (versions.length > 0) bucket.set(number, versions)
    else bucket.delete(number)
  }
  return copied.size === 0 ? table : table.map((bucket, place) => copied.get(place) ?? bucket)
}

export function allVersions(table: VersionTable): [number, readonly KeptVersion[]][] {
  return table.flatMap((bucket) => [...bucket])
}

/**
 * A question about entries whose answer is kept with each bucket, so that asking again costs a look
 * at the buckets that changed.
 * @returns the numbers of the segments, bucket by bucket, whose versions are such.
 */
export function finder(isSuch: (versions: readonly KeptVersion[]) => boolean): (table: VersionTable) => number[] {
  const known = new WeakMap<Bucket, readonly number[]>()
  const inBucket = (bucket: Bucket): readonly number[] => {
    const before = known.get(bucket)
    if (before) return before
    const found = [...bucket].flatMap(([number, versions]) => (isSuch(versions) ? [number] : []))
    known.set(bucket, found)
    return found
  }
  return (table) => table.flatMap((bucket) => (bucket.size === 0 ? [] : inBucket(bucket)))
}
