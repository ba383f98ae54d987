import { originAllowedBy, originOf } from '@weir/contracts'
import type { Source, StoredKey } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import { fault } from '../parse/fault.ts'
import type { Fault } from '../parse/fault.ts'

/**
 * Looks for sources that another process stored a moment ago before a request is refused for an
 * unknown one.
 */
export async function freshSources(config: ConfigView, codes: Iterable<string>): Promise<void> {
  for (const code of codes) if (!config.source(code)) return config.caughtUp()
}

/**
 * Sources that the holder of a key may send for.
 * @param path of the field that names the source, for the fault.
 */
export function permitted(config: ConfigView, key: StoredKey, path: string): (code: string) => Source | Fault {
  return (code) => {
    const source = config.source(code)
    if (!source) return fault('unknown_source', path, 'No permission: the source is not known.')
    if (key.sources !== undefined && !key.sources.includes(code))
      return fault('missing_scope', path, 'No permission: the key is limited to other sources.')
    return source
  }
}

/**
 * Whether a page may send for the source. Sources that list no origins take hits from everywhere.
 * @param origin the Origin header; a GET without one (an image) is judged by its referrer.
 */
export function originAllowed(
  { allowed_origins: allowed }: Source,
  origin: string | undefined,
  referrer: string | undefined,
): boolean {
  if (!allowed || allowed.length === 0) return true
  const from = originOf(origin ?? referrer)
  return from !== undefined && allowed.some((one) => originAllowedBy(one, from))
}
