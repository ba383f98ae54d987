import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { WeirError } from '@weir/contracts'
import type { Scope, StoredKey } from '@weir/contracts'
import type { ConfigView } from './config-view.ts'

/** `sk_<id>_<secret>`: the id is public (it finds the record), the 32 random bytes are the secret. Only its SHA-256 is stored. */
export function createKey(name: string, scopes: Scope[], now: number, sources?: string[]): { secret: string; stored: StoredKey } {
  const id = randomBytes(6).toString('hex')
  const secret = `sk_${id}_${randomBytes(32).toString('base64url')}`
  return { secret, stored: { id, name, hash: hashKey(secret), scopes, ...(sources ? { sources } : {}), created_at: now } }
}

export function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** The id under which a key of any form is stored; a key that the operator chose (`WEIR_ADMIN_KEY`) is stored under `admin`. */
export function keyId(secret: string): string {
  return /^sk_([0-9a-f]{12})_[\w-]{43}$/.exec(secret)?.[1] ?? 'admin'
}

/**
 * The stored key behind a secret that has the scope. `admin` includes every scope.
 * @throws WeirError bad_token (missing, unknown, revoked) or missing_scope.
 */
export function authorise(config: ConfigView, secret: string | undefined, scope: Scope): StoredKey {
  if (!secret) throw new WeirError('bad_token', 'send a key as "Authorization: Bearer <key>"')
  const stored = config.key(keyId(secret))
  const given = Buffer.from(hashKey(secret), 'hex')
  if (!stored || !timingSafeEqual(given, Buffer.from(stored.hash, 'hex')))
    throw new WeirError('bad_token', 'the key is not known, or was revoked')
  if (!stored.scopes.includes(scope) && !stored.scopes.includes('admin')) {
    throw new WeirError('missing_scope', `this needs a key with the scope "${scope}"`)
  }
  return stored
}

/** As {@link authorise}, for a key that another process may have made a moment ago. */
export async function authoriseFresh(config: ConfigView, secret: string | undefined, scope: Scope): Promise<StoredKey> {
  if (secret && !config.key(keyId(secret))) await config.caughtUp()
  return authorise(config, secret, scope)
}

/** @returns the secret of an `Authorization: Bearer` header. */
export function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer\s+(\S+)$/i.exec(header)?.[1]
}
