import { SEGMENT_ID, WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import { RangeParams, rangeOf } from '../../reports/params.ts'
import { finalityOf } from '../../reports/final/answer.ts'
import { segmentsOf } from '../../reports/report.ts'
import { guarded } from '../../segments/history/guard.ts'
import { HISTORY_FINAL, querySegmentHistory } from '../../segments/history/query.ts'
import { bucketStarts } from '../../segments/history/steps.ts'
import type { CountMatchable } from '../../segments/members/matchable.ts'
import { tellsEnough } from '../../segments/members/min-size.ts'
import type { App } from '../../shared/app.ts'
import { FormatParam, jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { iso } from '../../shared/iso.ts'
import { list } from '../../shared/lists.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import type { Range } from '../../shared/time/range.ts'
import { unitAt, unitLabel } from '../cohorts/calendar.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { growthTable } from './table.ts'

const SEGMENTS_MAX = 50
const DAYS_MAX = 400

const GrowthParams = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for days and for dates in from and to.'),
  segments: list(z.string().regex(SEGMENT_ID, 'this is no segment id'), SEGMENTS_MAX)
    .exactOptional()
    .describe(`At most ${SEGMENTS_MAX} segment ids. Default: all.`),
  format: FormatParam,
})

const Count = z.int().nullable()
const GrowthAnswer = z.object({
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  ...FreshAnswer,
  final: z.boolean().describe(HISTORY_FINAL),
  rows: z.array(
    z.object({
      segment: z.string(),
      below_min_size: z.literal(true).exactOptional().describe('It has fewer members than its min_size now: it shows no days'),
      days: z.array(
        z.object({
          day: z.string(),
          size: Count.describe('Members at its end; null below min_size'),
          joined: Count.describe('Null where the size at either end is, as left'),
          left: Count,
        }),
      ),
    }),
  ),
})

const DESCRIPTION = `How segments grew: per day of tz who joined, who left, and how many there were at its end; as GET /v1/segments/{id}/history has it, of several segments at once.
A first or last day that the range cuts is shorter. At most ${DAYS_MAX} days.`

/** How segments grew and shrank, day by day. */
export function growthRoutes(app: App, { deps, warehouse, freshness }: AnalysisParts, matchable: CountMatchable): void {
  const { config, clock, fold } = deps
  app.get(
    '/v1/reports/growth',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How segments grew, day by day',
        description: DESCRIPTION,
        tags: ['reports'],
        querystring: GrowthParams,
        response: jsonOrCsv(GrowthAnswer),
      },
    },
    async (request, reply) => {
      const range = rangeOf(request.query, clock.now())
      const starts = someStarts(range)
      const asked = segmentsOf(deps, request.query)
      const segments = [...asked.values()].flatMap((id) => config.segment(id) ?? [])
      mustBeFew(starts.length, segments.length)
      const reflected = await freshness(request.query)
      const { final } = await finalityOf(deps, warehouse, asked)
      const rowOf = async (segment: StoredSegment) => {
        if (!(await tellsEnough({ fold, matchable }, segment, clock.now())))
          return { segment: segment.id, below_min_size: true as const, days: [] }
        const history = guarded(segment, await querySegmentHistory(warehouse, segment, range, starts))
        const days = history.map(({ at, total, entered, left }) => ({
          day: unitLabel(unitAt(at, 'day', range.zone), 'day'),
          size: total,
          joined: entered,
          left,
        }))
        return { segment: segment.id, days }
      }
      const rows: Awaited<ReturnType<typeof rowOf>>[] = []
      for (const segment of segments) rows.push(await rowOf(segment))
      void reply.header('cache-control', 'no-store')
      if (request.query.format === 'csv') return sendTable(reply, growthTable(rows), { ...reflected, final })
      return { from: iso(range.from), to: iso(range.to), tz: request.query.tz, ...reflected, final, rows }
    },
  )
}

/** The starts of the days, and no more of them than it takes to see that they are too many. */
function someStarts(range: Range): number[] {
  const starts: number[] = []
  for (const start of bucketStarts(range, 'day')) if (starts.push(start) > DAYS_MAX) break
  return starts
}

/** @throws WeirError invalid_field. */
function mustBeFew(days: number, segments: number): void {
  const faults = [
    ...(days > DAYS_MAX ? [{ path: 'from', message: `the range has more than ${DAYS_MAX} days: take a shorter one` }] : []),
    ...(segments > SEGMENTS_MAX
      ? [{ path: 'segments', message: `there are ${segments}: name at most ${SEGMENTS_MAX} of them` }]
      : []),
  ]
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
}
