import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { Cell } from '../shared/csv.ts'
import { jsonOrCsv, sendTable } from '../shared/csv-answer.ts'
import { CellSchema } from '../shared/money/param.ts'
import { moneyTable } from '../shared/money/rows.ts'
import { FreshAnswer } from '../shared/time/freshness.ts'
import { ReportParams } from './params.ts'
import type { ReportParts, ReportTable } from './report.ts'
import { makeReport } from './report.ts'

const MoneyOfDay = { currency: z.string(), day: z.string() }
const ReportAnswer = z.object({
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  ...FreshAnswer,
  final: z
    .boolean()
    .describe(
      'Whether every event counts under the segments in which it found the person, whatever came late or was defined later',
    ),
  final_until: z.string().nullable().describe('The same of events accepted up to this instant'),
  reports_from: z
    .record(z.string(), z.string().nullable())
    .exactOptional()
    .describe('By segment: from which event time on it reports; null while its past is being found out'),
  exchange_rates: z
    .object({
      to: z.string(),
      used: z.array(z.object({ ...MoneyOfDay, rate: z.number() })),
      missing: z.array(z.object(MoneyOfDay)),
    })
    .exactOptional()
    .describe('With currency=EUR: the rates used, and the days and currencies without one, whose sums are null'),
  rollups: z
    .object({ days: z.int(), days_from_facts: z.int() })
    .exactOptional()
    .describe('How many days with events were read from rollups, and how many from facts; missing where all were'),
  conversion_rollups: z
    .object({ days: z.int(), days_from_facts: z.int() })
    .exactOptional()
    .describe('The same of conversions and landings'),
  rows: z.array(z.record(z.string(), CellSchema)),
  rows_left_out: z.number().exactOptional().describe('How many rows the limit left out'),
  totals: z
    .array(z.record(z.string(), CellSchema))
    .exactOptional()
    .describe('With totals=true: everything together, in the form of the rows; suppressed where a group is'),
})

/** Metrics over events, per segment and more. */
export function reportRoutes(app: App, parts: ReportParts): void {
  app.get(
    '/v1/reports/segments',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Metrics by segment, time, campaign ...',
        description: DESCRIPTION,
        tags: ['reports'],
        querystring: ReportParams,
        response: jsonOrCsv(ReportAnswer),
      },
    },
    async (request, reply) => {
      const report = await makeReport(parts, request.query, sourceLimit(request))
      void reply.header('cache-control', 'no-store')
      if (request.query.format === 'json')
        return { ...report.head, rows: report.rows, ...(report.totals && { totals: report.totals }) }
      const { complete, final, exchange_rates: rates } = report.head
      return sendTable(reply, asTable(report), { complete, final, missingRates: rates?.missing.length })
    },
  )
}

const DESCRIPTION = `Per segment means that the person was a member immediately before the event. Without segments and without segment in group_by
the report is over everybody. Only events of people who granted measurement count. Ratios are null when there is nothing to divide by.
A metric of money is an object from currency to amount ({"spend": {"EUR": 1.2}}, in CSV a column spend_EUR), XXX where the sender named none: currencies
are never added up. With currency=EUR all amounts are in that currency,
by the rates of PUT /v1/exchange-rates for the day of each: exchange_rates names them, and what has none is null. With currency=rows a group has a row per currency: counts, and ratios of them, stand in its first row only and are null in the others.
Ratios of money are null in a currency in which there is none of it. GET /v1/metrics says what each metric is.
With intervals=95 every rate has its interval (of shares by Wilson, of other ratios by the delta method over persons), null where there is none.
Conversions stand at their own time, and under the ad that they are credited to: by default the newest click, else the newest view; model=linear and others share one
by several ads, all parts of it adding up to 1. Where conversions are shared, cvr has no interval: Wilson's is of units that count or do not.
A conversion that several sources tell of (the same person, and event id or order id, within 48 h) counts once.
A segment shows nothing while it has fewer members than its min_size, nor in rows of fewer persons than that: such rows, and totals beside them, are suppressed.
A segment reports the 90 days before it was defined, too (reports_from), as if it had been there.`

/** In a table the totals are the last rows, and a column tells them apart. */
function asTable({ columns, rows, totals }: ReportTable): Cell[][] {
  if (totals === undefined) return moneyTable(columns, rows)
  const marked = [...rows.map((row) => ({ ...row, total: false })), ...totals.map((row) => ({ ...row, total: true }))]
  return moneyTable(['total', ...columns], marked)
}
