/**
 * The kinds of conditions, each named by the key that it must have. `score` comes before
 * `percentile`, which is also an optional field of it.
 */
export const CONDITION_KINDS = [
  'all',
  'any',
  'not',
  'event',
  'exposure',
  'affinity',
  'ratio',
  'touch',
  'sequence',
  'trait',
  'score',
  'percentile',
  'lookalike',
  'segment',
] as const

/** A compiled rule also has the consent gates of the segments that it referred to. */
export const KINDS = [...CONDITION_KINDS, 'consented'] as const
export type ConditionKind = (typeof KINDS)[number]

/** A condition beside the name of its kind: a switch on `kind` narrows `condition`. */
export type Kinded<C> = C extends unknown
  ? { [K in ConditionKind]: C extends Record<K, unknown> ? { kind: K; condition: C } : never }[ConditionKind]
  : never

/**
 * Names the kind of a condition.
 *
 *   const { kind, condition } = kindOf(rule)
 *   switch (kind) { case 'not': return walk(condition.not) ... default: return unknownKind(kind) }
 *
 * @throws RangeError for an object of no kind, which the schema never lets through.
 */
export function kindOf<C extends object>(condition: C): Kinded<C> {
  const kind = KINDS.find((key) => key in condition)
  if (kind === undefined) throw new RangeError(`a condition of no known kind: ${Object.keys(condition).join(', ')}`)
  // The type says by key what has just been looked up by key.
  // oxlint-disable-next-line no-unsafe-type-assertion -- looked up by key
  return { kind, condition } as Kinded<C>
}

/** Ends a switch over all kinds: a kind that is left out does not compile. */
export function unknownKind(kind: never): never {
  throw new RangeError(`a condition of no known kind: ${String(kind)}`)
}
