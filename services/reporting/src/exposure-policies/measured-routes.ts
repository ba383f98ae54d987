// Held by simulate.test.ts
import { z } from 'zod'
import { rowsByNumber } from '../analyses/exposure/report.ts'
import { queryByNumber } from '../analyses/exposure/query.ts'
import type { AnalysisParts } from '../analyses/shared/asked.ts'
import type { App } from '../shared/app.ts'
import { FormatParam, jsonOrCsv, sendTable } from '../shared/csv-answer.ts'
import { iso } from '../shared/iso.ts'
import { FreshAnswer, FreshParams } from '../shared/time/freshness.ts'
import { BidHint, bidHints, bidHintTable } from './bid-hints.ts'
import { exposureQuery } from './cap.ts'
import { EffectAnswer, effectOf } from './effect.ts'
import { queryEffect } from './query.ts'
import { mustFindPolicy, POLICY_TAGS, PolicyParams } from './route.ts'

const DAY_MS = 86_400_000
/** The analysis counts up to so many exposures by themselves. */
const N_MAX = 50

const HintParams = z.strictObject({
  ...FreshParams,
  days: z.coerce.number().int().min(1).max(90).default(30).describe('Of history, up to now.'),
  min_group: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Rows of fewer persons show no figures.'),
  format: FormatParam,
})
const Told = { policy: z.string(), from: z.string(), to: z.string(), ...FreshAnswer }
const HintAnswer = z.object({
  ...Told,
  rows: z
    .array(BidHint)
    .describe('By the n-th exposure to the policy’s campaigns, up to the one beyond the cap and all after it'),
})
const EffectOfPolicy = z.object({
  ...Told,
  holdout: z.number().describe('The share of people in it'),
  effect: EffectAnswer,
  text: z.string(),
})

const EFFECT_HELP = `People of the global holdout (PUT /v1/holdout) are never sent to the policy's exclusions, so they go on being shown ads. Compared are all who were
shown one since the policy was made, which no cap has a part in. Only what was measured of people who granted measurement counts. Keep the holdout's share as it
is: who came to it, or left it, while the policy ran was under it for a part of the time.`

/** What is measured of an exposure policy. */
export function measuredPolicyRoutes(app: App, { deps, warehouse, freshness }: AnalysisParts): void {
  const { config, clock } = deps
  app.get(
    '/v1/exposure-policies/:id/effect',
    {
      config: { scope: 'read' },
      schema: {
        tags: POLICY_TAGS,
        summary: 'What an exposure policy does, beside people of the holdout',
        description: EFFECT_HELP,
        params: PolicyParams,
        querystring: z.strictObject(FreshParams),
        response: { 200: EffectOfPolicy },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const policy = mustFindPolicy(config, id)
      const fresh = await freshness(query)
      const [from, to, share] = [policy.created_at, clock.now(), config.holdout()?.share ?? 0]
      void reply.header('cache-control', 'no-store')
      const head = { policy: id, from: iso(from), to: iso(to), ...fresh, holdout: share }
      if (share === 0)
        return {
          ...head,
          effect: null,
          text: 'There is no holdout, so nothing can be compared: PUT /v1/holdout {"share": 0.05} makes one.',
        }
      const effect = effectOf(await queryEffect(warehouse, { policy, from, to, share }))
      return { ...head, effect, text: `People under the policy, less the ${share * 100} % of the holdout.` }
    },
  )
  app.get(
    '/v1/exposure-policies/:id/bid-hints',
    {
      config: { scope: 'read' },
      schema: {
        tags: POLICY_TAGS,
        summary: 'What each exposure is worth beside the average one',
        params: PolicyParams,
        querystring: HintParams,
        response: jsonOrCsv(HintAnswer),
      },
    },
    async ({ params: { id }, query }, reply) => {
      const { campaigns, in_force } = mustFindPolicy(config, id)
      const fresh = await freshness(query)
      const to = clock.now()
      const from = to - query.days * DAY_MS
      const maxN = Math.min(N_MAX, in_force.impressions + 1)
      const numbered = await queryByNumber(warehouse, exposureQuery({ ...(campaigns && { campaigns }), from, to }, maxN))
      const rows = bidHints(rowsByNumber(numbered, { level: '95', min_group: query.min_group, max_n: maxN }))
      void reply.header('cache-control', 'no-store')
      if (query.format === 'csv') return sendTable(reply, bidHintTable(rows), fresh)
      return { policy: id, from: iso(from), to: iso(to), ...fresh, rows }
    },
  )
}
