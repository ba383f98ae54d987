import { Counter, Gauge } from '@weir/runtime'
import type { Registry } from '@weir/runtime'
import type { DeletedRows } from '@weir/warehouse'

/** What deleting what is old tells of itself. */
export interface RetentionMetrics {
  deleted(name: string, found: Pick<DeletedRows, 'deleted' | 'remaining'>): void
  failed(): void
}

const made = new WeakMap<Registry, RetentionMetrics>()
const SILENT: RetentionMetrics = { deleted: () => undefined, failed: () => undefined }

/** One set per registry, also for loaders that are started one after the other. */
export function retentionMetrics(registry: Registry | undefined): RetentionMetrics {
  if (!registry) return SILENT
  const metrics = made.get(registry) ?? create(registry)
  made.set(registry, metrics)
  return metrics
}

function create(registry: Registry): RetentionMetrics {
  const labels = { labelNames: ['class'], registers: [registry] }
  const deleted = new Counter({ name: 'weir_retention_deleted_total', help: 'What was deleted because it was old.', ...labels })
  const remaining = new Gauge({
    name: 'weir_retention_remaining',
    help: 'What was to be deleted by the last look and was found again.',
    ...labels,
  })
  const failures = new Counter({
    name: 'weir_retention_failures_total',
    help: 'Looks for what is old that could not finish; they are repeated.',
    registers: [registry],
  })
  return {
    deleted(name, found) {
      deleted.inc({ class: name }, found.deleted)
      remaining.set({ class: name }, found.remaining)
    },
    failed: () => failures.inc(),
  }
}
