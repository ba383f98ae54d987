// Held by route.test.ts
import { WeirError } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportRow } from '../shared/money/rows.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { NO_FLOORS } from '../shared/person-floors.ts'
import type { FloorsOf } from '../shared/person-floors.ts'
import { isPriced, METRICS } from './catalogue.ts'
import type { Conversion } from './conversion.ts'
import { creditsOf, sharesConversions } from './credit/models.ts'
import type { Dimension } from './dimensions.ts'
import { finalityOf } from './final/answer.ts'
import { readGroups } from './groups.ts'
import { sortedRows } from './order.ts'
import { conversionNames, rangeOf } from './params.ts'
import type { ReportParams } from './params.ts'
import type { MetricsQuery } from './query.ts'
import type { Rolled } from './rollups/plan.ts'
import type { RowsOptions } from './rows.ts'
import { isGuarded, metricColumns, reportRows } from './rows.ts'

/** The rows of a report, and what is in its columns. */
export interface ReportTable {
  columns: string[]
  rows: ReportRow[]
  totals: ReportRow[] | undefined
}

/** What reports are made from. */
export interface ReportParts {
  deps: ReportingDeps
  warehouse: ReportReader
  freshness: Freshness
  floorsOf: FloorsOf
}

/** @throws WeirError invalid_field. */
export async function makeReport(
  { deps, warehouse, freshness, floorsOf }: ReportParts,
  params: ReportParams,
  sources: readonly string[] | undefined,
) {
  const range = rangeOf(params, deps.clock.now())
  const segments = segmentsOf(deps, params)
  const groupBy: Dimension[] = params.group_by ?? []
  if (params.segments !== undefined && !groupBy.includes('segment')) groupBy.unshift('segment')
  mustBeComparable(params, groupBy)
  mustHaveWindows(params)
  const credits = creditsOf(params.model, params)
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
    isEachSource: params.across_sources === 'each',
  }
  const options: RowsOptions = {
    groupBy,
    metrics: params.metrics ?? METRICS,
    money: params.currency,
    zone: range.zone,
    segments,
    minGroup: params.min_group,
    floors: groupBy.includes('segment') ? await floorsOf(segments) : NO_FLOORS,
    level: params.intervals,
    isCompared: params.compare === 'previous',
    isCreditShared: false,
    fromRollups: params.rollups === 'use',
  }
  const columns = [...(params.model === 'all' ? ['model'] : []), ...columnsOfReport(options)]
  const parts: ModelPart[] = []
  for (const credit of credits)
    parts.push(
      await partOf(deps, warehouse, { ...query, credit }, { ...options, isCreditShared: sharesConversions(credit) }, params),
    )
  const all = sortedRows(
    parts.flatMap(({ rows }) => rows),
    params.sort ?? [],
    columns,
  )
  const rows = all.slice(0, params.limit)
  const convert = parts[0]?.convert
  const rolled = parts[0]?.rolled
  const attributed = parts[0]?.attributed
  return {
    head: {
      from: iso(range.from),
      to: iso(range.to),
      tz: params.tz,
      ...reflected,
      ...finality,
      ...(convert && { exchange_rates: convert }),
      ...(rolled && { rollups: daysOf(rolled) }),
      ...(attributed && { conversion_rollups: daysOf(attributed) }),
      ...(params.limit !== undefined && { rows_left_out: all.length - rows.length }),
    },
    rows,
    columns,
    totals: params.totals === 'true' ? parts.flatMap(({ totals }) => totals) : undefined,
  }
}

/** What a report has by one model. */
interface ModelPart {
  rows: ReportRow[]
  totals: ReportRow[]
  convert: Conversion | undefined
  rolled: Rolled | undefined
  attributed: Rolled | undefined
}

function daysOf({ days, rawDays }: Rolled): { days: number; days_from_facts: number } {
  return { days, days_from_facts: rawDays }
}

async function partOf(
  deps: ReportingDeps,
  warehouse: ReportReader,
  query: MetricsQuery,
  options: RowsOptions,
  { model, totals }: ReportParams,
): Promise<ModelPart> {
  const head = model === 'all' && query.credit ? { model: query.credit.model } : {}
  const { groups, convert, rolled, attributed } = await readGroups(deps, warehouse, query, options)
  const rows = reportRows(groups, options).map((row) => ({ ...head, ...row }))
  const sums = totals === 'true' ? await totalsOf(deps, warehouse, query, options, rows) : []
  return { rows, totals: sums.map((row) => ({ ...head, ...row })), convert, rolled, attributed }
}

/** Every conversion counts, so no model has anything to share. */
function mustHaveWindows({ attribution, model }: ReportParams): void {
  if (attribution !== 'none' || model === 'last_touch') return
  const message = 'needs windows in which to look for touches: leave out attribution=none'
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'model', message }] })
}

/** What comes with time has another name in the period before. */
function mustBeComparable({ compare }: ReportParams, groupBy: readonly Dimension[]): void {
  const inTime = groupBy.filter((dimension) => TIMES.has(dimension))
  if (compare === undefined || inTime.length === 0) return
  const message = `cannot be together with ${inTime.join(', ')} in group_by: ask for the two periods one by one`
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'compare', message }] })
}

function columnsOfReport(options: RowsOptions): string[] {
  return [
    ...options.groupBy,
    ...(options.money !== 'columns' && options.metrics.some(isPriced) ? ['currency'] : []),
    ...options.metrics.flatMap((metric) => metricColumns(metric, options)),
    ...(isGuarded(options) ? ['suppressed'] : []),
  ]
}

/**
 * Everything together: distinct persons are counted anew. Of segments, whatever found its person in
 * one of them. Beside a suppressed group the total is suppressed, for it would tell what that has.
 */
async function totalsOf(
  deps: ReportingDeps,
  warehouse: ReportReader,
  query: MetricsQuery,
  options: RowsOptions,
  rows: readonly ReportRow[],
): Promise<ReportRow[]> {
  const isHidden = rows.some((row) => row['suppressed'] === true)
  const whole = { ...query, groupBy: [], isWithin: query.groupBy.includes('segment') }
  const { groups } = await readGroups(deps, warehouse, whole, options)
  return reportRows(groups, { ...options, groupBy: [], minGroup: isHidden ? Number.POSITIVE_INFINITY : options.minGroup })
}

const TIMES: ReadonlySet<Dimension> = new Set<Dimension>(['day', 'week', 'hour'])
const TOTALS: ReadonlySet<Dimension> = new Set<Dimension>(['source', 'day', 'week', 'hour'])

/**
 * Number to id of the segments that the report is about: those asked for, else all.
 * @throws WeirError invalid_field.
 */
export function segmentsOf(
  { config }: Pick<ReportingDeps, 'config'>,
  { segments }: { segments?: readonly string[] | undefined },
): Map<number, string> {
  if (segments === undefined) return new Map(config.segments().map(({ number, id }) => [number, id]))
  const faults = segments
    .filter((id) => !config.segment(id))
    .map((id) => ({ path: 'segments', message: `there is no segment "${id}"` }))
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  return new Map(segments.flatMap((id) => config.segment(id) ?? []).map(({ number, id }) => [number, id]))
}
