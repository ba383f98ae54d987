import { createHash } from 'node:crypto'
import { DEFAULT_SEGMENT_PURPOSES } from './consent.ts'
import type { Purpose } from './consent.ts'
import type { Condition, SegmentDefinition } from './segment.ts'

/**
 * Which bitmap of a partition has the members of which segment. While a changed definition is
 * applied, person by person, the bitmap of the old one stays as it was and a new one is filled
 * beside it; who reads members picks, per segment, a version that is complete in every partition,
 * so nobody ever sees some people by the old rule and some by the new one.
 *
 * The fold writes this as a blob of each partition, in the same commit as what it speaks of.
 */
export interface PartitionBitmaps {
  /**
   * Rises with every change; stored by itself, too, so that a reader sees cheaply whether anything
   * changed.
   */
  mark: number
  /** The bitmap number given out last: none is ever used again. */
  last: number
  /** By segment number: the versions that are kept, the newest first. */
  segments: Record<string, KeptVersion[]>
  /** Bitmaps that nobody may read any more and that are being emptied. */
  dropping: number[]
}

/** One version of a segment in one partition. */
export interface KeptVersion {
  /** What decides about membership, see {@link ruleKey}. */
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

/** Keys of the blobs. */
export const BITMAPS_KEY = '@bitmaps'
export const BITMAPS_MARK_KEY = '@bitmaps:mark'

/**
 * The blob of a partition with one of its sets of definitions; `live` is the set that memberships
 * follow, or are being brought to follow.
 */
export function definitionsKey(set: 'live' | 'pending' | 'queued' | 'retired'): string {
  return `@definitions:${set}`
}

/** The blob with the version of the `live` set, as text; changes in the same commit as the set. */
export const DEFINITIONS_VERSION_KEY = '@definitions:version'

export function noBitmaps(): PartitionBitmaps {
  return { mark: 0, last: 0, segments: {}, dropping: [] }
}

/** The blobs to store. */
export function encodeBitmaps(bitmaps: PartitionBitmaps): { key: string; value: Uint8Array }[] {
  const { segments, ...rest } = bitmaps
  const entries = Object.entries(segments).map(([number, versions]) => `"${number}":${textOfVersions(versions)}`)
  const text = `{"segments":{${entries.join(',')}},${JSON.stringify(rest).slice(1)}`
  return [
    { key: BITMAPS_KEY, value: Buffer.from(text) },
    { key: BITMAPS_MARK_KEY, value: Buffer.from(String(bitmaps.mark)) },
  ]
}

const versionTexts = new WeakMap<KeptVersion[], string>()

/** Of thousands of segments few have changed since the last time. */
function textOfVersions(versions: KeptVersion[]): string {
  const known = versionTexts.get(versions)
  if (known !== undefined) return known
  const text = JSON.stringify(versions)
  versionTexts.set(versions, text)
  return text
}

/** @param blob what is stored under {@link BITMAPS_KEY}. */
export function decodeBitmaps(blob: Uint8Array | undefined): PartitionBitmaps {
  return blob ? (JSON.parse(Buffer.from(blob).toString()) as PartitionBitmaps) : noBitmaps()
}

/**
 * The version of a segment to read, as each partition keeps it: the newest that is complete in all
 * of them; undefined when there is none, as for a segment that is being filled for the first time.
 * A version is as new as the partition that took it up first.
 * @param partitions the versions that each partition keeps of the segment, the newest first.
 * @param rule asks for this version and no other.
 */
export function readableVersion(partitions: readonly (readonly KeptVersion[])[], rule?: string): KeptVersion[] | undefined {
  let best: KeptVersion[] | undefined
  for (const candidate of partitions[0] ?? []) {
    if (rule !== undefined && candidate.rule !== rule) continue
    const kept = partitions.flatMap((versions) => versions.find((v) => v.rule === candidate.rule && !v.filling) ?? [])
    if (kept.length === partitions.length && (!best || age(kept) > age(best))) best = kept
  }
  return best
}

function age(kept: readonly KeptVersion[]): number {
  return Math.min(...kept.map(({ since }) => since))
}

/** What of a definition does not decide about who is a member. */
const HARMLESS = new Set(['id', 'number', 'version', 'name', 'description', 'min_size', 'updated_at'])

/**
 * 32 hex digits that name what decides about membership: equal for two definitions when the same
 * people are members of both, as far as their form tells. What segments they refer to mean is part
 * of it.
 * @param find other segments by id.
 */
export function ruleKey(definition: SegmentDefinition, find: (id: string) => SegmentDefinition | undefined): string {
  const known = ruleKeys.get(definition)
  if (known !== undefined) return known
  let refers = false
  const findAndTell: Find = (id) => {
    refers = true
    return find(id)
  }
  const key = createHash('sha256')
    .update(JSON.stringify(meaning(definition, findAndTell, [])))
    .digest('hex')
    .slice(0, 32)
  if (!refers) ruleKeys.set(definition, key)
  return key
}

/** Worked out once for a definition that refers to no other: of thousands few change. */
const ruleKeys = new WeakMap<SegmentDefinition, string>()

/** The purposes that membership asks for, each once. */
export function membershipPurposes({ purposes }: Pick<SegmentDefinition, 'purposes'>): readonly Purpose[] {
  return [...new Set(purposes ?? DEFAULT_SEGMENT_PURPOSES)].sort()
}

type Find = (id: string) => SegmentDefinition | undefined

/**
 * Segments that refer to each other in a circle are refused when they are saved; here such a
 * reference just ends.
 */
function meaning(definition: SegmentDefinition, find: Find, trail: readonly string[]): unknown {
  const refer = (id: string): unknown => {
    const other = trail.includes(id) ? undefined : find(id)
    return other ? meaning(other, find, [...trail, definition.id]) : null
  }
  const parts = Object.entries(definition).filter(([key, value]) => !HARMLESS.has(key) && value !== undefined)
  return ordered({
    ...Object.fromEntries(parts),
    rule: resolved(definition.rule, refer),
    purposes: membershipPurposes(definition),
  })
}

function resolved(rule: Condition, refer: (id: string) => unknown): unknown {
  if ('all' in rule) return { all: rule.all.map((part) => resolved(part, refer)) }
  if ('any' in rule) return { any: rule.any.map((part) => resolved(part, refer)) }
  if ('not' in rule) return { not: resolved(rule.not, refer) }
  return 'segment' in rule ? { segment: refer(rule.segment) } : rule
}

/** The same value, the keys of its objects in order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, part]) => [key, ordered(part)]))
}
