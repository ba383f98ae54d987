// Held by rollups.test.ts
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import { isoOrNull } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { queryRollupState } from './state-query.ts'

const Instant = z.string().nullable()
const RollupsAnswer = z.object({
  days: z.int().describe('Days (UTC) that have events'),
  rolled_up: z.int().describe('How many of them reports read from rollups'),
  waiting: z.int().describe('How many of them reports read from events: new, or changed since'),
  from: Instant.describe('The first day that is rolled up'),
  until: Instant.describe('The end of the last one'),
  waiting_from: Instant.describe('The first day that waits'),
  last_made_at: Instant.describe('When a day was rolled up last'),
  cells: z.int().describe('Cells stored, those included that count no more and will go'),
  conversion_days_waiting: z.int().describe('Days whose conversions reports read from events'),
})

/** How far days are rolled up. */
export function rollupRoutes(app: App, warehouse: ReportReader): void {
  app.get(
    '/v1/reports/rollups',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How far days are rolled up',
        description: `Reports read sums by hour, segment and ad instead of events for days that are rolled up. A day whose events have changed in any way
(late ones, stamps that were corrected, erasures, retention) is read from its events until it is rolled up again, so a report never depends on it.`,
        tags: ['reports'],
        response: { 200: RollupsAnswer },
      },
    },
    async (_request, reply) => {
      const { from, until, waitingFrom, madeAt, conversionsWaiting, ...counts } = await queryRollupState(warehouse)
      void reply.header('cache-control', 'no-store')
      return {
        ...counts,
        from: isoOrNull(from),
        until: isoOrNull(until),
        waiting_from: isoOrNull(waitingFrom),
        last_made_at: isoOrNull(madeAt),
        conversion_days_waiting: conversionsWaiting,
      }
    },
  )
}
