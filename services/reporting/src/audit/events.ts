import { Counter } from '@weir/runtime'
import type { Logger, Registry } from '@weir/runtime'
import type { Audit } from '../shared/auditor.ts'
import { SKIPS } from '../shared/auditor.ts'

/** What an audit has to say: one function per event feeds metric and log. */
export interface AuditEvents {
  audited(audit: Audit): void
  failed(error: unknown): void
}

/**
 * Segments are no label: there may be thousands, and a label lives as long as the process. The log
 * names them.
 */
export function createAuditEvents(logger: Logger, registry: Registry): AuditEvents {
  const registers = [registry]
  const checked = new Counter({
    name: 'weir_parity_checked_total',
    help: 'Memberships (a person and a segment) for which the stream was compared with SQL and with the bitmaps.',
    registers,
  })
  const mismatches = new Counter({
    name: 'weir_parity_mismatches_total',
    help: 'Memberships on which they did not agree, by who disagreed with the stream: sql, bitmap.',
    labelNames: ['against'],
    registers,
  })
  const skipped = new Counter({
    name: 'weir_parity_skipped_total',
    help: 'People about whom an audit could conclude nothing: changed, definitions, inexact.',
    labelNames: ['reason'],
    registers,
  })
  const failures = new Counter({ name: 'weir_parity_failures_total', help: 'Audits that could not be finished.', registers })
  // An alert needs a series to look at before the first mismatch.
  for (const against of ['sql', 'bitmap'] as const) mismatches.inc({ against }, 0)
  for (const reason of SKIPS) skipped.inc({ reason }, 0)
  return {
    audited(audit) {
      checked.inc(audit.checked)
      for (const { because } of audit.skipped) skipped.inc({ reason: because })
      for (const mismatch of audit.mismatches) {
        mismatches.inc({ against: mismatch.against })
        if (mismatch.why) logger.error({ mismatch }, 'the evaluators do not agree on a membership')
      }
    },
    failed(error) {
      failures.inc()
      logger.warn({ err: error }, 'an audit could not be finished')
    },
  }
}
