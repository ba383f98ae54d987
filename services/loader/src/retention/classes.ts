// Held by tests/e2e/retention.e2e.test.ts

import { neededEvents } from '@weir/segmentation'
import { deleteOldFacts, deleteOldMemberships, deleteOldRejected, emptyConsentRecords } from '@weir/warehouse'
import type { DeletedRows, OpenPlace } from '@weir/warehouse'
import type { RetentionDeps } from './deps.ts'
import { trimLog } from './trim-log.ts'

/** What a look has deleted of one class. `heldBy`: why some of it stayed; else empty. */
export type Deleted = DeletedRows & { heldBy: string }

/** Deletes what is older than an instant (Unix ms). */
export type RetentionClass = (deps: RetentionDeps, before: number) => Promise<Deleted>

/** What is deleted because it is old, by class, and how long each is kept. */
export const CLASSES = {
  log: async ({ log }, before) => {
    const { unread, ...found } = await trimLog(log, before)
    return { ...found, heldBy: unread === undefined ? '' : `${unread} is not known to be read` }
  },
  facts: async ({ config, warehouse, clock }, before) => {
    const held = neededEvents(config.segments(), { before, now: clock.now() })
    const found = await deleteOldFacts(warehouse, { before, held })
    return { ...found, heldBy: [...new Set(held.map(({ segment }) => segment))].slice(0, HOLDERS_MAX).join(', ') }
  },
  memberships: async ({ config, warehouse }, before) => {
    const open = openPlaces(config.consumers())
    return { ...(await deleteOldMemberships(warehouse, { before, open })), heldBy: '' }
  },
  consent: consentOfGone,
  rejected: async ({ warehouse }, before) => ({ ...(await deleteOldRejected(warehouse, before)), heldBy: '' }),
} as const satisfies Record<string, RetentionClass>

const HOLDERS_MAX = 20

/** The proof of people who were erased before the instant; of those who are known it stays. */
async function consentOfGone({ config, erased, warehouse }: RetentionDeps, before: number): Promise<Deleted> {
  const gone = new Map<number, string[]>()
  for (const { at, stage, who } of config.erasures().values())
    if (stage === 'done' && at !== undefined && at < before) gone.set(at, [...(gone.get(at) ?? []), ...who])
  const sum: Deleted = { deleted: 0, bytes: 0, remaining: 0, heldBy: '' }
  for (const [until, who] of gone) {
    // Who was nobody's yet when they refused is named by a keyed digest.
    const persons = [...erased.open(who), ...who]
    const { deleted, bytes, remaining } = await emptyConsentRecords(warehouse, { persons, until })
    sum.deleted += deleted
    sum.bytes += bytes
    sum.remaining += remaining
  }
  return sum
}

/** What destinations have not confirmed, as far as any of a segment has not. */
function openPlaces(consumers: ReturnType<RetentionDeps['config']['consumers']>): OpenPlace[] {
  return consumers.flatMap(({ number, confirmed }) =>
    confirmed.marks.map(([off, n], part) => ({ segmentNumber: number, part, off, n })),
  )
}
