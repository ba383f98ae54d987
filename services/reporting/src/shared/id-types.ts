import { hash as digest } from 'node:crypto'
import type { IdType, Identifier } from '@weir/contracts'

/**
 * The forms in which identifiers leave (names as in TikTok's `calculate_type`, plus
 * EXTERNAL_ID_SHA256, which TikTok does not take in files). Device ids are hashed here,
 * lower-cased; e-mail, phone and external_id are hashes since the edge. FIRST_* is a device id of
 * either system; MAID_* is the same under the name that multi-type files use.
 */
const FORMS = {
  EMAIL_SHA256: { from: ['email'], hash: undefined, column: 'email_SHA256' },
  PHONE_SHA256: { from: ['phone'], hash: undefined, column: 'phone_SHA256' },
  EXTERNAL_ID_SHA256: { from: ['external_id'], hash: undefined, column: undefined },
  IDFA_SHA256: { from: ['idfa'], hash: 'sha256', column: 'MAID_SHA256' },
  GAID_SHA256: { from: ['gaid'], hash: 'sha256', column: 'MAID_SHA256' },
  FIRST_SHA256: { from: ['idfa', 'gaid'], hash: 'sha256', column: 'MAID_SHA256' },
  MAID_SHA256: { from: ['idfa', 'gaid'], hash: 'sha256', column: 'MAID_SHA256' },
  IDFA_MD5: { from: ['idfa'], hash: 'md5', column: 'MAID_MD5' },
  GAID_MD5: { from: ['gaid'], hash: 'md5', column: 'MAID_MD5' },
  FIRST_MD5: { from: ['idfa', 'gaid'], hash: 'md5', column: 'MAID_MD5' },
  MAID_MD5: { from: ['idfa', 'gaid'], hash: 'md5', column: 'MAID_MD5' },
} as const satisfies Record<string, { from: readonly IdType[]; hash: 'sha256' | 'md5' | undefined; column: string | undefined }>

export type ExportIdType = keyof typeof FORMS
// Written out above: there is a first one.
// oxlint-disable-next-line no-unsafe-type-assertion -- written out above
export const EXPORT_ID_TYPES = Object.keys(FORMS) as [ExportIdType, ...ExportIdType[]]

/** The types by which a segment's matchable members are counted. */
export const MATCH_TYPES = [
  'EMAIL_SHA256',
  'PHONE_SHA256',
  'EXTERNAL_ID_SHA256',
  'IDFA_SHA256',
  'GAID_SHA256',
] as const satisfies readonly ExportIdType[]

/** A person's values in one form, in the order in which they are known, each once. */
export function exportValues(identifiers: readonly Identifier[], type: ExportIdType): string[] {
  const { from, hash } = FORMS[type]
  const wanted: readonly IdType[] = from
  const values = identifiers.filter((id) => wanted.includes(id.type)).flatMap((id) => (hash ? hashed(hash, id.value) : id.value))
  return [...new Set(values)]
}

/** Whether the person has at least one value of the form (cheaper than making it). */
export function hasValue(identifiers: readonly Identifier[], type: ExportIdType): boolean {
  const wanted: readonly IdType[] = FORMS[type].from
  return identifiers.some((id) => wanted.includes(id.type))
}

/** The column of a multi-type file (TikTok `MULTIPLE_TYPES`), or undefined when TikTok has none. */
export function fileColumn(type: ExportIdType): string | undefined {
  return FORMS[type].column
}

/**
 * Senders may have hashed a device id already: such a value is its own SHA-256, and has no MD5 that
 * we could know.
 */
function hashed(algorithm: 'sha256' | 'md5', value: string): string[] {
  if (/^[0-9a-f]{64}$/i.test(value)) return algorithm === 'sha256' ? [value.toLowerCase()] : []
  return [digest(algorithm, value.toLowerCase(), 'hex')]
}
