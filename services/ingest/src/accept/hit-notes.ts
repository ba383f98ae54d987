import { PURPOSES, standardNameMeant } from '@weir/contracts'
import type { Bot, Hit, Source } from '@weir/contracts'
import type { ParsedEvent } from '../parse/parsed-event.ts'
import { note } from '../parse/notes.ts'
import type { Note } from '../parse/notes.ts'

/**
 * Notes about an accepted hit: a name that is nearly a standard one, a sender's fast clock, no
 * person, a machine that sent it, consent that is missing or in an unknown form.
 */
export function hitNotes(hit: Hit, source: Source, { time, timeField, consent }: ParsedEvent): Note[] {
  const notes: Note[] = []
  const standard = meantBy(hit.sent_name ?? hit.name)
  if (standard !== undefined)
    notes.push(note('unknown_event_name', 'event', `"${hit.name}" is a custom event: did you mean "${standard}"?`))
  if (time !== undefined && time !== hit.event_time)
    notes.push(note('clock_corrected', timeField, 'The clock of the sender is fast: the time was set right by "sent_at".'))
  const isUnsaid = PURPOSES.every((purpose) => hit.consent[purpose].by === 'basis')
  if (isUnsaid) notes.push(note('no_consent_stated', 'consent', unsaid(source)))
  for (const { kind, why } of consent.unreadable ?? []) notes.push(note('consent_unread', 'consent', unreadable(kind, why)))
  if (consent.unread === true) notes.push(note('consent_unread', 'consent', UNREAD))
  if (hit.bot !== undefined) notes.push(note('bot', 'user', BOT[hit.bot]))
  if (hit.ids.length === 0) notes.push(note('without_person', 'user', nobody(hit)))
  return notes
}

const KEPT =
  'its event is in no segment, and in reports only where they ask for bots. "bots": "ignore" at the source takes all for people.'
const BOT: Record<Bot, string> = {
  user_agent: `The user agent is that of a machine: ${KEPT}`,
  data_centre: `It comes from a data centre: ${KEPT}`,
}

const UNREAD =
  'Something in the consent object is not understood: what it does not state in a known form counts as refused. ' +
  'Give { "purposes": { "storage": true, ... } }, { "tcf": "CP..." } or { "ad_storage": "granted", ... }.'

function unreadable(kind: string, why: string): string {
  return `A string (${kind}) cannot be read, so everything in it counts as refused: ${why}. Give the string as the consent banner made it.`
}

function unsaid({ consent_basis: basis }: Source): string {
  return basis === 'assumed'
    ? 'No consent was stated: granted, as the source only sends consented hits ("consent_basis": "assumed").'
    : 'No consent was stated: denied, as the source requires it ("consent_basis": "required").'
}

function nobody({ consent }: Hit): string {
  return consent.storage.granted
    ? 'No identifier: the event counts in source totals only, for nobody.'
    : 'Without consent to storage: the event counts in source totals only, for nobody.'
}

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
