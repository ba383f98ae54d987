import { SOURCE_CODE, WeirError } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import { querySourceHealth } from './health-query.ts'

const HOUR_MS = 3_600_000

const counts = z.record(z.string(), z.int())
const Hour = z.object({
  hour: z.string().describe('Where the hour begins'),
  accepted: z.int().describe('Events taken, copies included'),
  duplicates: z.int().describe('Copies of events that were there already'),
  test_events: z.int(),
  refused: counts.describe('By code'),
  without_person: z.int().describe('Counted in source totals only: no identifier, or no consent to storage'),
  bots: z.int().describe('Events that machines sent: in no segment, and in reports only where they ask for bots'),
  without_consent: z.int().describe('No consent was stated: the basis of the source decided'),
  unknown_fields: z.int().describe('Fields of native events that are not read and were not stored'),
  clock_ahead: z.int().describe('Events that seemed to come from the future'),
  clock_ahead_max_seconds: z.number(),
  warnings: counts.describe('All warnings by code, as in the answers of POST /v1/events'),
})
const HealthAnswer = z.object({ source: z.string(), from: z.string(), to: z.string(), hours: z.array(Hour) })

/** How a source is doing: what came in the last 24 hours, and what became of it. */
export function sourceHealthRoutes(app: App, { config, clock }: ReportingDeps, warehouse: ReportReader): void {
  app.get(
    '/v1/sources/:code/health',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'What came from a source in the last 24 hours, by hour of receipt',
        description: 'Newest hour last. Figures of ingest itself (duplicates, warnings, clock) follow within half a minute.',
        tags: ['sources'],
        params: z.strictObject({ code: z.string().regex(SOURCE_CODE, 'this is no source code') }),
        response: { 200: HealthAnswer },
      },
    },
    async (request) => {
      const { code } = request.params
      const limit = sourceLimit(request)
      if (!config.source(code) || (limit && !limit.includes(code))) {
        throw new WeirError('not_found', 'there is no source with this code')
      }
      const to = (Math.floor(clock.now() / HOUR_MS) + 1) * HOUR_MS
      const from = to - 24 * HOUR_MS
      const hours = await querySourceHealth(warehouse, code, from, to)
      return { source: code, from: iso(from), to: iso(to), hours: hours.map((one) => ({ ...one, hour: iso(one.hour) })) }
    },
  )
}
