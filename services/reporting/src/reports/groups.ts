// Held by intervals.test.ts
import { WeirError } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { ReportReader } from '../shared/reader.ts'
import { periodBefore } from '../shared/time/times.ts'
import type { Conversion } from './conversion.ts'
import { conversionOf } from './conversion.ts'
import { queryMoments } from './moments-query.ts'
import type { Group, MetricsQuery } from './query.ts'
import { GROUPS_MAX, queryMetrics, queryMoneyDays } from './query.ts'
import type { ReportGroup, RowsOptions } from './rows.ts'
import { NO_SUMS } from './sums.ts'

/**
 * The groups with what stands beside their metrics.
 * @throws WeirError invalid_field for too many.
 */
export async function readGroups(
  { config }: ReportingDeps,
  warehouse: ReportReader,
  asked: MetricsQuery,
  { money, metrics, level, isCompared }: RowsOptions,
): Promise<{ groups: ReportGroup[]; convert: Conversion | undefined }> {
  const earlier = periodBefore({ ...asked.scope, zone: asked.zone })
  const before = { ...asked, scope: { ...asked.scope, from: earlier.from, to: earlier.to } }
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
  return { groups, convert }
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
