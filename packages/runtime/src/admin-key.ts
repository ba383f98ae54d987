import type { StoredKey } from '@weir/contracts'
import type { ConfigView } from './config-view.ts'
import { createKey, hashOf, isKey, keyId } from './keys.ts'

/**
 * Sees to it that somebody can administer the service: the operator's key is stored (hashed) and
 * takes the place of those before it, and where there is neither one nor any other admin key, one
 * is made.
 * @returns the raw key if it is known now: given by the operator, or just made (to be printed
 *   once).
 */
export async function ensureAdminKey(
  config: ConfigView,
  given: string | undefined,
  now: number,
): Promise<{ key: string | undefined; made: boolean }> {
  if (given !== undefined) {
    await storeOperator(config, given, now)
    return { key: given, made: false }
  }
  if (config.keys().some((key) => key.scopes.includes('admin'))) return { key: undefined, made: false }
  const { secret, stored } = createKey('first admin', ['admin'], now)
  await config.put(`key:${stored.id}`, stored)
  return { key: secret, made: true }
}

/**
 * There is one key of the operator: the one that is given now takes the place of those before it.
 */
async function storeOperator(config: ConfigView, given: string, now: number): Promise<void> {
  const id = keyId(given)
  const known = config.key(id)
  const former = config.keys().filter((key) => key.id !== id && isOperator(key, config))
  // A chosen key of an earlier version is stored anew, with a hash that takes longer to guess.
  const isSame = known?.operator === true && known.scopes.includes('admin') && (await isKey(given, known))
  if (!isSame) {
    const key: StoredKey = { id, name: 'operator', ...(await hashOf(given)), scopes: ['admin'], created_at: now, operator: true }
    await config.put(`key:${id}`, key)
  }
  for (const key of former) await config.put(`key:${key.id}`, undefined)
}

/**
 * Earlier versions marked it by its name alone; once there is a marked one, others of that name are
 * somebody's own.
 */
function isOperator(key: StoredKey, config: ConfigView): boolean {
  if (key.operator === true) return true
  const isMarked = config.keys().some(({ operator }) => operator === true)
  return !isMarked && key.name === 'operator' && key.sources === undefined && key.scopes.join() === 'admin'
}
