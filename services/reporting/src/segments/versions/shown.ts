// Held by route.test.ts
import { Purpose } from '@weir/contracts'
import type { StoredSegment, StoredSegmentVersion } from '@weir/contracts'
import { z } from 'zod'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { RuleShown } from '../../shared/shown.ts'
import { unknownStart } from '../crud/keeping.ts'

const Actor = z
  .object({ key: z.string(), name: z.string().nullable().describe('Null when the key is gone') })
  .nullable()
  .exactOptional()

export const VersionAnswer = z.object({
  version: z.int(),
  state: z.enum(['in_force', 'replaced', 'deleted']).describe('`deleted`: with this version the segment was deleted'),
  name: z.string(),
  description: z.string().exactOptional(),
  rule: RuleShown,
  purposes: z.array(Purpose).exactOptional(),
  min_size: z.int().exactOptional(),
  from: z.string().nullable().describe('Since when; null where it was defined before versions were kept'),
  until: z.string().nullable().describe('Until when; null while it is in force, and where that is not known'),
  saved_at: z.string().describe('When its name, description or min_size was saved last'),
  by: Actor.describe('For keys with the scope admin: who defined it; null where that is not known'),
  saved_by: Actor.describe('For keys with the scope admin'),
  deleted_by: Actor.describe('For keys with the scope admin'),
})
type VersionAnswer = z.input<typeof VersionAnswer>

type Kept = Pick<ReportingDeps, 'config'>['config']

/** The versions of a segment, newest first, the one in force among them however it was stored. */
export function versionsOfSegment(config: Kept, id: string): StoredSegmentVersion[] {
  const kept = config.segmentVersions(id)
  const present: StoredSegment | undefined = config.segment(id)
  const isMissing = present !== undefined && kept.every(({ version }) => version !== present.version)
  return (isMissing ? [...kept, unknownStart(present)] : kept).toSorted((a, b) => b.version - a.version)
}

/**
 * @param at where it stands among all versions, newest first.
 * @param isToldWho whether the reader may know who did something.
 */
export function shownVersion(
  config: Kept,
  { all, at, isToldWho }: { all: readonly StoredSegmentVersion[]; at: number; isToldWho: boolean },
): VersionAnswer {
  const kept = all[at]!
  const { id, version, name, description, rule, purposes, min_size, from, saved_at } = kept
  const isInForce = config.segment(id)?.version === version
  const deleted = isInForce ? undefined : kept.deleted
  // What is not in force and has none behind it was deleted, also where nobody noted when.
  const state = isInForce ? 'in_force' : deleted || at === 0 ? 'deleted' : 'replaced'
  const until = deleted?.at ?? (isInForce ? null : (all[at - 1]?.from ?? null))
  const who = (key: string | null) => (key === null ? null : { key, name: config.key(key)?.name ?? null })
  return {
    version,
    state,
    name,
    ...(description === undefined ? {} : { description }),
    rule,
    ...(purposes === undefined ? {} : { purposes }),
    ...(min_size === undefined ? {} : { min_size }),
    from: from === null ? null : iso(from),
    until: until === null ? null : iso(until),
    saved_at: iso(saved_at),
    ...(isToldWho ? { by: who(kept.by), saved_by: who(kept.saved_by) } : {}),
    ...(isToldWho && deleted ? { deleted_by: who(deleted.by) } : {}),
  }
}
