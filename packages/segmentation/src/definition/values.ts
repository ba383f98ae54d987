// Held by packages/segmentation/src/definition/operators.test.ts

import { decimalOf, instantOf, isAmount, isObject } from '@weir/contracts'

/**
 * What a path finds in an event's document, and how found values are compared. The SQL compiler
 * writes the same rules in SQL.
 */

export type ScalarValue = string | number | boolean

/**
 * Returns all scalars that the path reaches. Arrays on the way are walked one level deep; null and
 * objects are no values.
 */
export function scalarsAt(document: unknown, path: readonly string[]): ScalarValue[] {
  if (isWatchedShare(path)) return watchedShareOf(document)
  let level: unknown[] = [document]
  for (const step of path) {
    const next: unknown[] = []
    for (const node of level) {
      if (!isObject(node) || !Object.hasOwn(node, step)) continue
      const child = node[step]
      if (Array.isArray(child)) next.push(...child)
      else next.push(child)
    }
    level = next
  }
  return level.filter(
    (value): value is ScalarValue => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  )
}

/** Whether a path is the derived value `video.watched_share`, whatever a sender calls so. */
export function isWatchedShare([section, field, ...rest]: readonly string[]): boolean {
  return section === 'video' && field === 'watched_share' && rest.length === 0
}

/**
 * Returns how much of the video was watched, of one whose duration is known. It is cut off after
 * four decimals, so that 0.75 is reached by who has watched three quarters, and not before.
 */
function watchedShareOf(document: unknown): ScalarValue[] {
  const video = isObject(document) ? document['video'] : undefined
  if (!isObject(video)) return []
  const [watched, duration] = [amountOf(video['watched_ms']), amountOf(video['duration_ms'])]
  if (watched === undefined || duration === undefined || duration <= 0) return []
  const share = Math.floor((watched * SUM_SCALE) / duration) / SUM_SCALE
  return isAmount(share) ? [share] : []
}

function amountOf(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? numberOf(value) : undefined
  return number !== undefined && isAmount(number) ? number : undefined
}

/** Returns a string as it is, and a number or boolean as JSON writes it. */
export function textOf(value: ScalarValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * Returns the number that a value stands for, or undefined. A text counts if the whole of it is a
 * decimal number ("99.95").
 */
export function numberOf(value: ScalarValue): number | undefined {
  return typeof value === 'boolean' ? undefined : decimalOf(value)
}

/**
 * Amounts are kept in ten-thousandths, so that every evaluator gets the same total in every order
 * of addition.
 */
export const SUM_SCALE = 10_000

/** Returns a value in ten-thousandths, or undefined if it is not a number that can be summed. */
export function sumUnits(value: ScalarValue): number | undefined {
  const number = numberOf(value)
  return number === undefined || !isAmount(number) ? undefined : Math.floor(number * SUM_SCALE + 0.5)
}

/**
 * Returns the instant (Unix ms) that a value stands for: an ISO 8601 text (UTC unless it says
 * otherwise), or Unix seconds.
 */
export function dateOf(value: ScalarValue): number | undefined {
  return typeof value === 'boolean' ? undefined : instantOf(value)
}
