import { isObject } from '@weir/contracts'
import { isNothing, addConsent, addGpc, noteSent } from './consent-said.ts'
import { addStrings, stringKeyOf } from './consent-strings-said.ts'
import { flagOf } from './fields.ts'
import { NO_NOTES, note } from './notes.ts'
import type { Note } from './notes.ts'
import type { ConsentPlace, SaidAboutConsent } from './parsed-event.ts'

/** Where senders say it besides `consent` at the top: paths from the event. */
const PLACES = ['', 'user', 'context', 'context.user', 'properties'].map((path) => ({
  path,
  keys: path === '' ? [] : path.split('.'),
}))

/**
 * What a key says of consent. `object`: the same as `consent` when it is an object. `string`: an
 * IAB string, `about`: whether one applies. `signal`: a string of a framework that is not read.
 * `field`: one of Google's or Shopify's, by itself. `objection`: says something only when it is
 * true.
 */
type Kind = 'object' | 'string' | 'about' | 'signal' | 'field' | 'gpc' | 'objection'

const words = (kind: Kind, ...keys: string[]): [string, Kind][] => keys.map((key) => [key, kind])
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...words('object', 'consent', 'consents', 'consentmode', 'consentstate', 'consentstatus', 'consentsettings'),
  ...words('object', 'consentpreferences', 'googleconsent', 'googleconsentmode', 'userconsent', 'cookieconsent'),
  ...words('object', 'gdprconsent', 'marketingconsent', 'trackingconsent', 'adconsent'),
  ...words('object', 'customerprivacy'),
  ...words('signal', 'gcs'),
  ...words('field', 'analyticsprocessingallowed', 'marketingallowed', 'preferencesprocessingallowed', 'saleofdataallowed'),
  ...words('field', 'adstorage', 'aduserdata', 'adpersonalization', 'analyticsstorage'),
  ...words('gpc', 'gpc', 'globalprivacycontrol', 'secgpc'),
  ...words('objection', 'optout', 'optedout', 'donotsell', 'donotsellorshare'),
])

/** Keys come again with every event: each is looked at once, up to so many. */
const KEYS_MAX = 5_000
const seen = new Map<string, Kind | undefined>()

function kindOf(key: string): Kind | undefined {
  if (seen.has(key)) return seen.get(key)
  if (seen.size >= KEYS_MAX) seen.clear()
  const kind = key.length > 40 ? undefined : (KINDS.get(key.toLowerCase().replace(/[_\s-]/g, '')) ?? stringKind(key))
  seen.set(key, kind)
  return kind
}

function stringKind(key: string): Kind | undefined {
  const kind = stringKeyOf(key)
  if (kind === undefined) return undefined
  return kind === 'gdpr' || kind === 'sections' ? 'about' : 'string'
}

/**
 * Adds what an event says of consent in other places than its dialect has for that: in a known form
 * it counts, a denial before a grant; in another it is unread, for it may be a refusal.
 * @param read paths where the dialect reads consent itself, besides the top.
 * @returns a note for each such place.
 */
export function readMisplaced(event: unknown, read: readonly string[], all: SaidAboutConsent): readonly Note[] {
  let notes: Note[] | undefined
  for (const { path: place, keys } of PLACES) {
    const section = sectionOf(event, keys)
    const spoken = section && spokenIn(section)
    if (!spoken) continue
    addStringsIn(section, spoken, place, read, all)
    for (const key of spoken) {
      const kind = kindOf(key)
      const value = section[key]
      if (kind === undefined || isNothing(value)) continue
      const path = place === '' ? key : `${place}.${key}`
      if (path === 'consent' || read.includes(path)) continue
      if (add(kind, key, value, all)) (notes ??= []).push(note('consent_misplaced', path, MISPLACED))
    }
  }
  return notes ?? NO_NOTES
}

/** The keys of a section that speak of consent; undefined where none does, as in most. */
function spokenIn(section: Record<string, unknown>): string[] | undefined {
  let spoken: string[] | undefined
  for (const key of Object.keys(section)) if (kindOf(key) !== undefined) (spoken ??= []).push(key)
  return spoken
}

/** The IAB strings in a section, with what says whether they apply, are one place. */
function addStringsIn(
  section: Record<string, unknown>,
  spoken: readonly string[],
  place: string,
  read: readonly string[],
  all: SaidAboutConsent,
): void {
  const strings = spoken.flatMap((key) => {
    const [kind, value] = [stringKeyOf(key), section[key]]
    const isElsewhere = isNothing(value) || isObject(value) || read.includes(place === '' ? key : `${place}.${key}`)
    return kind === undefined || isElsewhere ? [] : [[kind, value] satisfies [unknown, unknown]]
  })
  if (strings.length === 0) return
  const here: ConsentPlace = {}
  all.stated.push(here)
  addStrings(strings, here, all)
  noteSent(Object.fromEntries(spoken.filter((key) => stringKeyOf(key) !== undefined).map((key) => [key, section[key]])), all)
}

/** Whether a key is read as consent wherever it stands, so that nobody calls it unknown. */
export function speaksOfConsent(key: string): boolean {
  return kindOf(key) !== undefined
}

const MISPLACED =
  'What is said of consent belongs into "consent": { "purposes": { "storage": true, ... } }, { "tcf": "CP..." } or { "ad_storage": "granted", ... }. ' +
  'Here it counts in one of these forms, and as refused in any other.'

/** @returns whether it said anything. */
function add(kind: Kind, key: string, value: unknown, all: SaidAboutConsent): boolean {
  switch (kind) {
    case 'gpc':
      noteSent({ [key]: value }, all)
      addGpc(value, all)
      return true
    case 'field':
      addConsent({ [key]: value }, all)
      return true
    case 'objection':
      if (flagOf(value) === false) return false
      noteSent({ [key]: value }, all)
      all.unread = true
      all.optOut = true
      return true
    case 'signal':
      noteSent({ [key]: value }, all)
      all.unread = true
      return true
    case 'about':
      return false
    case 'string':
      // A text was read with its neighbours.
      if (isObject(value)) all.unread = true
      return true
    case 'object':
      if (stringKeyOf(key) === undefined || isObject(value)) addConsent(value, all)
      return true
  }
}

function sectionOf(event: unknown, keys: readonly string[]): Record<string, unknown> | undefined {
  let found = event
  for (const key of keys) found = isObject(found) ? found[key] : undefined
  return isObject(found) ? found : undefined
}
