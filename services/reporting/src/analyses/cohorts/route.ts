import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import { jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { iso } from '../../shared/iso.ts'
import { askedOf } from '../shared/asked.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { AnalysisAnswer, mustLead } from '../shared/body.ts'
import { groupsByKey, guardedBy } from '../shared/groups.ts'
import { cohortRows, CohortRow } from './answer.ts'
import { unitAt, unitStart } from './calendar.ts'
import { COHORT_MODES, COHORT_UNITS, CohortInput } from './input.ts'
import { queryCohorts } from './query.ts'
import { cohortTable } from './table.ts'

const CohortAnswer = z.object({
  ...AnalysisAnswer,
  unit: z.enum(COHORT_UNITS),
  mode: z.enum(COHORT_MODES),
  as_of: z.string().describe('Periods that end after it are not over'),
  rows: z.array(z.object({ segment: z.string().nullable().describe('Null without group_by'), cohorts: z.array(CohortRow) })),
})

const DESCRIPTION = `Who came back. A person belongs to the day (week, month) of their first such event in the range, on the calendar of tz;
period 0 is the rest of that day, period 1 the next day. Events after the first one count, whether they lie in the range or after it.
Persons who turned out to be one are one. Only events of people who granted measurement count.`

/** Who came back, by when they came first. */
export function cohortRoutes(app: App, parts: AnalysisParts): void {
  app.post(
    '/v1/reports/retention',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Who came back, by when they came first',
        description: DESCRIPTION,
        tags: ['reports'],
        body: CohortInput,
        response: jsonOrCsv(CohortAnswer),
      },
    },
    async (request, reply) => {
      const input = request.body
      const { first, returning = first, unit, periods, mode, bots, level, min_group: minGroup } = input
      const bySegment = input.group_by === 'segment'
      mustLead([{ at: 'first', event: first }, ...(returning === first ? [] : [{ at: 'returning', event: returning }])])
      const { range, segments, floors, head } = await askedOf(parts, input, bySegment)
      const { from, to, zone } = range
      const found = await queryCohorts(parts.warehouse, {
        scope: { from, to, sources: sourceLimit(request), anonymous: false, bots },
        until: unitStart(unitAt(to - 1, unit, zone) + periods + 1, unit, zone),
        zone,
        first,
        returning,
        unit,
        periods,
        isRolling: mode === 'rolling',
        bySegment,
        segments: [...segments.keys()],
      })
      const now = parts.deps.clock.now()
      const options = { range, unit, periods, isRolling: mode === 'rolling', level, minGroup, now }
      void reply.header('cache-control', 'no-store')
      const answer = {
        ...head,
        unit,
        mode,
        as_of: iso(now),
        rows: groupsByKey(found, [...segments.keys()].map(String), input.group_by).map(([key, cohorts]) => ({
          segment: segments.get(Number(key)) ?? null,
          cohorts: cohortRows(cohorts, guardedBy(floors, key, options)),
        })),
      }
      return input.format === 'json' ? answer : sendTable(reply, cohortTable(answer.rows), head)
    },
  )
}
