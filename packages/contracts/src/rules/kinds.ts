import { fieldOf } from '../objects.ts'
import { nearestOf } from './nearest.ts'
import { show } from './show.ts'

/** What other languages call the kinds of conditions. */
const SYNONYMS: Readonly<Record<string, string>> = {
  and: 'all',
  every: 'all',
  or: 'any',
  some: 'any',
  exclude: 'not',
  none: 'not',
  without: 'not',
  events: 'event',
  event_name: 'event',
  name: 'event',
  track: 'event',
  steps: 'sequence',
  funnel: 'sequence',
  attribute: 'trait',
  property: 'trait',
  profile: 'trait',
  user: 'trait',
  campaign: 'exposure',
  impression: 'exposure',
  segment_id: 'segment',
  audience: 'segment',
  in_segment: 'segment',
  model: 'score',
}

/**
 * What to say of a condition that is of no kind, or of several.
 * @param kinds all there are. @param given those whose key is there.
 */
export function kindMeant(value: unknown, kinds: readonly string[], given: readonly string[]): string {
  const message = `a condition has exactly one of ${kinds.join(', ')}`
  if (typeof value === 'string') return `${message}; did you mean ${show({ event: { name: value }, within: '30d' })}?`
  if (Array.isArray(value)) return `${message}; did you mean all: [...]?`
  if (typeof value !== 'object' || value === null) return message
  if (given.length > 1) return `${message}; did you mean all: [${given.map((kind) => `{ ${kind}: ... }`).join(', ')}]?`
  const keys = Object.keys(value)
  const operator = keys.find((key) => /^(operator|op|type|combinator|logic)$/i.test(key))
  const group = operator === undefined ? undefined : SYNONYMS[String(fieldOf(value, operator)).toLowerCase()]
  if (group === 'all' || group === 'any') return `${message}; did you mean ${group}: [...]?`
  for (const key of keys) {
    const lower = key.toLowerCase()
    const meant = Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : nearestOf(key, kinds)
    if (meant !== undefined) return `${message}; instead of "${key}", did you mean "${meant}"?`
  }
  return message
}
