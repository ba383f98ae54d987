import { kindOf, lookalikeTrait, PATH_MEASURES, scoreTrait, thresholdIdOf, unknownKind } from '@weir/contracts'
import type {
  Comparison,
  EventCondition,
  LookalikeCondition,
  PercentileCondition,
  PublishedCondition,
  ScoreCondition,
  SegmentDefinition,
  StoredThreshold,
} from '@weir/contracts'
import type { Rule } from './rule.ts'

/** Holds for no person. */
export const NEVER: Rule = { any: [] }

export interface Resolved {
  rule: Rule
  /**
   * The id of a threshold that is not published or lacks the entry asked for. The rule then only
   * has the right form.
   */
  missing?: string
}

/**
 * Expands a condition that compares with a published value into ordinary conditions under these
 * thresholds, so that the fold, SQL and explanations need no other kinds.
 */
export function resolvePublished(condition: PublishedCondition, thresholds: SegmentDefinition['thresholds'] = []): Resolved {
  const id = thresholdIdOf(condition)
  const threshold = thresholds.find((candidate) => candidate.id === id)
  const rule = ruleOf(condition, threshold)
  return rule || id === undefined ? { rule: rule ?? NEVER } : { rule: formOf(condition), missing: id }
}

function ruleOf(published: PublishedCondition, threshold: StoredThreshold | undefined): Rule | undefined {
  const { kind, condition } = kindOf(published)
  switch (kind) {
    case 'score':
      return resolveScore(condition, threshold)
    case 'lookalike':
      return resolveLookalike(condition, threshold)
    case 'percentile':
      return threshold && 'value' in threshold ? reaching(condition, threshold.value) : undefined
    default:
      return unknownKind(kind)
  }
}

/**
 * Returns a rule of the right form: events and windows have to make sense before a threshold is
 * published, too.
 */
function formOf(published: PublishedCondition): Rule {
  const { kind, condition } = kindOf(published)
  return kind === 'percentile' ? reaching(condition, 0) : NEVER
}

/** The measure of the condition at or above a value. */
export function reaching({ percentile: { of, within } }: PercentileCondition, value: number): EventCondition {
  const path = PATH_MEASURES.find((measure) => of[measure])
  if (path) return { event: of.event, within, [path]: { ...of[path], gte: value } }
  return { event: of.event, within, [of.active_days ? 'active_days' : 'count']: { gte: value } }
}

/** Adds the gate without which no score counts: consent to modelling. */
function withConsent(rule: Rule): Rule {
  return { all: [{ consented: ['modelling'] }, rule] }
}

function resolveLookalike({ lookalike, size }: LookalikeCondition, threshold: StoredThreshold | undefined): Rule | undefined {
  const entry = threshold && 'sizes' in threshold ? threshold.sizes.find((candidate) => candidate.size === size) : undefined
  return entry && withConsent({ trait: lookalikeTrait(lookalike), gte: entry.value })
}

function resolveScore(condition: ScoreCondition, threshold: StoredThreshold | undefined): Rule | undefined {
  const trait = scoreTrait(condition.score)
  if (condition.probability) return withConsent({ trait, ...condition.probability })
  if (!threshold || !('percentiles' in threshold)) return undefined
  return withConsent(rankRule(trait, threshold.percentiles, condition.percentile!))
}

/**
 * Expands a comparison of ranks into one of scores. The rank of a score is how many of the 99
 * percentiles it reaches: 0 to 99.
 */
function rankRule(trait: string, percentiles: readonly number[], c: Comparison): Rule {
  const anyScore: Rule = { trait, lte: Number.MAX_VALUE }
  const atLeast = (rank: number): Rule => (rank <= 0 ? anyScore : rank > 99 ? NEVER : { trait, gte: percentiles[rank - 1]! })
  const below = (rank: number): Rule => (rank <= 0 ? NEVER : rank > 99 ? anyScore : { trait, lt: percentiles[rank - 1]! })
  const from = (low: number, high: number): Rule => ({ all: [atLeast(Math.ceil(low)), below(Math.floor(high) + 1)] })
  if (c.gte !== undefined) return atLeast(Math.ceil(c.gte))
  if (c.gt !== undefined) return atLeast(Math.floor(c.gt) + 1)
  if (c.lt !== undefined) return below(Math.ceil(c.lt))
  if (c.lte !== undefined) return below(Math.floor(c.lte) + 1)
  if (c.eq !== undefined) return from(c.eq, c.eq)
  if (c.ne !== undefined) return { any: [below(Math.ceil(c.ne)), atLeast(Math.floor(c.ne) + 1)] }
  return from(...c.between!)
}
