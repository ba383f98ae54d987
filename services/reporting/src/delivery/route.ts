import { segmentNumber, WeirError } from '@weir/contracts'
import { z } from 'zod'
import { conversionNames, rangeOf } from '../reports/params.ts'
import type { ReportParts } from '../reports/report.ts'
import { NO_FLOORS } from '../shared/person-floors.ts'
import { queryMetrics } from '../reports/query.ts'
import type { App } from '../shared/app.ts'
import { jsonOrCsv, sendTable } from '../shared/csv-answer.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { CellSchema } from '../shared/money/param.ts'
import type { ReportRow } from '../shared/money/rows.ts'
import { moneyTable } from '../shared/money/rows.ts'
import type { ReportReader } from '../shared/reader.ts'
import { FreshAnswer } from '../shared/time/freshness.ts'
import { dayLabel } from '../shared/time/times.ts'
import { bookToSegments } from './book.ts'
import type { DeliveryDimension, SharedDimension } from './dimensions.ts'
import { isOfBoth } from './dimensions.ts'
import type { DeliveryTotals } from './metrics.ts'
import { daysOf, DeliveryReportParams } from './params.ts'
import type { DeliveryQuery } from './query.ts'
import { DELIVERY_GROUPS_MAX, queryDelivery, queryKinds } from './query.ts'
import type { SideMetric, Sides } from './side-by-side.ts'
import { sideColumns, sideRows } from './side-by-side.ts'

const Kinds = z.array(
  z.object({
    source: z.string(),
    level: z.string(),
    grain: z.string(),
    breakdown: z.string(),
    rows: z.number(),
    read: z.number(),
  }),
)
const Answer = z.object({
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  ...FreshAnswer,
  observed: z.boolean().describe('Whether our own events stand beside the delivery: they know only some of the dimensions'),
  kinds: Kinds.describe('Imported rows of the range by kind, and how many of them were read: kinds are about the same delivery'),
  rows: z.array(z.record(z.string(), CellSchema)),
})

const HELP = `What the platforms say (delivery_...) beside what our own events say (observed_...); the two are never added up.
Days of delivery are those of the accounts. Of each source and day one kind of rows is read: kinds of rows (campaigns, ads, hours, ages) are about
the same delivery. Per segment, delivery is booked by PUT /v1/targeting, whole to each segment of the ad group: such rows are not to be added up;
without a segment stands what is booked to none. What was observed of a segment is null where it has fewer members, or a row fewer persons, than its min_size. Ratios are computed from sums, and null where a part is not known. Metrics of money are by currency, as in
GET /v1/reports/segments.`

const DEFAULT_METRICS: readonly SideMetric[] = [
  'impressions',
  'clicks',
  'conversions',
  'spend',
  'value',
  'ctr',
  'cvr',
  'cpc',
  'cpm',
  'cpa',
  'roas',
  'completion_rate',
]

/** Delivery of the platforms beside our own observations. */
export function deliveryReportRoutes(app: App, parts: ReportParts): void {
  app.get(
    '/v1/reports/delivery',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Delivery of ad platforms, beside our own events',
        description: HELP,
        tags: ['delivery'],
        querystring: DeliveryReportParams,
        response: jsonOrCsv(Answer),
      },
    },
    async ({ query: params }, reply) => {
      const { rows, columns, ...head } = await makeReport(parts, params)
      void reply.header('cache-control', 'no-store')
      if (params.format === 'json') return { ...head, rows }
      return sendTable(reply, moneyTable(columns, rows), head)
    },
  )
}

