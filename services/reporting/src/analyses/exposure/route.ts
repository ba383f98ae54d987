import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import { SavedSegment } from '../../segments/crud/saving.ts'
import type { SaveSegment } from '../../segments/crud/saving.ts'
import { mustNotBeOwned } from '../../segments/shared/managed.ts'
import type { App } from '../../shared/app.ts'
import { jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { RuleShown } from '../../shared/shown.ts'
import { askedOf } from '../shared/asked.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { AnalysisAnswer } from '../shared/body.ts'
import { CapAnswer, FatigueAnswer, NumberedRow, RecencyRow } from './answer.ts'
import { exclusionSegment, ExclusionInput } from './exclusion.ts'
import { ExposureParams, EXPOSURE_UNITS } from './params.ts'
import { exposureReport } from './report.ts'
import { exposureTable } from './table.ts'

const ExposureAnswer = z.object({
  ...AnalysisAnswer,
  per: z.enum(EXPOSURE_UNITS),
  window: z.string(),
  rows: z.array(NumberedRow),
  recency: z.array(RecencyRow),
  fatigue: FatigueAnswer.describe('Null where no exposure is clicked less than those before it'),
  cap: CapAnswer.describe('What showing an ad so often and no more would cost; null without fatigue'),
  exclusion: RuleShown.nullable().describe(
    'The rule of those who have seen as many as the cap, over the length of the range; null where one rule cannot say it',
  ),
})

const DESCRIPTION = `How ads do by how often, and how recently, a person has seen them. The n of an impression is its number among the person's impressions
in the range of the same campaign (per). A click or play belongs to the newest impression before it of that campaign, a conversion to the newest one of any;
both within window, also after the range. Fatigue is the first n whose ctr is below that of all before it, by a one-sided test at level, corrected by Holm's method.`

/** Exposures, fatigue, and the segment that keeps a cap. */
export function exposureRoutes(app: App, parts: AnalysisParts, saveSegment: SaveSegment): void {
  app.get(
    '/v1/reports/exposure',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'How ads do by how often they were seen',
        description: DESCRIPTION,
        tags: ['reports'],
        querystring: ExposureParams,
        response: jsonOrCsv(ExposureAnswer),
      },
    },
    async (request, reply) => {
      const params = request.query
      const { range, head } = await askedOf(parts, params, false)
      const scope = { from: range.from, to: range.to, sources: sourceLimit(request), anonymous: false, bots: params.bots }
      void reply.header('cache-control', 'no-store')
      const report = await exposureReport(parts.warehouse, scope, params)
      if (params.format === 'csv') return sendTable(reply, exposureTable(report, params.table), head)
      return { ...head, per: params.per, window: params.window, ...report }
    },
  )

  app.post(
    '/v1/reports/exposure/segment',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        summary: 'Save the segment of those who have seen as many as a cap',
        description: 'As PUT /v1/segments/{id}, with the rule made from the cap.',
        tags: ['reports'],
        body: ExclusionInput,
        response: { 200: SavedSegment },
      },
    },
    async ({ body, weirKey }) => {
      mustNotBeOwned(body.id)
      return saveSegment(body.id, exclusionSegment(body), weirKey?.id ?? null)
    },
  )
}
