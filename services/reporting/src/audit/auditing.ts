import { repeat } from '@weir/runtime'
import type { Auditor } from '../shared/auditor.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { standingOf } from './sample.ts'

export interface AuditingDeps extends Pick<ReportingDeps, 'config' | 'fold'> {
  auditor: Auditor
}

export interface AuditingOptions {
  /** Pause between two audits, ms; longer when audits take long. 0: none are made. */
  intervalMs: number
  /** People per audit. */
  people: number
}

/** One pass over the facts. All segments have their turn in time. */
const SEGMENTS_PER_AUDIT = 10
/** Audits take at most this fraction (1/n) of the time, however large the warehouse. */
const PAUSE_PER_AUDIT = 20

/**
 * Audits again and again in the background, and does nothing while nothing changes. Failures are
 * the auditor's to tell.
 */
export function startAuditing(deps: AuditingDeps, { intervalMs, people }: AuditingOptions): { close(): Promise<void> } {
  let audited = ''

  const auditIfChanged = async (): Promise<void> => {
    const standing = `${deps.config.segmentsVersion()} ${await standingOf(deps.fold)}`
    if (standing === audited) return
    await deps.auditor.audit({ people, segments: SEGMENTS_PER_AUDIT })
    audited = standing
  }
  // The auditor logs and counts its failures; the next audit comes after the same pause.
  const pace = { everyMs: intervalMs, restPerRun: PAUSE_PER_AUDIT, onError: () => undefined }
  const audits = intervalMs > 0 ? repeat(auditIfChanged, pace) : undefined
  return {
    async close() {
      deps.auditor.close()
      await audits?.close()
    },
  }
}