async function makeReport(parts: ReportParts, params: DeliveryReportParams) {
  const { deps, warehouse, freshness } = parts
  const days = daysOf(params, deps.clock.now())
  const groupBy: DeliveryDimension[] = params.group_by ?? []
  if (params.segments !== undefined && !groupBy.includes('segment')) groupBy.unshift('segment')
  mustBeSegments(deps, params.segments)
  const shared = groupBy.filter(isOfBoth)
  const isObserved = shared.length === groupBy.length
  const metrics = params.metrics ?? DEFAULT_METRICS
  const fresh = await freshness(params)
  const query: DeliveryQuery = { ...days, groupBy: asked(groupBy), sources: params.sources }
  const kinds = await queryKinds(warehouse, query)
  const sides = new Map<string, Sides & { keys: (string | null)[] }>()
  const sideOf = (keys: (string | null)[]): Sides => {
    const id = JSON.stringify(keys)
    const side = sides.get(id) ?? { keys, delivered: undefined, observed: undefined }
    sides.set(id, side)
    return side
  }
  for (const { keys, sums } of await deliveredBy(deps, warehouse, query, groupBy, params.segments)) sideOf(keys).delivered = sums
  if (isObserved) for (const { keys, sums } of await observedBy(parts, params, days, shared)) sideOf(keys).observed = sums
  const rows = [...sides.values()]
    .toSorted((a, b) => compareKeys(a.keys, b.keys))
    .flatMap(({ keys, ...side }): ReportRow[] => {
      const head = Object.fromEntries(groupBy.map((dimension, i) => [dimension, keys[i] ?? null]))
      return sideRows(side, { metrics, isObserved, money: params.currency }).map((row) => ({ ...head, ...row }))
    })
  const currency = rows.some((row) => 'currency' in row) ? ['currency'] : []
  const columns = [...groupBy, ...currency, ...sideColumns(metrics, isObserved)]
  return { ...days, tz: params.tz, ...fresh, observed: isObserved, kinds, rows, columns }
}

/** To book by segment, the ad groups and days are asked for. */
function asked(groupBy: readonly DeliveryDimension[]): DeliveryQuery['groupBy'] {
  const others = groupBy.filter((dimension) => dimension !== 'segment')
  return groupBy.includes('segment') ? ['adgroup', 'day', ...others] : others
}

type Grouped<T> = { keys: (string | null)[]; sums: T }[]

async function deliveredBy(
  { config }: ReportingDeps,
  warehouse: ReportReader,
  query: DeliveryQuery,
  groupBy: readonly DeliveryDimension[],
  segments: readonly string[] | undefined,
): Promise<Grouped<DeliveryTotals>> {
  const groups = await queryDelivery(warehouse, query)
  if (groups.length > DELIVERY_GROUPS_MAX)
    throw new WeirError(
      'invalid_field',
      `the report has more than ${DELIVERY_GROUPS_MAX} rows: take a shorter range or fewer groups`,
    )
  const at = groupBy.indexOf('segment')
  if (at === -1) return groups.map(({ keys, sums }) => ({ keys: keys.map((key) => key || null), sums }))
  const ofAdgroups = groups.map(({ keys: [adgroup = '', day = '', ...keys], sums }) => ({ adgroup, day, group: { keys, sums } }))
  const booked = bookToSegments(ofAdgroups, config.targeting(), segments && new Set(segments))
  return booked.map(({ segment, keys, sums }) => ({ keys: keys.map((key) => key || null).toSpliced(at, 0, segment), sums }))
}

async function observedBy(
  { deps, warehouse, floorsOf }: ReportParts,
  params: DeliveryReportParams,
  days: { from: string; to: string },
  groupBy: readonly SharedDimension[],
): Promise<Grouped<NonNullable<Sides['observed']>>> {
  const range = rangeOf({ ...days, tz: params.tz }, deps.clock.now())
  const asIds = params.segments ?? deps.config.segments().map(({ id }) => id)
  const segments = new Map(asIds.map((id) => [segmentNumber(id), id]))
  const groups = await queryMetrics(warehouse, {
    scope: { from: range.from, to: range.to, sources: undefined, anonymous: false },
    zone: range.zone,
    groupBy,
    segments: [...segments.keys()],
    conversions: conversionNames(params),
    attribution: params.attribution,
  })
  const label = (dimension: SharedDimension, key: string | number): string | null => {
    if (dimension === 'segment') return segments.get(Number(key)) ?? null
    return dimension === 'day' ? dayLabel(Number(key)) : key === '' ? null : String(key)
  }
  const at = groupBy.indexOf('segment')
  const floors = at === -1 ? NO_FLOORS : await floorsOf(segments)
  return groups
    .filter(({ keys, sums }) => at === -1 || sums.persons >= floors(Number(keys[at])))
    .map(({ keys, sums }) => ({ keys: groupBy.map((dimension, i) => label(dimension, keys[i] ?? '')), sums }))
}

function mustBeSegments({ config }: ReportingDeps, segments: readonly string[] = []): void {
  const faults = segments
    .filter((id) => !config.segment(id))
    .map((id) => ({ path: 'segments', message: `there is no segment "${id}"` }))
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
}

/** Nothing comes last. */
function compareKeys(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [i, key] of a.entries()) {
    const other = b[i] ?? null
    if (key === other) continue
    if (key === null) return 1
    return other === null || key < other ? -1 : 1
  }
  return 0
}
