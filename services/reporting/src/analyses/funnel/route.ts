import { durationMs } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import { keyLabel } from '../../reports/rows.ts'
import type { App } from '../../shared/app.ts'
import { jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { askedOf } from '../shared/asked.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { AnalysisAnswer } from '../shared/body.ts'
import { groupsByKey, guardedBy } from '../shared/groups.ts'
import { funnelSteps, FunnelStepAnswer } from './answer.ts'
import { FUNNEL_COUNTS, FUNNEL_ORDERS, FunnelInput, mustBeFunnel } from './input.ts'
import { queryFunnel } from './query.ts'
import { funnelTable } from './table.ts'

const FunnelAnswer = z.object({
  ...AnalysisAnswer,
  window: z.string(),
  order: z.enum(FUNNEL_ORDERS),
  count: z.enum(FUNNEL_COUNTS),
  group_by: z.string().nullable(),
  rows: z.array(
    z.object({
      group: z.string().nullable().describe('Null without group_by, and where there is no value'),
      steps: z.array(FunnelStepAnswer),
    }),
  ),
})

const DESCRIPTION = `How many persons get from one step to the next, and how long that takes. A step is an event selector as rules have it.
An attempt begins with a first step in the range; the others may come after it, up to window after the first one.
From a first step each next step is the first event that can be it. Persons who turned out to be one are one. Only events of people who granted measurement count.`

/** Funnels over what people did. */
export function funnelRoutes(app: App, parts: AnalysisParts): void {
  app.post(
    '/v1/reports/funnel',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'From one event to the next',
        description: DESCRIPTION,
        tags: ['reports'],
        body: FunnelInput,
        response: jsonOrCsv(FunnelAnswer),
      },
    },
    async (request, reply) => {
      const input = request.body
      mustBeFunnel(input)
      const { steps, exclude, order, count, window, group_by: groupBy, min_group: minGroup, level, bots } = input
      const { range, segments, floors, head } = await askedOf(parts, input, groupBy === 'segment')
      const { from, to, zone } = range
      const found = await queryFunnel(parts.warehouse, {
        scope: { from, to, sources: sourceLimit(request), anonymous: false, bots },
        zone,
        steps: steps.map(({ event }) => event),
        exclude,
        windowMs: durationMs(window),
        order,
        count,
        groupBy,
        segments: [...segments.keys()],
      })
      const options = { names: steps.map(({ name }) => name ?? null), level, minGroup, count }
      void reply.header('cache-control', 'no-store')
      const answer = {
        ...head,
        window,
        order,
        count,
        group_by: groupBy ?? null,
        rows: groupsByKey(found, [...segments.keys()].map(String), groupBy).map(([key, rows]) => ({
          group: groupBy === undefined ? null : keyLabel(groupBy, key, { zone, segments }),
          steps: funnelSteps(rows, groupBy === 'segment' ? guardedBy(floors, key, options) : options),
        })),
      }
      return input.format === 'json' ? answer : sendTable(reply, funnelTable(answer.rows), head)
    },
  )
}
