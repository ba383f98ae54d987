import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { WeirError } from '@weir/contracts'
import type { Scope, StoredKey, StoredSignIn } from '@weir/contracts'
import type { ConfigView } from './config-view.ts'
import { knownKey, mustHaveScope } from './keys.ts'

/** A working day: then a browser has to show its key again. */
const SIGN_IN_MS = 12 * 3_600_000
/** So many browsers are signed in with one key; the oldest makes room for a further one. */
const SIGN_INS_MAX = 20

/** Who is behind a request with a cookie. */
export interface SignedIn {
  key: StoredKey
  signIn: StoredSignIn
  /** What a request that changes something has to carry besides the cookie. */
  csrfToken: string
}

/**
 * Signs a browser in with a key.
 * @param now by the clock on the wall: the time of events may be another one.
 * @returns `token` for the cookie, which is stored as a hash only.
 * @throws WeirError bad_token, missing_scope (a key that may not read has nothing to look at), or
 *   rate_limited.
 */
export async function signIn(config: ConfigView, secret: string, now: number): Promise<SignedIn & { token: string }> {
  const key = await knownKey(config, secret)
  mustHaveScope(key, 'read')
  const id = randomBytes(9).toString('base64url')
  const token = `${id}.${randomBytes(32).toString('base64url')}`
  const signIn = { id, key: key.id, key_hash: key.hash, hash: digest(token), created_at: now, expires_at: now + SIGN_IN_MS }
  const ended = endedBy(config, signIn, now).map((id) => ({ key: `sign-in:${id}`, value: undefined }))
  await config.putAll([...ended, { key: `sign-in:${id}`, value: signIn }])
  return { key, signIn, token, csrfToken: csrfTokenOf(token) }
}

/** Those whose time or key is over, and the oldest of a key that has too many. */
function endedBy(config: ConfigView, { key }: StoredSignIn, now: number): string[] {
  const all = [...config.signIns().values()]
  const over = all.filter((one) => !isAlive(config, one, now))
  const ofKey = all.filter((one) => one.key === key && !over.includes(one))
  const oldest = ofKey.toSorted((a, b) => a.created_at - b.created_at).slice(0, Math.max(0, ofKey.length - SIGN_INS_MAX + 1))
  return [...over, ...oldest].map(({ id }) => id)
}

/** Those in force, the newest first. */
export function liveSignIns(config: ConfigView, now: number): StoredSignIn[] {
  const alive = [...config.signIns().values()].filter((one) => isAlive(config, one, now))
  return alive.toSorted((a, b) => b.created_at - a.created_at)
}

/**
 * Who is behind a cookie.
 * @throws WeirError bad_token when the browser is not signed in (any more).
 */
export async function signedIn(config: ConfigView, token: string, now: number): Promise<SignedIn> {
  const id = token.split('.', 1)[0] ?? ''
  if (!config.signIns().has(id)) await config.caughtUp()
  const signIn = config.signIns().get(id)
  const key = signIn && config.key(signIn.key)
  if (!signIn || !key || !isAlive(config, signIn, now) || !isSame(digest(token), signIn.hash))
    throw new WeirError('bad_token', 'the session has ended: sign in again')
  return { key, signIn, csrfToken: csrfTokenOf(token) }
}

/** @throws WeirError bad_csrf. */
export function mustHaveCsrf({ csrfToken }: SignedIn, given: unknown): void {
  if (typeof given === 'string' && isSame(digest(given), digest(csrfToken))) return
  throw new WeirError('bad_csrf', 'send the csrf_token of GET /v1/session in the header X-CSRF-Token')
}

/** With one key role and scopes are fixed, so a session needs no more than its key says. */
export function roleOf(scopes: readonly Scope[]): 'admin' | 'ad-ops' | 'viewer' {
  if (scopes.includes('admin')) return 'admin'
  return scopes.includes('export') ? 'ad-ops' : 'viewer'
}

function isAlive(config: ConfigView, { key, key_hash, expires_at }: StoredSignIn, now: number): boolean {
  return now < expires_at && config.key(key)?.hash === key_hash
}

/** Follows from the cookie, which no script and no other site can read. */
function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`csrf ${token}`).digest('base64url')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
