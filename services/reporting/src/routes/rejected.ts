import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { ReportingDeps } from '../deps.ts'
import { iso } from '../iso.ts'
import type { Reader } from '../reader.ts'
import { rangeOf } from '../reports/params.ts'
import { countRejected, queryRejected } from '../reports/rejected.ts'
import type { App } from './app.ts'

const RejectedParams = z.strictObject({
  from: z.string().max(40).exactOptional(),
  to: z.string().max(40).exactOptional(),
  tz: z.string().max(64).default('UTC'),
  source: z.string().min(1).max(128).exactOptional(),
  code: z.string().min(1).max(64).exactOptional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

const RejectedAnswer = z.object({
  from: z.string(),
  to: z.string(),
  counts: z.record(z.string(), z.int()).describe('By code, over the whole range'),
  rejected: z.array(
    z.object({
      id: z.string(),
      rejected_at: z.string(),
      source: z.string(),
      channel: z.string(),
      code: z.string(),
      path: z.string(),
      message: z.string(),
      body: z.string(),
    }),
  ),
})

/** What ingest refused, and why. */
export function rejectedRoutes(app: App, { clock }: ReportingDeps, warehouse: Reader): void {
  app.get(
    '/v1/rejected',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Refused hits, newest first',
        tags: ['operation'],
        querystring: RejectedParams,
        response: { 200: RejectedAnswer },
      },
    },
    async (request) => {
      const { source, code, limit } = request.query
      const { from, to } = rangeOf(request.query, clock.now())
      const query = { from, to, source, code, sources: sourceLimit(request), limit }
      const [counts, rejected] = [await countRejected(warehouse, query), await queryRejected(warehouse, query)]
      return { from: iso(from), to: iso(to), counts, rejected }
    },
  )
}
