import { PURPOSES, recordOf } from '@weir/contracts'
import { flagOf } from './fields.ts'
import type { ConsentPlace, ConsentString, SaidAboutConsent } from './parsed-event.ts'

/** What a key holds: a string, or a word on whether it applies. */
type StringKey = ConsentString['kind'] | 'gdpr' | 'sections'

const words = (kind: StringKey, ...keys: string[]): [string, StringKey][] => keys.map((key) => [key, kind])
const KEYS: ReadonlyMap<string, StringKey> = new Map([
  ...words('tcf', 'tcf', 'tcfstring', 'tcstring', 'tcfconsent', 'iabtcftcstring', 'consentstring', 'gdprconsent'),
  ...words('gpp', 'gpp', 'gppstring', 'iabgpphdrgppstring'),
  ...words('us_privacy', 'usprivacy', 'usprivacystring', 'iabusprivacystring'),
  ...words('gdpr', 'gdpr', 'gdprapplies', 'iabtcfgdprapplies'),
  ...words('sections', 'gppsid', 'iabgppgppsid', 'applicablesections'),
])

/** What a key is read as where consent strings may stand, in any spelling. */
export function stringKeyOf(key: string): StringKey | undefined {
  return key.length > 40 ? undefined : KEYS.get(key.toLowerCase().replace(/[_\s-]/g, ''))
}

/**
 * Adds the IAB strings that stand beside one another, as fields of one object. `gdpr: 0` says that
 * the TCF string does not apply, `gpp_sid` which sections of the GPP string do (-1: none); where
 * two of these words differ, the string applies.
 * @param fields of that object that are strings or about them, and say anything.
 * @param here the place that the object is.
 */
export function addStrings(fields: readonly [StringKey, unknown][], here: ConsentPlace, all: SaidAboutConsent): void {
  const isOutsideGdpr = isOutside(fields)
  const sections = sectionsIn(fields)
  for (const [key, value] of fields) {
    if (key === 'gdpr' || key === 'sections') continue
    if (key === 'tcf' && isOutsideGdpr) continue
    if (key === 'gpp' && sections?.length === 0) continue
    if (typeof value !== 'string') {
      // It counts like a string that cannot be read.
      here[key === 'us_privacy' ? 'usPrivacy' : key] = recordOf(PURPOSES, () => false)
      all.unread = true
    } else (here.strings ??= []).push({ kind: key, text: value.trim(), ...(key === 'gpp' && sections ? { sections } : {}) })
  }
}

function isOutside(fields: readonly [StringKey, unknown][]): boolean {
  const words = fields.filter(([key]) => key === 'gdpr')
  return words.length > 0 && words.every(([, value]) => flagOf(value) === false)
}

/** Whether a word on what applies can be read at all. */
export function isReadable(key: StringKey, value: unknown): boolean {
  if (key === 'gdpr') return flagOf(value) !== undefined
  return key !== 'sections' || sectionsOf(value) !== undefined
}

const NO_SECTION = -1

/** @returns none for -1; undefined when it is not known which apply (0): then all do. */
function sectionsIn(fields: readonly [StringKey, unknown][]): number[] | undefined {
  const words = fields.filter(([key]) => key === 'sections').map(([, value]) => sectionsOf(value) ?? [])
  if (words.length === 0 || words.some((ids) => ids.length === 0 || ids.includes(0))) return undefined
  return [...new Set(words.flat())].filter((id) => id !== NO_SECTION)
}

/** A list, one number, or numbers with commas or underscores between them. */
function sectionsOf(value: unknown): number[] | undefined {
  const items: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,_]/) : [value]
  const ids = items.map((item) => (typeof item === 'string' && /^\s*-?\d{1,3}\s*$/.test(item) ? Number(item) : item))
  return ids.every((id): id is number => typeof id === 'number' && Number.isInteger(id)) ? ids : undefined
}
