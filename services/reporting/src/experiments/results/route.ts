import { z } from 'zod'
import type { AnalysisParts } from '../../analyses/shared/asked.ts'
import type { App } from '../../shared/app.ts'
import { iso } from '../../shared/iso.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import { placedMetrics } from '../faults.ts'
import { EXPERIMENT_TAGS, ExperimentParams, mustFindExperiment, stateAt } from '../route.ts'
import { analyse } from './analyse.ts'
import type { CountedResults, MetricRole } from './analyse.ts'
import { ResultsFields, resultsAnswer } from './answer.ts'
import { queryArms, querySlices, querySpend } from './query.ts'

const ResultsAnswer = z.object({ ...ResultsFields, ...FreshAnswer })

const HELP = `People are those of whom an event said "experiment": {"id", "arm"}, from their first such event on, for "window" days. Look as often as you like:
the decision follows answers that are always valid. Only events of people who granted measurement count; persons who turned out to be one are one.`

const ROLES: Record<string, MetricRole> = { primary: 'primary', guardrails: 'guardrail', secondary: 'secondary' }

/** What came of an experiment. */
export function resultsRoutes(app: App, { deps, warehouse, freshness }: AnalysisParts): void {
  app.get(
    '/v1/experiments/:id/results',
    {
      config: { scope: 'read' },
      schema: {
        tags: EXPERIMENT_TAGS,
        summary: 'What came of an experiment',
        description: HELP,
        params: ExperimentParams,
        querystring: z.strictObject(FreshParams),
        response: { 200: ResultsAnswer },
      },
    },
    async ({ params: { id }, query: asked }, reply) => {
      const experiment = mustFindExperiment(deps.config, id)
      const now = deps.clock.now()
      const until = Math.min(now, experiment.ends_at === undefined ? Infinity : Date.parse(experiment.ends_at))
      const fresh = await freshness(asked)
      const query = { experiment, until }
      const moments: CountedResults['moments'][number][] = []
      for (const { at, metric } of placedMetrics(experiment))
        moments.push({ role: ROLES[at.split('.')[0]!]!, metric, arms: await queryArms(warehouse, query, metric) })
      const found = { slices: await querySlices(warehouse, query), moments, spend: await querySpend(warehouse, query) }
      void reply.header('cache-control', 'no-store')
      return {
        experiment: id,
        state: stateAt(experiment, now),
        from: iso(Date.parse(experiment.starts_at)),
        to: iso(until),
        ...resultsAnswer(experiment, analyse(experiment, found, until)),
        ...fresh,
      }
    },
  )
}
