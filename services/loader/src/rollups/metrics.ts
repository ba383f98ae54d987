// Held by keep-rollups.test.ts
import { Counter, Gauge } from '@weir/runtime'
import type { Registry } from '@weir/runtime'

/** What rolling up tells of itself. */
export interface RollupMetrics {
  /** So many days are not rolled up, or their conversions not attributed. */
  waiting(kind: 'cells' | 'conversions', days: number): void
  looked(): void
  failed(): void
}

const made = new WeakMap<Registry, RollupMetrics>()
const SILENT: RollupMetrics = { waiting: () => undefined, looked: () => undefined, failed: () => undefined }

/** One set per registry, also for loaders that are started one after the other. */
export function rollupMetrics(registry: Registry | undefined): RollupMetrics {
  if (!registry) return SILENT
  const metrics = made.get(registry) ?? create(registry)
  made.set(registry, metrics)
  return metrics
}

function create(registry: Registry): RollupMetrics {
  const registers = [registry]
  const waiting = new Gauge({
    name: 'weir_rollup_days_waiting',
    help: 'Days whose facts are not those that they were rolled up from; reports read their facts.',
    registers,
  })
  const conversions = new Gauge({
    name: 'weir_rollup_conversion_days_waiting',
    help: 'Days whose conversions are not attributed by the facts and persons of now; reports read facts for them.',
    registers,
  })
  const looks = new Counter({
    name: 'weir_rollup_looks_total',
    help: 'Looks for days to roll up that came to their end.',
    registers,
  })
  const failures = new Counter({
    name: 'weir_rollup_failures_total',
    help: 'Looks for days to roll up that could not finish; they are repeated.',
    registers,
  })
  return {
    waiting: (kind, days) => (kind === 'cells' ? waiting : conversions).set(days),
    looked: () => looks.inc(),
    failed: () => failures.inc(),
  }
}
