import { fieldOf, isObject } from '@weir/contracts'
import { USER_FIELDS } from '@weir/identity'
import { distance } from 'fastest-levenshtein'
import { speaksOfConsent } from './misplaced-consent.ts'
import { NO_NOTES, note } from './notes.ts'
import type { Note } from './notes.ts'

/**
 * Where a sender's own keys are dropped, and those that are read there. `properties`, `page` and
 * `traits` keep any key.
 */
const KNOWN: readonly (readonly [section: string, known: ReadonlySet<string>])[] = Object.entries({
  '': new Set<string>([
    'event',
    'event_id',
    'message_id',
    'event_time',
    'sent_at',
    'source',
    'user',
    'properties',
    'page',
    'ad',
    'video',
    'experiment',
    'traits',
    'consent',
    'limited_data_use',
    'test_event_code',
  ]),
  user: new Set([...USER_FIELDS.keys(), 'user_agent', 'locale', 'ip', 'country', 'device']),
  ad: new Set<string>([
    'campaign_id',
    'adgroup_id',
    'ad_id',
    'creative_id',
    'placement',
    'cost',
    'currency',
    'callback',
    'is_retargeting',
    'attributed',
    'attribution_type',
    'attribution_provider',
    'attribution_share',
  ]),
})

/** How many unknown keys of one section are named. */
const NAMED_MAX = 20

/**
 * Fields of a native event that are not read and not stored, each with the known one that it may be
 * meant to be.
 */
export function unknownFields(event: unknown): readonly Note[] {
  let notes: Note[] | undefined
  for (const [section, known] of KNOWN) {
    const place = section === '' ? event : fieldOf(event, section)
    if (!isObject(place)) continue
    let named = 0
    for (const key of Object.keys(place)) {
      if (known.has(key) || speaksOfConsent(key)) continue
      if (++named > NAMED_MAX) break
      ;(notes ??= []).push(unknownField(section === '' ? key : `${section}.${key}`, key, known))
    }
  }
  return notes ?? NO_NOTES
}

function unknownField(path: string, key: string, known: ReadonlySet<string>): Note {
  const meant = key.length > 64 ? undefined : nearest(key.toLowerCase(), known)
  const hint = meant === undefined ? 'your own values belong into properties or traits' : `did you mean "${meant}"?`
  return note('unknown_field', path, `The field is not known and was not stored: ${hint}`)
}

/**
 * By what senders call it elsewhere, else one or two letters off, or the same with a word before or
 * after it.
 */
function nearest(key: string, known: ReadonlySet<string>): string | undefined {
  const other = ELSEWHERE.get(key.replace(/[_-]/g, ''))
  if (other !== undefined && known.has(other)) return other
  const near = [...known].map((name) => ({ name, far: distance(name, key) })).sort((a, b) => a.far - b.far)[0]
  return near !== undefined && near.far <= (key.length < 5 ? 1 : 2) ? near.name : undefined
}

const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['mail', 'email'],
  ['emailaddress', 'email'],
  ['useremail', 'email'],
  ['customeremail', 'email'],
  ['emails', 'email'],
  ['em', 'email'],
  ['tel', 'phone'],
  ['telephone', 'phone'],
  ['mobile', 'phone'],
  ['phones', 'phone'],
  ['userid', 'external_id'],
  ['customerid', 'external_id'],
  ['uid', 'external_id'],
  ['id', 'external_id'],
  ['externalids', 'external_id'],
  ['anonymousid', 'anonymous_id'],
  ['visitorid', 'anonymous_id'],
  ['clickid', 'ttclid'],
  ['useragent', 'user_agent'],
  ['name', 'event'],
  ['eventname', 'event'],
  ['type', 'event'],
  ['timestamp', 'event_time'],
  ['time', 'event_time'],
  ['pixelcode', 'source'],
  ['sourceid', 'source'],
  ['eventsourceid', 'source'],
  ['context', 'page'],
  ['url', 'page'],
  ['value', 'properties'],
  ['currency', 'properties'],
  ['contents', 'properties'],
  ['price', 'properties'],
  ['orderid', 'properties'],
  ['dataprocessingoptions', 'limited_data_use'],
  ['campaign', 'campaign_id'],
  ['adgroup', 'adgroup_id'],
  ['spend', 'cost'],
])
