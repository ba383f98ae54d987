// Held by config-poison.test.ts
import type { ConfigView } from './config-view.ts'

/** What an operator should know of the control plane; undefined when all of it could be read. */
export function configTrouble(view: ConfigView): string | undefined {
  const found = view.unreadable()
  if (found.length === 0) return undefined
  const places = found.slice(0, 5).map(({ kind, offset }) => `${kind} at offset ${offset}`)
  return (
    `${found.length} of the records of weir.config cannot be read (${places.join(', ')}): keys among them are refused, ` +
    'of the others the last readable version is in force; store them again, or update this process'
  )
}
