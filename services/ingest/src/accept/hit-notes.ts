import { PURPOSES, standardNameMeant } from '@weir/contracts'
import type { Bot, Hit, Source } from '@weir/contracts'
import type { ParsedEvent } from '../parse/parsed-event.ts'
import { NO_NOTES, note } from '../parse/notes.ts'
import type { Note } from '../parse/notes.ts'
import { unreadStated } from '../parse/stated.ts'

/**
 * Notes about an accepted hit: a name that is nearly a standard one, a sender's fast clock, no
 * person, a machine that sent it, consent that is missing or in an unknown form, a country or a
 * device that is not read.
 */
export function hitNotes(hit: Hit, source: Source, { time, timeField, consent, stated }: ParsedEvent): readonly Note[] {
  let notes: Note[] | undefined
  const standard = meantBy(hit.sent_name ?? hit.name)
  if (standard !== undefined)
    (notes ??= []).push(note('unknown_event_name', 'event', `"${hit.name}" is a custom event: did you mean "${standard}"?`))
  if (time !== undefined && time !== hit.event_time) (notes ??= []).push(note('clock_corrected', timeField, CORRECTED))
  if (isUnsaid(hit)) (notes ??= []).push(UNSAID[source.consent_basis])
  if (consent.unreadable !== undefined)
    for (const { kind, why } of consent.unreadable) (notes ??= []).push(note('consent_unread', 'consent', unreadable(kind, why)))
  if (consent.unread === true) (notes ??= []).push(UNREAD)
  if (stated !== undefined)
    for (const field of unreadStated(stated)) (notes ??= []).push(note('stated_unread', stated.at[field], STATED[field]))
  if (hit.bot !== undefined) (notes ??= []).push(BOT[hit.bot])
  if (hit.ids.length === 0) (notes ??= []).push(hit.consent.storage.granted ? UNNAMED : UNSTORED)
  return notes ?? NO_NOTES
}

function isUnsaid({ consent }: Hit): boolean {
  for (const purpose of PURPOSES) if (consent[purpose].by !== 'basis') return false
  return true
}

// Notes that do not quote the hit are made once, for they come with every hit of a source.

const CORRECTED = 'The clock of the sender is fast: the time was set right by "sent_at".'

const KEPT =
  'its event is in no segment, and in reports only where they ask for bots. "bots": "ignore" at the source takes all for people.'
const BOT: Record<Bot, Note> = {
  user_agent: note('bot', 'user', `The user agent is that of a machine: ${KEPT}`),
  data_centre: note('bot', 'user', `It comes from a data centre: ${KEPT}`),
}

const STATED = {
  country: 'This is no code of two letters (ISO 3166-1), such as "DE": the event states no country.',
  device:
    'This is no platform such as "android" or "ios" (one to three words of letters, at most 24 characters): the event states no device.',
}

const UNREAD = note(
  'consent_unread',
  'consent',
  'Something in the consent object is not understood: what it does not state in a known form counts as refused. ' +
    'Give { "purposes": { "storage": true, ... } }, { "tcf": "CP..." } or { "ad_storage": "granted", ... }.',
)

function unreadable(kind: string, why: string): string {
  return `A string (${kind}) cannot be read, so everything in it counts as refused: ${why}. Give the string as the consent banner made it.`
}

const UNSAID: Record<Source['consent_basis'], Note> = {
  assumed: note(
    'no_consent_stated',
    'consent',
    'No consent was stated: granted, as the source only sends consented hits ("consent_basis": "assumed").',
  ),
  required: note(
    'no_consent_stated',
    'consent',
    'No consent was stated: denied, as the source requires it ("consent_basis": "required").',
  ),
}

const UNNAMED = note('without_person', 'user', 'No identifier: the event counts in source totals only, for nobody.')
const UNSTORED = note('without_person', 'user', 'Without consent to storage: the event counts in source totals only, for nobody.')

/**
 * Custom names repeat with every event: each is compared with the standard ones once, and this many
 * are remembered.
 */
const NAMES_MAX = 1_000
const looked = new Map<string, string | undefined>()

function meantBy(name: string): string | undefined {
  if (looked.has(name)) return looked.get(name)
  if (looked.size >= NAMES_MAX) looked.clear()
  const standard = standardNameMeant(name)
  looked.set(name, standard)
  return standard
}
