import { durationMeant } from './durations.ts'
import { comparisonMeant } from './operators.ts'

/** The window that is probably meant by a text or by an object of other fields. */
export function windowMeant(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) {
    const word = typeof given === 'string' ? given.trim().toLowerCase() : ''
    if (/^(all( time)?|ever|forever|lifetime|always|any( time)?|\*|infinity)$/.test(word)) return 'all'
    if (word === 'today') return { whole_days: 1, include_today: true }
    return word === 'yesterday' ? { whole_days: 1 } : durationMeant(given)
  }
  const { start, end, after, before, ...rest }: Record<string, unknown> = { ...given }
  const [since, until] = [start ?? after, end ?? before]
  if (typeof since === 'string') return { since, ...(typeof until === 'string' ? { until } : {}) }
  const [[key, value] = ['', undefined]] = Object.entries(rest)
  if ('unit' in rest) return durationMeant([rest['value'] ?? rest['amount'] ?? 1, rest['unit']].join(' '))
  return typeof value === 'number' ? durationMeant(`${value} ${key}`) : durationMeant(value)
}

/** The selector that is probably meant; of one without any name, an example. */
export function selectorMeant(given: unknown): object | undefined {
  if (typeof given === 'string') return { name: given }
  if (Array.isArray(given)) return { names: given }
  if (typeof given !== 'object' || given === null) return undefined
  const { name, names, event, event_name, type }: Record<string, unknown> = { ...given }
  const said = name ?? event ?? event_name ?? type
  if (typeof said === 'string' && names === undefined) return { name: said }
  return said === undefined && names === undefined ? { name: 'Purchase' } : undefined
}

/** The measure of a path that is probably meant. */
export function measureMeant(given: unknown): object {
  if (typeof given === 'string' && comparisonMeant(given) === undefined) return { path: given, gte: 100 }
  const path = typeof given === 'object' && given !== null && 'path' in given ? given.path : 'properties.value'
  return { path, ...(comparisonMeant(given) ?? { gte: 100 }) }
}
