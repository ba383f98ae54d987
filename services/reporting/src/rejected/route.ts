import { TEST_EVENT } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import { rangeOf } from '../reports/params.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { FreshAnswer, FreshParams } from '../shared/time/freshness.ts'
import { RejectedHit, countRejected, queryRejected } from './query.ts'

const RejectedParams = z.strictObject({
  from: z.string().max(40).exactOptional(),
  to: z.string().max(40).exactOptional(),
  tz: z.string().max(64).default('UTC'),
  ...FreshParams,
  source: z.string().min(1).max(128).exactOptional(),
  code: z.string().min(1).max(64).exactOptional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

const RejectedAnswer = z.object({
  from: z.string(),
  to: z.string(),
  ...FreshAnswer,
  counts: z.record(z.string(), z.int()).describe('By code, over the whole range'),
  rejected: z.array(RejectedHit),
})

const TestParams = RejectedParams.omit({ code: true }).extend({ test_event_code: z.string().min(1).max(64).exactOptional() })

const TestAnswer = z.object({
  from: z.string(),
  to: z.string(),
  ...FreshAnswer,
  events: z.array(
    z.object({
      received_at: z.string(),
      source: z.string(),
      channel: z.string(),
      test_event_code: z.string(),
      event: z.string().describe('The canonical name'),
      body: z.string().describe('As sent, as JSON text; identifiers hashed, other personal data removed'),
    }),
  ),
})

/** What ingest refused and why, and what was sent as a test. */
export function rejectedRoutes(app: App, { clock }: ReportingDeps, warehouse: ReportReader, freshness: Freshness): void {
  app.get(
    '/v1/rejected',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Refused hits, newest first',
        description: 'With code=refused_credential: what was refused with 401 or 403, by the public start of the key and hour.',
        tags: ['operation'],
        querystring: RejectedParams,
        response: { 200: RejectedAnswer },
      },
    },
    async (request) => {
      const { source, code, limit } = request.query
      const { from, to } = rangeOf(request.query, clock.now())
      const reflected = await freshness(request.query)
      const query = { from, to, source, code, sources: sourceLimit(request), limit }
      const [counts, rejected] = [await countRejected(warehouse, query), await queryRejected(warehouse, query)]
      return { from: iso(from), to: iso(to), ...reflected, counts, rejected }
    },
  )
  app.get(
    '/v1/test-events',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Events that were sent with a test_event_code, newest first',
        description: 'They are checked like any other event, and are in no segment and no report.',
        tags: ['operation'],
        querystring: TestParams,
        response: { 200: TestAnswer },
      },
    },
    async (request) => {
      const { source, limit, test_event_code: path } = request.query
      const { from, to } = rangeOf(request.query, clock.now())
      const reflected = await freshness(request.query)
      const rows = await queryRejected(warehouse, {
        from,
        to,
        source,
        code: TEST_EVENT,
        path,
        sources: sourceLimit(request),
        limit,
      })
      const events = rows.map(({ rejected_at, path: test_event_code, message: event, source, channel, body }) => ({
        received_at: rejected_at,
        source,
        channel,
        test_event_code,
        event,
        body,
      }))
      return { from: iso(from), to: iso(to), ...reflected, events }
    },
  )
}
