import { setTimeout as sleep } from 'node:timers/promises'
import { isWithin } from '@weir/contracts'
import type { LedgerPlace } from '@weir/contracts'
import type { CheckPlace } from './checks.ts'
import type { LedgerCursor } from './cursor.ts'
import type { HandedChange, ChangesPage } from './page.ts'

/** How the ledger is read. */
export interface Stretch {
  /** A page of it. */
  page(from: LedgerPlace, to: LedgerPlace): Promise<ChangesPage>
  /** Where it ends at present. */
  end(): Promise<LedgerPlace>
  /** What is to be checked now that it is read to its end; undefined where nothing is due. */
  due(place: CheckPlace): CheckPlace | undefined
  check(at: LedgerPlace, place: CheckPlace): Promise<{ changes: HandedChange[]; next: CheckPlace }>
}

export interface FollowedPage {
  changes: HandedChange[]
  /** The place behind the page. */
  next: LedgerCursor
  /** Whether something lies between the page and the end that it was read up to. */
  more: boolean
}

/** How often it is looked whether there is something new, ms. */
const LOOK_MS = 250

/**
 * The next page that says something, or the last one when nothing came for `waitMs`.
 * @param signal ends the waiting.
 */
export async function nextPage(stretch: Stretch, from: LedgerCursor, waitMs: number, signal: AbortSignal): Promise<FollowedPage> {
  const late = performance.now() + waitMs
  for (let place = from; ;) {
    const page = await onePage(stretch, place)
    if (page.changes.length > 0 || performance.now() >= late || signal.aborted) return page
    place = page.next
    if (page.more) continue
    // Cut short when it closes: the loop looks at the signal.
    await sleep(Math.min(LOOK_MS, Math.max(0, late - performance.now())), undefined, { signal }).catch(() => undefined)
  }
}

/** Members are checked when there is nothing else to tell. */
async function onePage(stretch: Stretch, from: LedgerCursor): Promise<FollowedPage> {
  const to = await stretch.end()
  const read = isWithin(to, from) ? { changes: [], next: from } : await stretch.page(from, to)
  const isRead = isWithin(to, read.next)
  const wanted = isRead && read.changes.length === 0 ? stretch.due(from.check) : undefined
  if (!wanted)
    return {
      changes: read.changes,
      next: { ...read.next, check: from.check },
      more: !isRead || stretch.due(from.check) !== undefined,
    }
  const checked = await stretch.check(read.next, wanted)
  return { changes: checked.changes, next: { ...read.next, check: checked.next }, more: stretch.due(checked.next) !== undefined }
}
