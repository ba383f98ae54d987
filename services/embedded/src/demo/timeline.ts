import type { Order } from './orders.ts'
import type { AdEvent } from './simulator.ts'

/** What goes out in one request: orders through the Events API, or ad events in the native form. */
export type DemoBatch = { kind: 'orders'; at: number; items: Order[] } | { kind: 'ads'; at: number; items: AdEvent[] }

/**
 * Everything in the order of time, cut into requests of one kind: the event clock follows what
 * arrives, so that the log behaves as it would have behaved then. At one instant orders come first.
 * `at` is the time of the first item.
 */
export function timeline(orders: readonly Order[], ads: readonly AdEvent[], batchMax = 100): DemoBatch[] {
  const batches: DemoBatch[] = []
  let nextAd = 0
  const flushAds = (before: number): void => {
    const start = nextAd
    while ((ads[nextAd]?.at ?? Infinity) < before) nextAd++
    for (const items of slices(ads.slice(start, nextAd), batchMax)) batches.push({ kind: 'ads', at: items[0]?.at ?? 0, items })
  }
  for (let i = 0; i < orders.length;) {
    const at = orders[i]?.at ?? 0
    flushAds(at)
    // Orders may share a request as long as no ad event lies between them.
    const until = ads[nextAd]?.at ?? Infinity
    const start = i
    while (i < orders.length && i - start < batchMax && (orders[i]?.at ?? Infinity) <= until) i++
    batches.push({ kind: 'orders', at, items: orders.slice(start, i) })
  }
  flushAds(Infinity)
  return batches
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
