import { pathFaults, SEGMENT_ID, WeirError } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { CONFIDENCE_LEVELS } from '@weir/statistics'
import { z } from 'zod'
import { RangeParams } from '../../reports/params.ts'
import type { App } from '../../shared/app.ts'
import { FormatParam, jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { list } from '../../shared/lists.ts'
import { BOTS_SHOWN } from '../../shared/sql/facts.ts'
import { FreshParams } from '../../shared/time/freshness.ts'
import { askedOf } from '../shared/asked.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { AnalysisAnswer } from '../shared/body.ts'
import { InterestsRow, interestRows } from './answer.ts'
import { queryInterests } from './query.ts'
import { interestsTable } from './table.ts'

const InterestsParams = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for dates in from and to.'),
  by: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^.\s]+(\.[^.\s]+)*$/, 'expected a field of contents such as "content_category", or a dotted path')
    .default('content_category')
    .describe('What the values are of, as in an affinity condition: a field of properties.contents, or a path.'),
  segments: list(z.string().regex(SEGMENT_ID, 'this is no segment id')).exactOptional().describe('Segment ids. Default: all.'),
  top: z.coerce.number().int().min(1).max(500).default(50).describe('So many values, those of most persons.'),
  min_group: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Figures of fewer persons are null.'),
  bots: z.enum(BOTS_SHOWN).default('exclude').describe('Events that machines sent: left out, included, or alone.'),
  level: z.enum(CONFIDENCE_LEVELS).default('95').describe('Of the intervals, in percent.'),
  format: FormatParam,
})

const InterestsAnswer = z.object({ ...AnalysisAnswer, by: z.string(), rows: z.array(InterestsRow) })

const DESCRIPTION = `What the persons of segments look at: the share of them with an event of a value while they were members, beside that of everybody.
An index of 100 is as many as of everybody. POST /v1/segments/overlap has how much segments have in common.`

/** Interests of segments. */
export function interestRoutes(app: App, parts: AnalysisParts): void {
  app.get(
    '/v1/reports/interests',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'What the persons of segments look at',
        description: DESCRIPTION,
        tags: ['reports'],
        querystring: InterestsParams,
        response: jsonOrCsv(InterestsAnswer),
      },
    },
    async (request, reply) => {
      const params = request.query
      const { by, top, bots, level, min_group: minGroup } = params
      mustLeadToValues(by)
      const { range, segments, floors, head } = await askedOf(parts, params, true)
      const scope = { from: range.from, to: range.to, sources: sourceLimit(request), anonymous: false, bots }
      const found = await queryInterests(parts.warehouse, { scope, by, segments: [...segments.keys()], top })
      void reply.header('cache-control', 'no-store')
      const rows = interestRows(found, segments, { level, minGroup, floors })
      return params.format === 'json' ? { ...head, by, rows } : sendTable(reply, interestsTable(rows), head)
    },
  )
}

/** @throws WeirError invalid_field for a path that leads into no section of an event. */
function mustLeadToValues(by: string): void {
  const rule = { affinity: { by, value: 'x' }, within: 'all' as const, share: { gte: 0 } }
  const faults = pathFaults(rule).map(({ message }) => ({ path: 'by', message }))
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
}
