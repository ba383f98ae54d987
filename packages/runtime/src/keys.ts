import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { WeirError } from '@weir/contracts'
import type { Scope, StoredKey } from '@weir/contracts'
import { hashChosen, isChosen } from './chosen-key.ts'
import type { ConfigView } from './config-view.ts'

/**
 * `sk_<id>_<secret>`: the id is public (it finds the record), the 32 random bytes are the secret.
 * Only its SHA-256 is stored.
 */
export function createKey(name: string, scopes: Scope[], now: number, sources?: string[]): { secret: string; stored: StoredKey } {
  const id = randomBytes(6).toString('hex')
  const secret = `sk_${id}_${randomBytes(32).toString('base64url')}`
  return { secret, stored: { id, name, hash: hashKey(secret), scopes, ...(sources ? { sources } : {}), created_at: now } }
}

function hashKey(secret: string): string {
  return hash('sha256', secret)
}

const CHOSEN = 'admin'

/**
 * The id under which a key of any form is stored; a key that the operator chose (`WEIR_ADMIN_KEY`)
 * is stored under `admin`.
 */
export function keyId(secret: string): string {
  return /^sk_([0-9a-f]{12})_[\w-]{43}$/.exec(secret)?.[1] ?? CHOSEN
}

/** What is stored of a key, whoever made it. */
export async function hashOf(secret: string): Promise<Pick<StoredKey, 'hash' | 'salt'>> {
  return keyId(secret) === CHOSEN ? hashChosen(secret) : { hash: hashKey(secret) }
}

/** Whether this is the key that was stored. @throws WeirError rate_limited, see chosen-key.ts. */
export async function isKey(secret: string, stored: StoredKey): Promise<boolean> {
  const { salt } = stored
  if (salt !== undefined) return isChosen(secret, { ...stored, salt })
  const [given, known] = [Buffer.from(hashKey(secret), 'hex'), Buffer.from(stored.hash, 'hex')]
  return given.length === known.length && timingSafeEqual(given, known)
}

/**
 * The stored key behind a secret that has the scope. `admin` includes every scope.
 * @throws WeirError bad_token (missing, unknown, revoked), missing_scope, or rate_limited.
 */
export async function authoriseFresh(config: ConfigView, secret: string | undefined, scope: Scope): Promise<StoredKey> {
  const stored = await knownKey(config, secret)
  mustHaveScope(stored, scope)
  return stored
}

/**
 * The stored key behind a secret, also one that another process may have made a moment ago.
 * @throws WeirError bad_token (missing, unknown, revoked), or rate_limited.
 */
export async function knownKey(config: ConfigView, secret: string | undefined): Promise<StoredKey> {
  if (!secret) throw new WeirError('bad_token', 'send a key as "Authorization: Bearer <key>"')
  if (!config.key(keyId(secret))) await config.caughtUp()
  const stored = config.key(keyId(secret))
  if (!stored || !(await isKey(secret, stored))) throw new WeirError('bad_token', 'the key is not known, or was revoked')
  return stored
}

/** @throws WeirError missing_scope. */
export function mustHaveScope({ scopes }: StoredKey, scope: Scope): void {
  if (scopes.includes(scope) || scopes.includes('admin')) return
  throw new WeirError('missing_scope', `this needs a key with the scope "${scope}"`)
}

/** @returns the secret of an `Authorization: Bearer` header. */
export function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer\s+(\S+)$/i.exec(header)?.[1]
}
