import type { Condition } from '@weir/contracts'

/** The kinds of conditions, groups first, in the order in which a menu offers them. */
export const RULE_KINDS = [
  'all',
  'any',
  'not',
  'event',
  'trait',
  'sequence',
  'segment',
  'exposure',
  'touch',
  'affinity',
  'ratio',
  'percentile',
  'score',
  'lookalike',
] as const
export type RuleKind = (typeof RULE_KINDS)[number]

const FRESH: Record<RuleKind, Condition> = {
  all: { all: [{ event: { name: 'ViewContent' }, within: '30d' }] },
  any: { any: [{ event: { name: 'ViewContent' }, within: '30d' }] },
  not: { not: { event: { name: 'Purchase' }, within: '30d' } },
  event: { event: { name: 'ViewContent' }, within: '30d' },
  trait: { trait: 'plan', eq: 'gold' },
  sequence: {
    sequence: [{ event: { name: 'ViewContent' } }, { event: { name: 'AddToCart' } }],
    span: '1d',
    within: '30d',
  },
  segment: { segment: '' },
  exposure: { exposure: {}, within: '7d', count: { gte: 3 } },
  touch: { touch: 'last', campaign: 'spring', within: '30d' },
  affinity: { affinity: { by: 'properties.category', value: 'shoes' }, within: '30d', share: { gte: 0.5 } },
  ratio: { ratio: [{ event: { name: 'Purchase' } }, { event: { name: 'ViewContent' } }], within: '30d', gte: 0.1 },
  percentile: { percentile: { of: { event: { name: 'Purchase' }, sum: { path: 'properties.value' } }, within: '90d' }, top: 0.1 },
  score: { score: 'conversion', percentile: { gte: 90 } },
  lookalike: { lookalike: '', size: 0.05 },
}

/** A condition of a kind to begin with. */
export const freshCondition = (kind: RuleKind): Condition => structuredClone(FRESH[kind])

/** The kind of a condition: the key that only this kind has. `score` may have a percentile. */
export function ruleKindOf(rule: Condition): RuleKind {
  if ('score' in rule) return 'score'
  return RULE_KINDS.find((kind) => kind in rule) ?? 'event'
}
