// Held by ../funnel/route.test.ts
import { wilsonInterval } from '@weir/statistics'
import type { ConfidenceLevel } from '@weir/statistics'
import { z } from 'zod'
import { ratio } from '../../reports/metrics.ts'

const Figure = z.number().nullable()

/** A share with its interval; null where there is nothing to divide by, or it is not told. */
export const ShareAnswer = z.object({ value: Figure, low: Figure, high: Figure })
export type ShareAnswer = z.infer<typeof ShareAnswer>

/** A share of so many, with Wilson's interval. */
export function shareOf(part: number, whole: number, level: ConfidenceLevel): ShareAnswer {
  const interval = wilsonInterval(part, whole, level)
  return { value: ratio(part, whole), low: interval?.low ?? null, high: interval?.high ?? null }
}

export const NO_SHARE: ShareAnswer = { value: null, low: null, high: null }
