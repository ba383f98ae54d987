import { setTimeout as sleep } from 'node:timers/promises'
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
export function startAuditing(deps: AuditingDeps, { intervalMs, people }: AuditingOptions): { close(): void } {
  const closing = new AbortController()
  const { signal } = closing
  let audited = ''

  const auditIfChanged = async (): Promise<void> => {
    const standing = `${deps.config.segmentsVersion()} ${await standingOf(deps.fold)}`
    if (standing === audited) return
    await deps.auditor.audit({ people, segments: SEGMENTS_PER_AUDIT })
    audited = standing
  }
  const repeat = async (): Promise<void> => {
    let pauseMs = intervalMs
    while (!signal.aborted) {
      // Cut short when it closes: the loop looks at the signal.
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      const started = performance.now()
      // The auditor logs and counts its failures; the next audit comes after the same pause.
      await auditIfChanged().catch(() => undefined)
      pauseMs = Math.max(intervalMs, PAUSE_PER_AUDIT * (performance.now() - started))
    }
  }
  if (intervalMs > 0) void repeat()
  return {
    close() {
      closing.abort()
      deps.auditor.close()
    },
  }
}
