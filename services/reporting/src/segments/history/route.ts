import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import { finalityOf } from '../../reports/final/answer.ts'
import { RangeParams, rangeOf } from '../../reports/params.ts'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import type { Range } from '../../shared/time/range.ts'
import type { CountMatchable } from '../members/matchable.ts'
import { mustTellEnough } from '../members/min-size.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { guarded } from './guard.ts'
import { HISTORY_FINAL, querySegmentHistory } from './query.ts'
import type { ReportStep } from './steps.ts'
import { STEPS, bucketStarts } from './steps.ts'

const HistoryQuery = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  step: z.enum(STEPS).default('day'),
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for steps and for dates in from and to.'),
})

const HistoryAnswer = z.object({
  segment: z.string(),
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  step: z.enum(STEPS),
  ...FreshAnswer,
  final: z.boolean().describe(HISTORY_FINAL),
  rows: z.array(
    z.object({
      at: z.string().describe('Where the step begins; the first one begins at `from`'),
      total: z.int().nullable().describe('Members at the end of the step; null when they are fewer than min_size'),
      entered: z.int().nullable().describe('Null where total is null at either end of the step, as left and net'),
      left: z.int().nullable(),
      net: z.int().nullable(),
      below_min_size: z.literal(true).exactOptional().describe('Where something is null'),
    }),
  ),
})

const ROWS_MAX = 1_000

const DESCRIPTION = `Changes count at the instant at which they took effect. Every step of the range has a row, also when nothing changed in it.
Weeks begin on Monday; a first or last step that the range cuts is shorter. At most ${ROWS_MAX} rows.`

interface HistoryParts {
  warehouse: ReportReader
  freshness: Freshness
  matchable: CountMatchable
}

/** How a segment grew and shrank. */
export function historyRoutes(app: App, deps: ReportingDeps, { warehouse, freshness, matchable }: HistoryParts): void {
  const { config, clock, fold } = deps
  app.get(
    '/v1/segments/:id/history',
    {
      config: { scope: 'read', answers: ['conflict'] },
      schema: {
        summary: 'Members over time',
        description: DESCRIPTION,
        tags: ['segments'],
        params: SegmentParams,
        querystring: HistoryQuery,
        response: { 200: HistoryAnswer },
      },
    },
    async (request) => {
      const segment = mustFindSegment(config, request.params.id)
      await mustTellEnough({ fold, matchable }, segment, clock.now())
      const { id } = segment
      const { tz, step } = request.query
      const range = rangeOf(request.query, clock.now())
      const reflected = await freshness(request.query)
      const { final } = await finalityOf(deps, warehouse, new Map([[segment.number, id]]))
      const rows = await querySegmentHistory(warehouse, segment, range, mustBeFew(range, step))
      return {
        segment: id,
        from: iso(range.from),
        to: iso(range.to),
        tz,
        step,
        ...reflected,
        final,
        rows: guarded(segment, rows).map((row) => ({ ...row, at: iso(row.at) })),
      }
    },
  )
}

/** The starts of the steps. @throws WeirError invalid_field when there are too many. */
function mustBeFew(range: Range, step: ReportStep): number[] {
  const starts: number[] = []
  for (const start of bucketStarts(range, step)) {
    if (starts.length === ROWS_MAX) {
      const message = `the range has more than ${ROWS_MAX} steps: take a shorter range or a longer step`
      throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'step', message }] })
    }
    starts.push(start)
  }
  return starts
}
