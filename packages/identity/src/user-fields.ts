import type { IdType } from '@weir/contracts'

/**
 * Under which keys senders put identifiers (TikTok Events API 1.0 and 2.0, the pixel's `identify`,
 * our native form), and what they are. A Map: keys come from outside, and `constructor` must not
 * find anything.
 */
export const USER_FIELDS: ReadonlyMap<string, IdType> = new Map<string, IdType>([
  ['external_id', 'external_id'],
  ['email', 'email'],
  ['emails', 'email'],
  ['sha256_email', 'email'],
  ['phone', 'phone'],
  ['phone_number', 'phone'],
  ['phone_numbers', 'phone'],
  ['sha256_phone', 'phone'],
  ['sha256_phone_number', 'phone'],
  ['idfa', 'idfa'],
  ['gaid', 'gaid'],
  ['idfv', 'idfv'],
  ['ttp', 'ttp'],
  ['ttclid', 'ttclid'],
  ['anonymous_id', 'anonymous_id'],
])
