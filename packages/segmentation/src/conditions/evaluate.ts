// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { CompiledEventCondition } from './condition.ts'
import { nextTransition, truthAt } from './windowed.ts'
import type { WindowedRule } from './windowed.ts'
import type { Evaluations, WindowState } from '../state/window-state.ts'

/**
 * Makes `evaluate` out of the two separate questions, for conditions that have no shorter way to
 * answer both.
 */
export function evaluateBy(
  truth: CompiledEventCondition['truthAt'],
  transition: CompiledEventCondition['nextTransition'],
): Pick<CompiledEventCondition, 'evaluate' | 'isCheap'> {
  return {
    evaluate(state, at, evaluations, i) {
      evaluations[2 * i] = truth(state, at) ? 1 : 0
      evaluations[2 * i + 1] = transition(state, at)
    },
    isCheap: false,
  }
}

/**
 * Makes `evaluate` for a measure over a window. Most conditions are "at least n in so many days"
 * (or fewer): then the nth event from the end decides, and nothing has to be counted.
 */
export function compileEvaluate(rule: WindowedRule): Pick<CompiledEventCondition, 'evaluate' | 'isCheap'> {
  const least = rule.measure === 'count' ? atLeast(rule) : undefined
  const { slidesMs } = rule.span
  if (!least || slidesMs === undefined)
    return { evaluate: (state, at, evaluations, i) => evaluateInFull(rule, state, at, evaluations, i), isCheap: false }
  const { n, unless } = least
  const evaluate: CompiledEventCondition['evaluate'] = (state, at, evaluations, i) => {
    const { entries, merged } = state
    const { length } = entries
    // Events from fast clocks, which are still to come, and buckets have to be counted.
    if (merged || (length > 0 && entries[length - 1]!.t > at)) return evaluateInFull(rule, state, at, evaluations, i)
    const until = length < n ? -Infinity : entries[length - n]!.t + slidesMs
    const reached = until > at
    evaluations[2 * i] = reached !== unless ? 1 : 0
    evaluations[2 * i + 1] = reached ? until : Infinity
  }
  return { evaluate, isCheap: true }
}

function evaluateInFull(rule: WindowedRule, state: WindowState, at: number, evaluations: Evaluations, i: number): void {
  evaluations[2 * i] = truthAt(rule, state, at) ? 1 : 0
  evaluations[2 * i + 1] = nextTransition(rule, state, at)
}

/**
 * Returns the comparison as "at least n" or "not at least n"; undefined for other comparisons, and
 * for those that hold of no events at all.
 */
function atLeast({ comparison: c }: WindowedRule): { n: number; unless: boolean } | undefined {
  const reach = c.gte ?? c.lt
  const beyond = c.gt ?? c.lte
  const n = reach === undefined ? (beyond === undefined ? 0 : Math.floor(beyond) + 1) : Math.ceil(reach)
  return n > 0 ? { n, unless: c.lt !== undefined || c.lte !== undefined } : undefined
}
