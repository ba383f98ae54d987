import { setTimeout as sleep } from 'node:timers/promises'
import { isWithin } from '@weir/contracts'
import type { LedgerPlace } from '@weir/contracts'
import type { ChangesPage } from './page.ts'

/** How a stretch of the ledger is read: a page of it, and where it ends at present. */
export interface Stretch {
  page(from: LedgerPlace, to: LedgerPlace): Promise<ChangesPage>
  end(): Promise<LedgerPlace>
}

export interface FollowedPage extends ChangesPage {
  /** Whether something lies between the page and the end that it was read up to. */
  more: boolean
}

/** How often it is looked whether there is something new, ms. */
const LOOK_MS = 250

/**
 * The next page that says something, or the last one when nothing came for `waitMs`.
 * @param signal ends the waiting.
 */
export async function nextPage(
  { page, end }: Stretch,
  from: LedgerPlace,
  waitMs: number,
  signal: AbortSignal,
): Promise<FollowedPage> {
  const late = performance.now() + waitMs
  for (let place = from; ; ) {
    const to = await end()
    const { changes, next } = await page(place, to)
    const more = !isWithin(to, next)
    if (changes.length > 0 || performance.now() >= late || signal.aborted) return { changes, next, more }
    place = next
    // Cut short when it closes: the loop looks at the signal.
    if (!more) await sleep(Math.min(LOOK_MS, Math.max(0, late - performance.now())), undefined, { signal }).catch(() => undefined)
  }
}
