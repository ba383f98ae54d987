import { createHash } from 'node:crypto'
import type { IdType } from '@weir/contracts'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { isPersonal } from './personal.ts'
import { isPlaceholder } from './placeholders.ts'

/** TikTok's own test for "already hashed" (gtm-template-eapi), case folded afterwards. */
const SHA256_HEX = /^[0-9a-fA-F]{64}$/
const LENGTH_MAX = 512

/**
 * One identifier as it is kept: e-mail, phone and external_id as SHA-256 (64 lower-case hex), the others in their plain form.
 * @param value as sent, trimmed or not.
 * @returns undefined when it identifies nobody (a placeholder, no e-mail address, too long ...).
 */
export function normalise(type: IdType, value: string): string | undefined {
  const text = value.trim()
  if (text.length === 0 || text.length > LENGTH_MAX) return undefined
  const plain = SHA256_HEX.test(text) ? text.toLowerCase() : canonical(type, text)
  if (plain === undefined || isPlaceholder(plain)) return undefined
  if (SHA256_HEX.test(plain)) return plain
  // A cookie id that is somebody's address in clear must not get into the log either.
  return HASHED.has(type) || plain.includes('@') || isPersonal(plain) ? sha256(plain) : plain
}

const HASHED: ReadonlySet<IdType> = new Set<IdType>(['email', 'phone', 'external_id'])

function canonical(type: IdType, text: string): string | undefined {
  switch (type) {
    case 'email':
      return text.includes('@') ? text.toLowerCase() : undefined
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

const E164 = /^\+[1-9]\d{4,14}$/

/**
 * Spaces, brackets, dots and dashes go, a leading `+` stays (TikTok: E.164 with `+`). Digits without `+` are kept as they are: a country
 * code that the sender left out is not ours to guess. Only a number that says its country but is no E.164 yet
 * (`+49 (0)151 ...`, `tel:+1 ...`) is read with libphonenumber.
 */
function phone(text: string): string | undefined {
  const stripped = text.replace(/[\s()[\]./\-‐-―]/g, '')
  if (/^\d+$/.test(stripped)) return stripped.length >= 5 ? stripped : undefined
  if (E164.test(stripped) && !text.includes('(0)')) return stripped
  const parsed = stripped.includes('+') ? parsePhoneNumberFromString(text)?.number : undefined
  return parsed ?? (/^\+\d{5,}$/.test(stripped) ? stripped : undefined)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
