// Held by route.test.ts
import { durationMs } from '@weir/contracts'
import { conversionNames } from '../../reports/params.ts'
import type { ReportReader } from '../../shared/reader.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import { addedExposures, capAnswer, exposureFigures, fatigueAnswer } from './answer.ts'
import { exclusionRule } from './exclusion.ts'
import { fatigueOf } from './fatigue.ts'
import type { ExposureParams } from './params.ts'
import { EXPOSURE_PARTS, queryByNumber, queryByRecency, queryCapLosses } from './query.ts'
import type { ExposureQuery } from './query.ts'

const HOUR_MS = 3_600_000
/** From here on, ms, with what they are called. */
const RECENCIES = [
  [0, '0h'],
  [HOUR_MS, '1h'],
  [6 * HOUR_MS, '6h'],
  [24 * HOUR_MS, '1d'],
  [72 * HOUR_MS, '3d'],
  [168 * HOUR_MS, '7d'],
] as const
const FIRST = -1

/** How exposures did by their number and by recency, and what follows from it. */
export async function exposureReport(warehouse: ReportReader, scope: FactScope, params: ExposureParams) {
  const { level, min_group: minGroup, max_n: maxN, per } = params
  const query: ExposureQuery = {
    scope,
    windowMs: durationMs(params.window),
    unit: per,
    ads: params,
    conversions: conversionNames(params),
    maxN,
  }
  const numbered = await queryByNumber(warehouse, query)
  const recent = await queryByRecency(
    warehouse,
    query,
    RECENCIES.map(([from]) => from),
  )
  const parts = Array.from({ length: EXPOSURE_PARTS }, (_, part) => numbered.filter((row) => row.part === part))
  const fatigue = fatigueOf(parts, maxN, level)
  const cap = fatigue === undefined ? undefined : fatigue.n - 1
  const losses = cap === undefined ? undefined : await queryCapLosses(warehouse, query, cap)
  return {
    rows: rowsByNumber(numbered, params),
    recency: recent.map(({ since, ...sums }) => ({ ...recencyOf(since), ...exposureFigures(sums, level, minGroup) })),
    fatigue: fatigueAnswer(fatigue),
    cap: cap === undefined || losses === undefined ? null : capAnswer(cap, losses, { level, minGroup }),
    exclusion: cap === undefined || !isOneRule(params) ? null : exclusionRule(params, cap, daysOf(scope)),
  }
}

/** The exposures of each number, all parts of the people together. */
export function rowsByNumber(
  numbered: Awaited<ReturnType<typeof queryByNumber>>,
  { level, min_group, max_n }: Pick<ExposureParams, 'level' | 'min_group' | 'max_n'>,
) {
  return [...new Set(numbered.map(({ n }) => n))].map((n) => ({
    n,
    ...(n === max_n && { and_more: true as const }),
    ...exposureFigures(addedExposures(numbered.filter((row) => row.n === n)), level, min_group),
  }))
}

function recencyOf(since: number): { since_last: string; before: string | null } {
  if (since === FIRST) return { since_last: 'first', before: null }
  const place = RECENCIES.findIndex(([from]) => from === since)
  return { since_last: RECENCIES[place]![1], before: RECENCIES[place + 1]?.[1] ?? null }
}

/** A rule counts what one campaign (ad group ...) showed, or all ads; not the most of any. */
function isOneRule(params: ExposureParams): boolean {
  return params.per === 'all' || params[params.per] !== undefined
}

/** The length of the range in whole days, rounded up. */
function daysOf({ from, to }: FactScope): string {
  return `${Math.ceil((to - from) / (24 * HOUR_MS))}d`
}
