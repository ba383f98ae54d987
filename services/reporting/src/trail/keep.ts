import { randomUUID } from 'node:crypto'
import { AUDIT_TRAIL, clickhouseTime, TOPICS } from '@weir/contracts'
import type { AuditNote, RejectedRow } from '@weir/contracts'
import type { Audited } from '@weir/runtime/http'
import type { ReportingDeps } from '../shared/deps.ts'

/**
 * Destinations read and confirm a few times a minute: GET /v1/segments/{id}/consumers says what
 * they were handed.
 */
const OFTEN = new Set(['GET /v1/segments/:id/changes', 'POST /v1/segments/:id/changes/confirm'])

/**
 * Keeps who changed what beside what was refused: it goes through the log, so every process of the
 * deployment shows the same, and it is kept for as long. The log line of a request is there
 * whether or not the log can be reached.
 */
export function keepTrail({ log, clock, logger }: Pick<ReportingDeps, 'log' | 'clock' | 'logger'>): (one: Audited) => void {
  return ({ route, target, ...rest }) => {
    if (OFTEN.has(route)) return
    const note: AuditNote = rest
    const row: RejectedRow = {
      id: randomUUID(),
      rejected_at: clickhouseTime(clock.now()),
      source: '',
      channel: 'server',
      code: AUDIT_TRAIL,
      path: route,
      message: target,
      body: JSON.stringify(note),
    }
    const entry = { partition: 0, key: '', value: Buffer.from(JSON.stringify(row)) }
    log.append(TOPICS.rejected, [entry]).catch((error: unknown) => {
      logger.warn({ err: error, request: rest.request }, 'the audit trail lacks a change that is in this log')
    })
  }
}
