// Held by intervals.test.ts
import { WeirError } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { ReportReader } from '../shared/reader.ts'
import { periodBefore } from '../shared/time/times.ts'
import type { Conversion } from './conversion.ts'
import { conversionOf } from './conversion.ts'
import { neededSums } from './metrics.ts'
import { queryMoments } from './moments-query.ts'
import type { Group, MetricsQuery } from './query.ts'
import { GROUPS_MAX, queryMetrics, queryMoneyDays } from './query.ts'
import { canBeAttributed, canBeRolledUp } from './rollups/eligible.ts'
import { CONVERSIONS, planRollups } from './rollups/plan.ts'
import type { Rolled } from './rollups/plan.ts'
import { queryAttributedDays, queryDays } from './rollups/state-query.ts'
import { isGuarded } from './rows.ts'
import type { ReportGroup, RowsOptions } from './rows.ts'
import { NO_SUMS } from './sums.ts'
import type { SumName } from './sums.ts'

interface ReadGroups {
  groups: ReportGroup[]
  convert: Conversion | undefined
  /** What was read from rollups; undefined for nothing. */
  rolled: Rolled | undefined
  /** The same of conversions and landings. */
  attributed: Rolled | undefined
}

/**
 * The groups with what stands beside their metrics.
 * @throws WeirError invalid_field for too many.
 */
export async function readGroups(
  { config }: ReportingDeps,
  warehouse: ReportReader,
  given: MetricsQuery,
  options: RowsOptions,
): Promise<ReadGroups> {
  const { money, metrics, level, isCompared } = options
  const earlier = periodBefore({ ...given.scope, zone: given.zone })
  const sums = neededSums(metrics)
  const needed = isGuarded(options) ? new Set<SumName>([...sums, 'persons']) : sums
  const scopeBefore = { ...given.scope, from: earlier.from, to: earlier.to }
  const [asked, before] = await Promise.all([
    withRollups(warehouse, { ...given, needed }, options),
    isCompared ? withRollups(warehouse, { ...given, needed, scope: scopeBefore }, options) : { ...given, needed },
  ])
  const days = typeof money === 'string' ? [] : await queryMoneyDays(warehouse, asked)
  const daysBefore = typeof money === 'string' || !isCompared ? [] : await queryMoneyDays(warehouse, before)
  const convert = typeof money === 'string' ? undefined : conversionOf(money.in, [...daysBefore, ...days], config.exchangeRates())
  const query = { ...asked, ...(convert && { convert }) }
  const groups: ReportGroup[] = await queryMetrics(warehouse, query)
  if (isCompared) addPrevious(groups, await queryMetrics(warehouse, { ...before, ...(convert && { convert }) }))
  if (groups.length > GROUPS_MAX)
    throw new WeirError('invalid_field', `the report has more than ${GROUPS_MAX} rows: take a shorter range or fewer groups`)
  if (level !== undefined) {
    const moments = await queryMoments(warehouse, query, metrics)
    for (const group of groups) group.moments = moments.get(JSON.stringify(group.keys))
  }
  return { groups, convert, rolled: query.rolled, attributed: query.attributed }
}

/**
 * The same question, and what of it can be read from rollups: cells of what is about ads, and
 * conversions that are attributed.
 */
async function withRollups(warehouse: ReportReader, query: MetricsQuery, options: RowsOptions): Promise<MetricsQuery> {
  if (!options.fromRollups) return query
  const { scope } = query
  const [rolled, attributed] = await Promise.all([
    canBeRolledUp(query, options) && queryDays(warehouse, scope).then((days) => planRollups(scope, days)),
    canBeAttributed(query) && queryAttributedDays(warehouse, scope).then((days) => planRollups(scope, days, CONVERSIONS)),
  ])
  return { ...query, ...(rolled && { rolled }), ...(attributed && { attributed }) }
}

/** A group that was there in one of the two periods is there. */
function addPrevious(groups: ReportGroup[], before: readonly Group[]): void {
  const byKeys = new Map(groups.map((group) => [JSON.stringify(group.keys), group]))
  for (const group of groups) group.previous = NO_SUMS
  for (const { keys, sums } of before) {
    const group = byKeys.get(JSON.stringify(keys))
    if (group) group.previous = sums
    else groups.push({ keys, sums: NO_SUMS, previous: sums })
  }
}
