// Held by route.test.ts
import type { ConfidenceLevel } from '@weir/statistics'
import { z } from 'zod'
import { ratio } from '../../reports/metrics.ts'
import { currencyName } from '../../shared/money/rows.ts'
import { NO_SHARE, ShareAnswer, shareOf } from '../shared/share.ts'
import type { Fatigue } from './fatigue.ts'
import type { CapLosses, ExposureSums } from './query.ts'

const Count = z.int().nullable()

const ExposureFigures = {
  persons: Count.describe('Null, as all else, where they are fewer than min_group'),
  impressions: Count,
  clicks: Count.describe('Events AdClick'),
  landings: Count.describe('Clicks that only their landing tells of'),
  conversions: Count,
  ctr: ShareAnswer.describe('Impressions with a click, as a share of impressions'),
  completion_rate: ShareAnswer.describe('Completions, as a share of plays whose duration is known'),
  cvr: ShareAnswer.describe('Conversions / (clicks + landings), as in reports; without an interval where they are more'),
  spend: z.record(z.string(), z.number()).nullable(),
  marginal_cpa: z
    .record(z.string(), z.number().nullable())
    .nullable()
    .describe('What one more conversion costs at this exposure: its spend / its conversions'),
}
/** How some exposures did. */
export type ExposureFigures = z.infer<z.ZodObject<typeof ExposureFigures>>

/** How exposures of one number did. */
export const NumberedRow = z.object({
  n: z.int().describe('The n-th impression of the person'),
  and_more: z.literal(true).exactOptional().describe('This one and all after it'),
  ...ExposureFigures,
})

/** How exposures did by the time since the one before. */
export const RecencyRow = z.object({
  since_last: z.string().describe('first, or so long at least'),
  before: z.string().nullable().describe('And shorter than this'),
  ...ExposureFigures,
})

export const FatigueAnswer = z
  .object({
    n: z.int().describe('The first exposure whose ctr is below that of those before it, and not by chance'),
    p: z.number().describe('Corrected for the many n'),
    low: z.int(),
    high: z.int().nullable().describe('Null where with other people there might be none'),
    found: z.number().describe('In what share of draws of other people there was any'),
  })
  .nullable()

export const CapAnswer = z
  .object({
    exposures: z.int().describe('At most so many: those before the fatigue point'),
    persons: Count.describe('With an exposure'),
    persons_beyond: Count.describe('Who saw more than that: they would see fewer, none would see nothing'),
    impressions_beyond: Count,
    clickers_lost: ShareAnswer.describe('Of persons who clicked, those who only did so beyond the cap'),
    converters_lost: ShareAnswer.describe('The same of persons who converted'),
  })
  .nullable()

export function exposureFigures(sums: ExposureSums, level: ConfidenceLevel, minGroup: number): ExposureFigures {
  const { persons, impressions, clicked, clicks, landings, conversions, spend } = sums
  if (persons < minGroup) return NOT_TOLD
  const amounts = Object.entries(spend).map(([currency, amount]): [string, number] => [currencyName(currency), amount])
  return {
    persons,
    impressions,
    clicks,
    landings,
    conversions,
    ctr: shareOf(clicked, impressions, level),
    completion_rate: shareOf(sums.completions, sums.playsWithDuration, level),
    cvr: shareOf(conversions, clicks + landings, level),
    spend: Object.fromEntries(amounts),
    marginal_cpa: Object.fromEntries(amounts.map(([currency, amount]) => [currency, ratio(amount, conversions)])),
  }
}

const NOT_TOLD: ExposureFigures = {
  persons: null,
  impressions: null,
  clicks: null,
  landings: null,
  conversions: null,
  ctr: NO_SHARE,
  completion_rate: NO_SHARE,
  cvr: NO_SHARE,
  spend: null,
  marginal_cpa: null,
}

export function fatigueAnswer(fatigue: Fatigue | undefined): z.infer<typeof FatigueAnswer> {
  return fatigue ?? null
}

export function capAnswer(
  cap: number,
  losses: CapLosses,
  { level, minGroup }: { level: ConfidenceLevel; minGroup: number },
): z.infer<typeof CapAnswer> {
  const { persons, personsBeyond, impressionsBeyond, clickers, clickersLost, converters, convertersLost } = losses
  const isSmall = (group: number): boolean => group > 0 && group < minGroup
  const isHidden = [persons, personsBeyond, persons - personsBeyond].some(isSmall)
  const lost = (part: number, whole: number): ShareAnswer =>
    isHidden || [part, whole, whole - part].some(isSmall) ? NO_SHARE : shareOf(part, whole, level)
  return {
    exposures: cap,
    persons: isHidden ? null : persons,
    persons_beyond: isHidden ? null : personsBeyond,
    impressions_beyond: isHidden ? null : impressionsBeyond,
    clickers_lost: lost(clickersLost, clickers),
    converters_lost: lost(convertersLost, converters),
  }
}

/** The sums of several disjoint groups of people. */
export function addedExposures(groups: readonly ExposureSums[]): ExposureSums {
  const total = {
    persons: 0,
    impressions: 0,
    clicked: 0,
    clicks: 0,
    landings: 0,
    playsWithDuration: 0,
    completions: 0,
    conversions: 0,
  }
  const spend: Record<string, number> = {}
  for (const group of groups) {
    total.persons += group.persons
    total.impressions += group.impressions
    total.clicked += group.clicked
    total.clicks += group.clicks
    total.landings += group.landings
    total.playsWithDuration += group.playsWithDuration
    total.completions += group.completions
    total.conversions += group.conversions
    for (const [currency, amount] of Object.entries(group.spend)) spend[currency] = (spend[currency] ?? 0) + amount
  }
  return { ...total, spend }
}
