import { z } from 'zod'

/**
 * A place in the ledger of a segment: what lies before it is known, what follows is not.
 * - `marks`: by partition of `weir.memberships` the first (offset, n) that is not before it.
 * - `optOuts`: the first offset of `weir.optouts` that is not before it.
 */
export const LedgerPlace = z.object({
  marks: z.array(z.tuple([z.int().min(0), z.int().min(0)])).min(1),
  optOuts: z.int().min(0),
})
export type LedgerPlace = z.infer<typeof LedgerPlace>

/**
 * The secret that signs places, a record of the control plane. Places name offsets of one log, so a
 * log that is made anew gets another one.
 */
export const LEDGER_SECRET = 'ledger'

/** Whether a record of the control plane speaks of places of this log, and of no other. */
export function isOfLedger(key: string): boolean {
  return key === `secret:${LEDGER_SECRET}` || key.startsWith('consumer:')
}

/** Names a destination of a segment's people. */
export const CONSUMER_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/

/**
 * What a destination was handed out of the ledger of one segment and what it has confirmed: the
 * value of a record `consumer:<segment>/<name>` on `weir.config`. Whom it was handed lies before
 * `handed`; what lies before `confirmed` is done there.
 */
export const StoredConsumer = z.object({
  segment: z.string(),
  number: z.int(),
  name: z.string(),
  handed: LedgerPlace,
  confirmed: LedgerPlace,
  updated_at: z.int(),
})
export type StoredConsumer = z.infer<typeof StoredConsumer>

/** Under which key the control plane keeps it. */
export function consumerKey({ segment, name }: Pick<StoredConsumer, 'segment' | 'name'>): string {
  return `consumer:${segment}/${name}`
}

/** Whether (offset, n) is before another one. */
export function isBefore([off, n]: readonly [number, number], [thanOff, thanN]: readonly [number, number]): boolean {
  return off < thanOff || (off === thanOff && n < thanN)
}

/** The later place of two, partition by partition. */
export function laterPlace(a: LedgerPlace, b: LedgerPlace): LedgerPlace {
  return {
    marks: a.marks.map((mark, p) => (b.marks[p] && isBefore(mark, b.marks[p]) ? b.marks[p] : mark)),
    optOuts: Math.max(a.optOuts, b.optOuts),
  }
}

/** Whether nothing of `a` lies beyond `b`. */
export function isWithin(a: LedgerPlace, b: LedgerPlace): boolean {
  return a.optOuts <= b.optOuts && a.marks.every((mark, p) => b.marks[p] !== undefined && !isBefore(b.marks[p], mark))
}
