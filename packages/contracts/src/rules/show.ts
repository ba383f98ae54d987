const TEXT_MAX = 60
const ITEMS_MAX = 5

/** As a rule would be written by hand: `{ gte: 3 }`, `"30d"`. Long texts and lists are cut. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}...` : value)
  if (Array.isArray(value))
    return `[${[...value.slice(0, ITEMS_MAX).map(show), ...(value.length > ITEMS_MAX ? ['...'] : [])].join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).slice(0, ITEMS_MAX)
  return `{ ${entries.map(([key, v]) => `${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${show(v)}`).join(', ')} }`
}
