import { z } from 'zod'
import { RangeParams, rangeOf } from '../reports/params.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { FreshAnswer, FreshParams } from '../shared/time/freshness.ts'
import { queryTrail } from './query.ts'

const TrailParams = z.strictObject({
  ...RangeParams,
  tz: z.string().max(64).default('UTC'),
  ...FreshParams,
  actor: z.string().min(1).max(64).exactOptional().describe('The id of a key'),
  target: z.string().min(1).max(128).exactOptional().describe('The id of what was changed'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

const TrailAnswer = z.object({
  from: z.string(),
  to: z.string(),
  ...FreshAnswer,
  changes: z.array(
    z.object({
      at: z.string(),
      route: z.string().describe('Method and path, as PUT /v1/segments/:id'),
      target: z.string().describe('The id of what was changed; empty where it is a person, or nothing of its own'),
      status: z.int().describe('What was answered: 403 where the key was not allowed to'),
      actor: z.object({ key: z.string(), name: z.string().nullable().describe('Null when the key is gone') }),
      session: z.string().exactOptional().describe('Of the browser that it came from'),
      request: z.string().describe('Under which the logs have the request'),
    }),
  ),
})

/** Who changed what. */
export function trailRoutes(
  app: App,
  { clock, config }: Pick<ReportingDeps, 'clock' | 'config'>,
  warehouse: ReportReader,
  freshness: Freshness,
): void {
  app.get(
    '/v1/audit-trail',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Who changed what, newest first',
        description: 'Changes by keys and sessions, exports, and what a key was not allowed to. Questions are none of it.',
        tags: ['operation'],
        querystring: TrailParams,
        response: { 200: TrailAnswer },
      },
    },
    async ({ query }) => {
      const { actor, target, limit } = query
      const { from, to } = rangeOf(query, clock.now())
      const reflected = await freshness(query)
      const rows = await queryTrail(warehouse, { from, to, actor, target, limit })
      const changes = rows.map(({ actor: key, session, ...row }) => ({
        ...row,
        actor: { key, name: config.key(key)?.name ?? null },
        ...(session === '' ? {} : { session }),
      }))
      return { from: iso(from), to: iso(to), ...reflected, changes }
    },
  )
}
