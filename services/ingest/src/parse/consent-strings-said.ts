import { PURPOSES, recordOf } from '@weir/contracts'
import { flagOf } from './fields.ts'
import type { ConsentString, SaidAboutConsent } from './parsed-event.ts'

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
 * the TCF string does not apply, `gpp_sid` which sections of the GPP string do (-1: none).
 * @param fields of that object that are strings or about them, and say anything.
 */
export function addStrings(fields: readonly [StringKey, unknown][], all: SaidAboutConsent): void {
  const isOutsideGdpr = fields.some(([key, value]) => key === 'gdpr' && flagOf(value) === false)
  const sections = sectionsIn(fields)
  for (const [key, value] of fields) {
    if (key === 'gdpr' || key === 'sections') continue
    if (key === 'tcf' && isOutsideGdpr) continue
    if (key === 'gpp' && sections?.includes(NO_SECTION)) continue
    if (typeof value === 'string') add({ kind: key, text: value.trim(), ...(key === 'gpp' && sections ? { sections } : {}) }, all)
    else refuse(key, all)
  }
}

function add(string: ConsentString, all: SaidAboutConsent): void {
  const strings = (all.strings ??= [])
  const isKnown = strings.some(
    (one) => one.kind === string.kind && one.text === string.text && String(one.sections) === String(string.sections),
  )
  if (!isKnown) strings.push(string)
}

/** No text where a string belongs: it counts like one that cannot be read. */
function refuse(kind: ConsentString['kind'], all: SaidAboutConsent): void {
  all[kind === 'tcf' ? 'tcf' : 'gpp'] = recordOf(PURPOSES, () => false)
  all.unread = true
}

/** Whether a word on what applies can be read at all. */
export function isReadable(key: StringKey, value: unknown): boolean {
  if (key === 'gdpr') return flagOf(value) !== undefined
  return key !== 'sections' || sectionsOf(value) !== undefined
}

const NO_SECTION = -1

/** @returns undefined when nobody says which apply (0: not known yet): then all do. */
function sectionsIn(fields: readonly [StringKey, unknown][]): number[] | undefined {
  const stated = fields.find(([key]) => key === 'sections')
  const sections = stated && sectionsOf(stated[1])
  return sections === undefined || sections.length === 0 || sections.includes(0) ? undefined : sections
}

/** A list, one number, or numbers with commas or underscores between them. */
function sectionsOf(value: unknown): number[] | undefined {
  const items: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,_]/) : [value]
  const ids = items.map((item) => (typeof item === 'string' && /^\s*-?\d{1,3}\s*$/.test(item) ? Number(item) : item))
  return ids.every((id): id is number => typeof id === 'number' && Number.isInteger(id)) ? ids : undefined
}
