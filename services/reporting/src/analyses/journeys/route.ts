import { durationMs } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import { jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { askedOf } from '../shared/asked.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { AnalysisAnswer } from '../shared/body.ts'
import { groupsByKey, guardedBy } from '../shared/groups.ts'
import { JourneysRow, journeysRow } from './answer.ts'
import { JourneysInput, mustBeJourneys } from './input.ts'
import { queryLinkTimes, queryPaths } from './query.ts'
import type { PathsQuery } from './query.ts'
import { journeysTable } from './table.ts'

const JourneysAnswer = z.object({ ...AnalysisAnswer, rows: z.array(JourneysRow) })

const DESCRIPTION = `Which ways persons take from one touchpoint to the next. Each person counts once, with the first path in the range: it begins with
their first touchpoint there and ends with one that ends it, before a gap, or at the end of the range. Nodes and links are those of a Sankey diagram; persons add up.`

/** Paths over touchpoints. */
export function journeysRoutes(app: App, parts: AnalysisParts): void {
  app.post(
    '/v1/reports/journeys',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Ways from one touchpoint to the next',
        description: DESCRIPTION,
        tags: ['reports'],
        body: JourneysInput,
        response: jsonOrCsv(JourneysAnswer),
      },
    },
    async (request, reply) => {
      const input = request.body
      mustBeJourneys(input)
      const { touchpoints, gap, steps, repeats, top, level, bots, min_group: minGroup } = input
      const bySegment = input.group_by === 'segment'
      const { range, segments, floors, head } = await askedOf(parts, input, bySegment)
      const query: PathsQuery = {
        scope: { from: range.from, to: range.to, sources: sourceLimit(request), anonymous: false, bots },
        touchpoints,
        gapMs: durationMs(gap),
        steps,
        repeats,
        bySegment,
        segments: [...segments.keys()],
      }
      const taken = await queryPaths(parts.warehouse, query)
      const times = await queryLinkTimes(parts.warehouse, query)
      const options = { names: touchpoints.map(({ name }) => name), level, minGroup, top }
      void reply.header('cache-control', 'no-store')
      const rows = groupsByKey(taken, [...segments.keys()].map(String), input.group_by).map(([key, paths]) => {
        const own = times.filter((time) => time.key === key)
        return journeysRow(segments.get(Number(key)) ?? null, paths, own, guardedBy(floors, key, options))
      })
      return input.format === 'json' ? { ...head, rows } : sendTable(reply, journeysTable(rows, input), head)
    },
  )
}
