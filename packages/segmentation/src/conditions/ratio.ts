// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { Comparison, EventCondition, RatioCondition } from '@weir/contracts'
import { comparisonTest } from '../definition/operators.ts'
import { canonicalKey, compileSelector, namesOfAll } from '../definition/selectors.ts'
import { spanOf } from '../definition/windows.ts'
import type { Measure } from '../state/entry.ts'
import type { EntrySource } from '../state/state-spec.ts'
import type { CompiledEventCondition } from './condition.ts'
import { windowed } from './event.ts'
import { measuredEntries, measureOf } from './measures.ts'

/** One side of a ratio, as an event condition whose comparison does not matter. */
export interface RatioSide extends EventCondition {
  own: Measure
}

/** The sides of a ratio: what is divided, and by what. */
export function ratioSides({ ratio, within }: RatioCondition): [RatioSide, RatioSide] {
  const sideOf = (quantity: RatioCondition['ratio'][number]): RatioSide => {
    const { event, active_days: days, sum, distinct } = quantity
    const nothing = { gte: 0 }
    const measure = sum
      ? { sum: { ...sum, ...nothing } }
      : distinct
        ? { distinct: { ...distinct, ...nothing } }
        : days
          ? { active_days: nothing }
          : {}
    const condition = { event, within, ...measure }
    const own = measureOf(condition).measure
    return { ...condition, own: own === 'active_days' ? 'distinct' : own }
  }
  return [sideOf(ratio[0]), sideOf(ratio[1])]
}

/** The comparison of a ratio, without its other fields. */
export function ratioComparison({ ratio: _ratio, within: _within, ...comparison }: RatioCondition): Comparison {
  return comparison
}

/**
 * Compiles the ratio of two measures over one window. Both sides share a window state, whose
 * entries say by the first character of their text (0 or 1) of which side they are.
 */
export function compileRatio(condition: RatioCondition): CompiledEventCondition {
  const sides = ratioSides(condition)
  const span = spanOf(condition.within)
  const comparison = ratioComparison(condition)
  const parts = sides.map((side, i) => ({
    matches: compileSelector(side.event),
    entriesOf: measuredEntries(side),
    mark: String(i),
  }))
  const window = canonicalKey(condition.within)
  const source: EntrySource = {
    key: `ratio ${canonicalKey(condition.ratio)} ${window}`,
    ...namesOfAll(sides.map(({ event }) => event)),
    hint: undefined,
    entriesOf(hit, plain) {
      const { event_time: t } = hit
      if (!span.takes(t) || span.leave(t) <= span.enter(t)) return []
      return parts.flatMap(({ matches, entriesOf, mark }) =>
        matches(hit) ? entriesOf(hit, plain).map((entry) => ({ ...entry, text: `${mark}${entry.text}` })) : [],
      )
    },
    retention: { span, window, measure: 'ratio', latest: Infinity, grouped: sides.some(({ own }) => own === 'distinct') },
  }
  return windowed(condition, source, {
    span,
    measure: 'ratio',
    comparison,
    holds: comparisonTest(comparison),
    sides: [sides[0].own, sides[1].own],
  })
}
