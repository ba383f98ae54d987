import { timingSafeEqual } from 'node:crypto'
import type { ConfigView } from './config-view.ts'
import { createKey, hashKey, keyId } from './keys.ts'

/**
 * Sees to it that somebody can administer the service: the operator's key is stored (hashed), and where there is neither one
 * nor any other admin key, one is made.
 * @returns the raw key if it is known now: given by the operator, or just made (to be printed once).
 */
export async function ensureAdminKey(
  config: ConfigView,
  given: string | undefined,
  now: number,
): Promise<{ key: string | undefined; made: boolean }> {
  if (given !== undefined) {
    const known = config.key(keyId(given))
    const hash = hashKey(given)
    const same = known?.scopes.includes('admin') === true && timingSafeEqual(Buffer.from(known.hash), Buffer.from(hash))
    if (!same)
      await config.put(`key:${keyId(given)}`, { id: keyId(given), name: 'operator', hash, scopes: ['admin'], created_at: now })
    return { key: given, made: false }
  }
  if (config.keys().some((key) => key.scopes.includes('admin'))) return { key: undefined, made: false }
  const { secret, stored } = createKey('first admin', ['admin'], now)
  await config.put(`key:${stored.id}`, stored)
  return { key: secret, made: true }
}
