import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { WeirError } from '@weir/contracts'
import type { StoredKey } from '@weir/contracts'

/**
 * Keys that somebody chose can be guessed, so what is stored of them takes long to compute: scrypt
 * with a salt of its own. A generated key has 256 bits of chance, of which a SHA-256 gives nothing
 * away.
 */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 << 20 }
const HASH_BYTES = 32
const derive = promisify<string, string, number, typeof COST, Buffer>(scrypt)

/**
 * A computation takes a tenth of a second of one core and 32 MB: whoever sends wrong keys gets one
 * at a time, and so many may wait.
 */
const WAITING_MAX = 20
/** So many verdicts are remembered. */
const VERDICTS_MAX = 1_000

/**
 * Verdicts, by what is stored and a digest of what was given: so a key is looked at once, as long
 * as its record stays the same.
 */
const verdicts = new Map<string, boolean>()
/** What is being looked at: all that come with one key meanwhile wait for the same computation. */
const pending = new Map<string, Promise<boolean>>()
let turn: Promise<unknown> = Promise.resolve()

export async function hashChosen(secret: string): Promise<{ hash: string; salt: string }> {
  const salt = randomBytes(16).toString('hex')
  return { hash: (await derive(secret, salt, HASH_BYTES, COST)).toString('hex'), salt }
}

/**
 * Whether this is the chosen key that was stored.
 * @throws WeirError rate_limited when too many others are being looked at.
 */
export async function isChosen(secret: string, { hash, salt }: StoredKey & { salt: string }): Promise<boolean> {
  const name = `${hash} ${salt} ${createHash('sha256').update(secret).digest('base64')}`
  const known = verdicts.get(name)
  if (known !== undefined) return known
  const begun = pending.get(name)
  if (begun) return begun
  if (pending.size >= WAITING_MAX)
    throw new WeirError('rate_limited', 'too many keys that are not known are being looked at: try again')
  const mine = turn.then(() => compute(secret, hash, salt))
  // The next one in line does not fail with this one, which is thrown below.
  turn = mine.catch(() => undefined)
  pending.set(name, mine)
  try {
    const verdict = await mine
    remember(name, verdict)
    return verdict
  } finally {
    pending.delete(name)
  }
}

async function compute(secret: string, hash: string, salt: string): Promise<boolean> {
  const given = await derive(secret, salt, HASH_BYTES, COST)
  const stored = Buffer.from(hash, 'hex')
  return given.length === stored.length && timingSafeEqual(given, stored)
}

/**
 * Wrong ones make room first: a flood of them must not have the right one computed again and again.
 */
function remember(name: string, verdict: boolean): void {
  if (verdicts.size >= VERDICTS_MAX) for (const [other, isRight] of verdicts) if (!isRight) verdicts.delete(other)
  if (verdicts.size >= VERDICTS_MAX) verdicts.clear()
  verdicts.set(name, verdict)
}
