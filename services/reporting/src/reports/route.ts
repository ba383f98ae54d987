import { ruleKey, WeirError } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import { csv } from '../shared/csv.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import type { MoneyForm, ReportRow } from '../shared/money/rows.ts'
import { CellSchema } from '../shared/money/param.ts'
import { tableOf } from '../shared/money/rows.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { FreshAnswer } from '../shared/time/freshness.ts'
import type { Conversion } from './conversion.ts'
import { conversionOf } from './conversion.ts'
import type { Dimension } from './dimensions.ts'
import { queryFinality } from './final/query.ts'
import { METRICS, isPriced } from './catalogue.ts'
import { ReportParams, conversionNames, rangeOf } from './params.ts'
import type { MetricsQuery } from './query.ts'
import { GROUPS_MAX, queryMetrics, queryMoneyDays } from './query.ts'
import { reportRows } from './rows.ts'

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
  rows: z.array(z.record(z.string(), CellSchema)),
})

/** Metrics over events, per segment and more. */
export function reportRoutes(app: App, deps: ReportingDeps, warehouse: ReportReader, freshness: Freshness): void {
  app.get(
    '/v1/reports/segments',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Metrics by segment, time, campaign ...',
        description: DESCRIPTION,
        tags: ['reports'],
        querystring: ReportParams,
        response: {
          200: {
            description: 'JSON, or CSV with format=csv',
            content: { 'application/json': { schema: ReportAnswer }, 'text/csv': { schema: z.string() } },
          },
        },
      },
    },
    async (request, reply) => {
      const report = await makeReport(deps, warehouse, freshness, request.query, sourceLimit(request))
      void reply.header('cache-control', 'no-store')
      if (request.query.format === 'json') return { ...report.head, rows: report.rows }
      // A table has no place for it.
      void reply.header('x-weir-complete', String(report.head.complete))
      const { exchange_rates: rates } = report.head
      if (rates) void reply.header('x-weir-missing-rates', String(rates.missing.length))
      // Already text: it is not to be written as a JSON string.
      return reply
        .type('text/csv; charset=utf-8')
        .serializer(String)
        .send(csv(tableOf(report.columns, report.rows)))
    },
  )
}

const DESCRIPTION = `Per segment means that the person was a member immediately before the event. Without segments and without segment in group_by
the report is over everybody. Only events of people who granted measurement count. Ratios are null when there is nothing to divide by.
A metric of money is an object from currency to amount ({"spend": {"EUR": 1.2}}, in CSV a column spend_EUR), XXX where the sender named none: currencies
are never added up. With currency=EUR all amounts are in that currency,
by the rates of PUT /v1/exchange-rates for the day of each: exchange_rates names them, and what has none is null. With currency=rows a group has a row per currency: counts, and ratios of them, stand in its first row only and are null in the others.
Ratios of money are null in a currency in which there is none of it. GET /v1/metrics says what each metric is.
Conversions stand at their own time, and under the ad they are attributed to.
A segment reports the 90 days before it was defined, too (reports_from), as if it had been there.`

async function makeReport(
  deps: ReportingDeps,
  warehouse: ReportReader,
  freshness: Freshness,
  params: ReportParams,
  sources: readonly string[] | undefined,
) {
  const range = rangeOf(params, deps.clock.now())
  const segments = segmentsOf(deps, params)
  const groupBy: Dimension[] = params.group_by ?? []
  if (params.segments !== undefined && !groupBy.includes('segment')) groupBy.unshift('segment')
  const metrics = params.metrics ?? METRICS
  const reflected = await freshness(params)
  const finality = await finalityOf(deps, warehouse, groupBy.includes('segment') ? segments : new Map())
  const query: MetricsQuery = {
    // Events without a person count in totals of sources only: they belong to no segment and no ad.
    scope: {
      from: range.from,
      to: range.to,
      sources,
      bots: params.bots,
      anonymous: groupBy.includes('source') && groupBy.every((d) => TOTALS.has(d)),
    },
    zone: range.zone,
    groupBy,
    segments: [...segments.keys()],
    conversions: conversionNames(params),
    attribution: params.attribution,
  }
  const convert = await conversionFor(deps, warehouse, params.currency, query)
  const groups = await queryMetrics(warehouse, { ...query, ...(convert && { convert }) })
  if (groups.length > GROUPS_MAX)
    throw new WeirError('invalid_field', `the report has more than ${GROUPS_MAX} rows: take a shorter range or fewer groups`)
  const rows: ReportRow[] = reportRows(groups, {
    groupBy,
    metrics,
    money: params.currency,
    zone: range.zone,
    segments,
    minGroup: params.min_group,
  })
  const columns = [
    ...groupBy,
    ...(params.currency !== 'columns' && metrics.some(isPriced) ? ['currency'] : []),
    ...metrics,
    ...(params.min_group > 0 ? ['suppressed'] : []),
  ]
  return {
    head: {
      from: iso(range.from),
      to: iso(range.to),
      tz: params.tz,
      ...reflected,
      ...finality,
      ...(convert && { exchange_rates: convert }),
    },
    rows,
    columns,
  }
}

async function conversionFor(
  { config }: ReportingDeps,
  warehouse: ReportReader,
  form: MoneyForm,
  query: MetricsQuery,
): Promise<Conversion | undefined> {
  if (form === 'columns' || form === 'rows') return undefined
  return conversionOf(form.in, await queryMoneyDays(warehouse, query), config.exchangeRates())
}

/** What the answer says of how final it is, and since when its segments report. */
async function finalityOf({ config }: ReportingDeps, warehouse: ReportReader, segments: ReadonlyMap<number, string>) {
  const asked = [...segments.values()].flatMap((id) => config.segment(id) ?? [])
  const rules = asked.map((segment) => ({ number: segment.number, rule: ruleKey(segment, (id) => config.segment(id)) }))
  const { until, all, from } = await queryFinality(warehouse, rules)
  return {
    final: all,
    final_until: isoOrNull(until),
    ...(segments.size > 0 && {
      reports_from: Object.fromEntries([...segments].map(([number, id]) => [id, isoOrNull(from.get(number))])),
    }),
  }
}

const TOTALS: ReadonlySet<Dimension> = new Set<Dimension>(['source', 'day', 'hour'])

/**
 * Number to id of the segments that the report is about: those asked for, else all.
 * @throws WeirError invalid_field.
 */
function segmentsOf({ config }: ReportingDeps, { segments }: ReportParams): Map<number, string> {
  if (segments === undefined) return new Map(config.segments().map(({ number, id }) => [number, id]))
  const faults = segments
    .filter((id) => !config.segment(id))
    .map((id) => ({ path: 'segments', message: `there is no segment "${id}"` }))
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  return new Map(segments.flatMap((id) => config.segment(id) ?? []).map(({ number, id }) => [number, id]))
}
