import { Counter, Gauge } from '@weir/runtime'
import type { Registry } from '@weir/runtime'

/** What the loader tells of itself, by table. */
export interface LoaderMetrics {
  /** So many rows are in the warehouse that were not known to be there before. */
  loaded(table: string, rows: number): void
  /** The warehouse refused a row for good. */
  poison(table: string): void
  away(table: string, isAway: boolean): void
  /**
   * A partition whose oldest row in hand has been waiting for `waitingMs()`, until the signal.
   * @returns ends the watching sooner.
   */
  watch(table: string, waitingMs: () => number, signal: AbortSignal): () => void
}

const made = new WeakMap<Registry, LoaderMetrics>()

/**
 * One set per registry, also for loaders that are started one after the other. Without a registry
 * nobody listens.
 */
export function loaderMetrics(registry: Registry | undefined): LoaderMetrics {
  if (!registry) return SILENT
  const metrics = made.get(registry) ?? create(registry)
  made.set(registry, metrics)
  return metrics
}

const SILENT: LoaderMetrics = {
  loaded: () => undefined,
  poison: () => undefined,
  away: () => undefined,
  watch: () => () => undefined,
}

function create(registry: Registry): LoaderMetrics {
  const labels = { labelNames: ['table'], registers: [registry] }
  const rows = new Counter({ name: 'weir_loader_rows_total', help: 'Rows brought into the warehouse.', ...labels })
  const poison = new Counter({
    name: 'weir_loader_poison_rows_total',
    help: 'Rows that the warehouse refused for good; they are among the rejected ones.',
    ...labels,
  })
  const away = new Gauge({
    name: 'weir_loader_warehouse_away',
    help: '1 while the warehouse does not take rows, which wait in the log.',
    ...labels,
  })
  const watched = new Set<{ table: string; waitingMs: () => number }>()
  const oldest: Gauge = new Gauge({
    name: 'weir_loader_oldest_row_seconds',
    help: 'For how long the oldest row that was read waits to be stored.',
    ...labels,
    collect() {
      oldest.reset()
      const byTable = new Map<string, number>()
      for (const { table, waitingMs } of watched) byTable.set(table, Math.max(byTable.get(table) ?? 0, waitingMs()))
      for (const [table, ms] of byTable) oldest.set({ table }, ms / 1000)
    },
  })
  return {
    loaded: (table, count) => rows.inc({ table }, count),
    poison: (table) => poison.inc({ table }),
    away: (table, isAway) => away.set({ table }, isAway ? 1 : 0),
    watch(table, waitingMs, signal) {
      const entry = { table, waitingMs }
      const forget = (): void => void watched.delete(entry)
      watched.add(entry)
      signal.addEventListener('abort', forget, { once: true })
      return forget
    },
  }
}
