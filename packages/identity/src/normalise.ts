import { hash } from 'node:crypto'
import type { IdType } from '@weir/contracts'
import { isPersonal, looksNational } from './personal.ts'
import { phone } from './phone.ts'
import { isPlaceholder } from './placeholders.ts'
import { trimmed, withoutZeroWidth } from './text.ts'

/** TikTok's own test for "already hashed" (gtm-template-eapi), case folded afterwards. */
const SHA256_HEX = /^[0-9a-fA-F]{64}$/
const LENGTH_MAX = 512

/**
 * Ids that a source vouches for although they look like nothing (see `allowed_placeholders` of a
 * source), and their hashes.
 */
export type VouchedIds = Pick<ReadonlySet<string>, 'has'>
/** The types whose values a sender makes up, so that `0` may be the first of them. */
const VOUCHABLE: ReadonlySet<IdType> = new Set<IdType>(['external_id', 'anonymous_id'])

/** @param allowed the source's `allowed_placeholders`. */
export function vouchedIds(allowed: readonly string[] | undefined): VouchedIds | undefined {
  return allowed && new Set(allowed.flatMap((id) => [id, sha256(id)]))
}

/**
 * One identifier as it is kept: e-mail, phone and external_id as SHA-256 (64 lower-case hex), the
 * others in their plain form.
 * @param value as sent, trimmed or not.
 * @param vouched ids that are taken although they look like placeholders; only for external_id and
 *   anonymous_id.
 * @returns undefined when it identifies nobody (a placeholder, no e-mail address, too long ...).
 */
export function normalise(type: IdType, value: string, vouched?: VouchedIds): string | undefined {
  const text = trimmed(value)
  if (text.length === 0 || text.length > LENGTH_MAX) return undefined
  const kept = SHA256_HEX.test(text) ? text.toLowerCase() : canonical(type, text)
  if (kept === undefined) return undefined
  const known = VOUCHABLE.has(type) && vouched?.has(kept) === true
  if (!known && (isPlaceholder(text) || (type === 'phone' && isPlaceholder(kept)))) return undefined
  if (SHA256_HEX.test(kept)) return kept
  // A cookie id that is somebody's address in clear must not get into the log either.
  return HASHED.has(type) || kept.includes('@') || isPersonal(kept) || looksNational(kept) ? sha256(kept) : kept
}

const HASHED: ReadonlySet<IdType> = new Set<IdType>(['email', 'phone', 'external_id'])

function canonical(type: IdType, text: string): string | undefined {
  switch (type) {
    case 'email':
      return text.includes('@') ? withoutZeroWidth(text).toLowerCase() : undefined
    case 'phone':
      return phone(text)
    case 'idfa':
      return text.toUpperCase()
    case 'gaid':
      return text.toLowerCase()
    default:
      return text
  }
}

function sha256(text: string): string {
  return hash('sha256', text)
}
