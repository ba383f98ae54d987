import { z } from 'zod'
import { IdType } from './identifiers.ts'
import { segmentNumber } from './ids.ts'

/** Lists of people whom nothing hands out, as `weir.config` keeps them; entries are opt-outs. */

export const SUPPRESSION_LIST_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** An identifier as somebody sends it: plain, or hashed where its type is kept hashed. */
export const SuppressedIdentifier = z.strictObject({ type: IdType, value: z.string().min(1).max(2048) })
export type SuppressedIdentifier = z.infer<typeof SuppressedIdentifier>

/** How many identifiers one request may bring. */
export const SUPPRESSED_AT_ONCE_MAX = 10_000

/** What `PUT /v1/suppression-lists/{id}` takes. */
export const SuppressionListInput = z.strictObject({
  name: z.string().min(1).max(200),
  reason: z.string().min(1).max(500).exactOptional(),
  segments: z
    .array(z.string().min(1).max(128))
    .max(100)
    .refine((list) => new Set(list).size === list.length, 'has a segment twice')
    .default([])
    .describe('Their members are on the list for as long as they are members.'),
  identifiers: z
    .array(SuppressedIdentifier)
    .max(SUPPRESSED_AT_ONCE_MAX)
    .exactOptional()
    .describe('Who is on it, in place of whoever was before; without it the entries stay as they are.'),
})
export type SuppressionListInput = z.infer<typeof SuppressionListInput>

/** As it is stored. Instants are Unix ms. */
export const StoredSuppressionList = z.object({
  name: z.string(),
  reason: z.string().exactOptional(),
  segments: z.array(z.string()),
  /** Segments that were on it once: their members may be free again. */
  former: z.array(z.string()),
  /** Tells its entries from those of a list that it was before. */
  generation: z.int(),
  /** How many entries it has, as they were counted when they came. */
  entries: z.int(),
  created_at: z.int(),
  /** When it last changed whom it has, other than by entries; 0 where it never did. */
  changed_at: z.int(),
  /** It is kept to say that it is gone. */
  deleted: z.literal(true).exactOptional(),
})
export type StoredSuppressionList = z.infer<typeof StoredSuppressionList> & { id: string }

/** A list, as entries name it. */
export function suppressionKey({ id, generation }: Pick<StoredSuppressionList, 'id' | 'generation'>): string {
  return `${id}~${generation.toString(36)}`
}

/** What all lists together say. */
export interface Suppression {
  /** Keys of the lists in force. */
  readonly keys: ReadonlySet<string>
  /** Numbers of the segments whose members are on a list, and of those whose ever were. */
  readonly segments: ReadonlySet<number>
  readonly everListed: ReadonlySet<number>
  /**
   * When others were on a list than before, other than by entries, Unix ms; 0 where that never was.
   * It rises with each such change.
   */
  readonly changedAt: number
}

export function suppressionOf(lists: Iterable<StoredSuppressionList>): Suppression {
  const all = [...lists]
  const live = all.filter(({ deleted }) => !deleted)
  const numbers = (ids: readonly string[]): Set<number> => new Set(ids.map(segmentNumber))
  return {
    keys: new Set(live.map(suppressionKey)),
    segments: numbers(live.flatMap(({ segments }) => segments)),
    everListed: numbers(all.flatMap(({ segments, former }) => [...segments, ...former])),
    changedAt: all.reduce((newest, { changed_at: at }) => Math.max(newest, at), 0),
  }
}

/** Nobody is on a list, and nobody ever was. */
export const NO_SUPPRESSION: Suppression = suppressionOf([])
