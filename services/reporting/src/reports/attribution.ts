import { durationMs } from '@weir/contracts'
import type { AttributionWindows } from '@weir/warehouse'
import { z } from 'zod'

/**
 * How far back a conversion looks for the ad it came from, ms; `none` counts every conversion,
 * whatever came before.
 */
export type Attribution = 'none' | AttributionWindows

export const DEFAULT_ATTRIBUTION = '7d_click,1d_view'

const PART = /^(\d{1,3}[smhd])_(click|view)$/

/** `none`, or at most one click and one view window: `7d_click,1d_view`, `28d_click`, `1d_view`. */
export const AttributionParam = z
  .string()
  .max(64)
  .default(DEFAULT_ATTRIBUTION)
  .transform((text, ctx): Attribution => {
    if (text === 'none') return 'none'
    const windows: { click?: number; view?: number } = {}
    for (const part of text.split(',')) {
      const [, span, kind] = PART.exec(part) ?? []
      if (span === undefined || (kind !== 'click' && kind !== 'view') || windows[kind] !== undefined) {
        ctx.addIssue({ code: 'custom', message: 'expected "none" or windows such as "7d_click,1d_view"' })
        return z.NEVER
      }
      windows[kind] = durationMs(span)
    }
    return { clickMs: windows.click, viewMs: windows.view }
  })
