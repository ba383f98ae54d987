import { WeirError } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import { isPriced } from '../../reports/catalogue.ts'
import { conversionOf } from '../../reports/conversion.ts'
import type { Conversion } from '../../reports/conversion.ts'
import { conversionNames } from '../../reports/params.ts'
import { queryMoneyDays } from '../../reports/query.ts'
import type { MetricsQuery } from '../../reports/query.ts'
import type { App } from '../../shared/app.ts'
import { jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import { currencyName } from '../../shared/money/rows.ts'
import { askedOf } from '../shared/asked.ts'
import type { AnalysisParts } from '../shared/asked.ts'
import { AnalysisAnswer } from '../shared/body.ts'
import { LeaderboardRow, leaderboardRows } from './answer.ts'
import { COMPARED_METRICS, CORRECTIONS, LeaderboardParams } from './params.ts'
import { querySides } from './query.ts'
import { leaderboardTable } from './table.ts'

const LeaderboardAnswer = z.object({
  ...AnalysisAnswer,
  metric: z.enum(COMPARED_METRICS),
  currency: z.string().nullable().describe('Of the amounts; null of shares and without money'),
  missing_rates: z.int().exactOptional().describe('Days and currencies without a rate of exchange: figures with them are null'),
  correction: z.enum(CORRECTIONS),
  rows: z.array(LeaderboardRow),
})

const DESCRIPTION = `Which segments are worth their money: each beside everything that did not find its person in it.
The interval of the multiple and its p value are by the delta method over persons, on the logarithm; p_corrected is for the many segments.`

/** Segments, the best first. */
export function leaderboardRoutes(app: App, parts: AnalysisParts): void {
  app.get(
    '/v1/reports/leaderboard',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Which segments are worth their money',
        description: DESCRIPTION,
        tags: ['reports'],
        querystring: LeaderboardParams,
        response: jsonOrCsv(LeaderboardAnswer),
      },
    },
    async (request, reply) => {
      const params = request.query
      const { metric, bots } = params
      mustHaveMoney(params)
      const { range, segments, floors, head } = await askedOf(parts, params, true)
      const query: MetricsQuery = {
        scope: { from: range.from, to: range.to, sources: sourceLimit(request), anonymous: false, bots },
        zone: range.zone,
        groupBy: [],
        segments: [...segments.keys()],
        conversions: conversionNames(params),
        attribution: params.attribution,
      }
      const { currency, convert } = isPriced(metric) ? await moneyOf(parts, query, params.currency) : {}
      const sides = await querySides(parts.warehouse, { ...query, ...(convert && { convert }) }, metric, currency ?? '')
      void reply.header('cache-control', 'no-store')
      const answer = {
        ...head,
        metric,
        currency: currency === undefined ? null : currencyName(currency),
        ...(convert && { missing_rates: convert.missing.length }),
        correction: params.correction,
        rows: leaderboardRows(sides, { names: segments, floors }, params),
      }
      if (params.format === 'json') return answer
      const { complete, final, missing_rates: missingRates } = answer
      return sendTable(reply, leaderboardTable(answer.rows, answer.currency), { complete, final, missingRates })
    },
  )
}

/** A share is the same in every currency. @throws WeirError invalid_field. */
function mustHaveMoney({ metric, currency }: LeaderboardParams): void {
  if (currency === undefined || isPriced(metric)) return
  const priced = COMPARED_METRICS.filter(isPriced).join(' or ')
  const message = `${metric} is no amount of money: leave it out, or compare by metric=${priced}`
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'currency', message }] })
}

/**
 * In which currency amounts are compared: the one asked for, else the only one that there is.
 * @throws WeirError invalid_field where there are several.
 */
async function moneyOf(
  { deps, warehouse }: AnalysisParts,
  query: MetricsQuery,
  asked: string | undefined,
): Promise<{ currency?: string; convert?: Conversion }> {
  const days = await queryMoneyDays(warehouse, query)
  if (asked !== undefined) return { currency: asked, convert: conversionOf(asked, days, deps.config.exchangeRates()) }
  const [only, ...others] = new Set(days.map(({ currency }) => currency))
  if (others.length === 0) return only === undefined ? {} : { currency: only }
  const message = `amounts are in ${[only ?? '', ...others].map(currencyName).join(', ')}: say in which one to compare`
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'currency', message }] })
}
