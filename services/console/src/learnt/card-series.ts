import type { ModelCardShown, ModelShown } from '../api/model-queries.ts'

/** What was said beside what happened, in the order of what was said. */
export function calibrationOf({ curve }: Pick<ModelCardShown, 'curve'>): ModelCardShown['curve'] {
  return curve.toSorted((a, b) => a.said - b.said)
}

/** How many times as often as among all it happened in the best tenth, two tenths ... all. */
export function liftOf({ lift }: Pick<ModelCardShown, 'lift'>): { share: number; lift: number }[] {
  return lift.map((value, i) => ({ share: (i + 1) / lift.length, lift: value }))
}

/** Which features matter, the most important first, each as a share of the first for its bar. */
export function importanceOf({ importance }: Pick<ModelCardShown, 'importance'>) {
  const most = Math.max(0, ...importance.map(({ value }) => value))
  return importance
    .toSorted((a, b) => b.value - a.value || a.feature.localeCompare(b.feature))
    .map(({ feature, value }) => ({ feature, value, length: most === 0 ? 0 : Math.max(0, value) / most }))
}

/** Above this the population stability index tells that people have changed much. */
export const UNSTABLE_FROM = 0.25

/** A selector in a few words: names, the source, and of conditions that there are some. */
export function selectorWords({ name, names, name_prefix: prefix, source, where }: ModelShown['conversion']): string {
  const called = name ?? names?.join(', ') ?? (prefix === undefined ? '*' : `${prefix}*`)
  return `${called}${source === undefined ? '' : ` (${source})`}${where?.length ? ' …' : ''}`
}
