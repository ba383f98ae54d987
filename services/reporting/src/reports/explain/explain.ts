// Held by route.test.ts
import { recordOf } from '@weir/contracts'
import { iso } from '../../shared/iso.ts'
import type { Attribution } from '../attribution.ts'
import { MODELS } from '../credit/models.ts'
import type { ConversionRow, CreditRow, TouchRow } from './query.ts'

/** Why a touch has nothing of a conversion. */
export const NO_CREDIT = [
  'outside_window',
  'after_conversion',
  'outranked_by_click',
  'same_click',
  'machine',
  'no_consent',
] as const
type NoCredit = (typeof NO_CREDIT)[number]

/** Of each conversion so many touches are shown, the newest of those that came near it. */
export const TOUCHES_MAX = 100
/** Units of credit that are a whole conversion. */
const WHOLE = 1e12

const DAY_MS = 86_400_000

type Windows = Exclude<Attribution, 'none'>

/** From how long before a conversion touches are shown, ms: also some that are too old to count. */
export function shownBeforeMs({ clickMs = 0, viewMs = 0 }: Windows): number {
  return Math.max(clickMs, viewMs) + 30 * DAY_MS
}

/** Until how long after it, ms. */
export const SHOWN_AFTER_MS = DAY_MS

/**
 * A conversion's touches in order, each with its credit by every model, or why it has none.
 * @param touches those of its person, among others, oldest first.
 * @param credit what the warehouse found of it; undefined where no touch counts.
 */
export function touchesOf(
  conversion: ConversionRow,
  touches: readonly TouchRow[],
  credit: CreditRow | undefined,
  windows: Windows,
) {
  const near = touches.filter(
    ({ person, t }) =>
      person === conversion.person && t > conversion.t - shownBeforeMs(windows) && t < conversion.t + SHOWN_AFTER_MS,
  )
  const shown = near.map((touch) => {
    const place = isCounted(touch, credit) ? (credit?.touches.indexOf(touch.eid) ?? -1) : -1
    const { kind, t, eid } = touch
    return {
      kind: isClick(touch) ? (kind === 'landing' ? ('landing' as const) : ('click' as const)) : ('view' as const),
      eid,
      event_time: iso(t),
      age_ms: conversion.t - t,
      ...adOf(touch),
      counts: place >= 0,
      why_not: place >= 0 ? null : whyNot(touch, conversion, windows),
      credit: recordOf(MODELS, (model) => (credit?.shares[MODELS.indexOf(model)]?.[place] ?? 0) / WHOLE),
    }
  })
  return { touches: shown.slice(-TOUCHES_MAX), touches_left_out: Math.max(0, shown.length - TOUCHES_MAX) }
}

/** Of what may not be measured nothing is told but that it is there. */
function adOf({ is_measurable: isTold, ...touch }: TouchRow) {
  return {
    campaign: (isTold && touch.campaign_id) || null,
    adgroup: (isTold && touch.adgroup_id) || null,
    ad: (isTold && touch.ad_id) || null,
    creative: (isTold && touch.creative_id) || null,
    placement: (isTold && touch.placement) || null,
  }
}

function isClick({ kind }: TouchRow): boolean {
  return kind === 'AdClick' || kind === 'landing'
}

/** One event can be a view and, by a new click id, a landing. */
function isCounted(touch: TouchRow, credit: CreditRow | undefined): boolean {
  const isSound = touch.is_measurable && !touch.is_machine && !touch.is_arrival
  return isSound && credit !== undefined && credit.by_click === isClick(touch) && credit.touches.includes(touch.eid)
}

function whyNot(touch: TouchRow, { t }: ConversionRow, { clickMs = 0, viewMs = 0 }: Windows): NoCredit {
  if (touch.is_machine) return 'machine'
  if (!touch.is_measurable) return 'no_consent'
  if (touch.t > t) return 'after_conversion'
  if (touch.is_arrival) return 'same_click'
  return t - touch.t >= (isClick(touch) ? clickMs : viewMs) ? 'outside_window' : 'outranked_by_click'
}
