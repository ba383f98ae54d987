import { z } from 'zod'
import { iso } from '../../shared/iso.ts'
import type { HandedChange } from './page.ts'

const IdRowAnswer = z.array(z.object({ id: z.string().exactOptional() }))

export const ChangeAnswer = z.object({
  op: z.enum(['add', 'remove']),
  person: z.string(),
  at: z.string().describe('The instant at which it took effect'),
  reason: z.enum(['event', 'window', 'consent', 'definition', 'merge', 'split', 'identity', 'opt_out', 'suppression', 'erasure']),
  ids: z
    .array(IdRowAnswer)
    .exactOptional()
    .describe('Rows of identifiers, a place per asked type in that order, {} where there is none; only with id_types'),
})
type ChangeAnswer = z.infer<typeof ChangeAnswer>

export const ChangesAnswer = z.object({
  cursor: z.string().describe('Where to go on'),
  more: z.boolean().describe('Whether there is more to read at once'),
  changes: z.array(ChangeAnswer),
})

/** @param withIds whether identifiers were asked for. */
export function changeAnswer({ op, person, at, reason, ids }: HandedChange, withIds: boolean): ChangeAnswer {
  return { op, person, at: iso(at), reason, ...(withIds ? { ids } : {}) }
}
