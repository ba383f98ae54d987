import type { FactRow } from '@weir/contracts'

/**
 * What the warehouse keeps of facts: per name, event time and eid the row of the greatest version.
 */
export function collapse(facts: readonly FactRow[]): FactRow[] {
  const kept = new Map<string, FactRow>()
  for (const fact of facts) {
    const key = `${fact.name}\0${fact.event_time}\0${fact.person}\0${fact.eid}`
    const known = kept.get(key)
    if (!known || fact.version > known.version) kept.set(key, fact)
  }
  return [...kept.values()]
}
