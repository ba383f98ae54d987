import { ByteReader, ByteWriter } from './bytes.ts'
import { readEvidence, writeEvidence } from './evidence.ts'
import { readIdentifiers, writeIdentifiers } from './identifiers.ts'
import { readLinks, writeLinks } from './links.ts'
import { readConsent, readTraits, writeConsent, writeTraits } from './profile.ts'
import { forgotten, readSaid, writeSaid } from './consent-statements.ts'
import { createEventList, readEvents, readInstant, readWindowState, writeInstant, writeWindowState } from './window-states.ts'
import type { EventList } from './window-states.ts'
import { newPerson } from '../person.ts'
import type { Person } from '../person.ts'

/**
 * A person as one compact blob: what the state store keeps under the person's id. An event that
 * several window states keep is written once and pointed at; instants are written as distances from
 * the person's first event, or as the place of the event that they are the time of. The first byte
 * is the format; a reader refuses what it does not know rather than guess.
 */
const FORMAT = 6
/** Does not know where the consent log has what was said. */
const FORMAT_WITHOUT_EVIDENCE = 5
/** Knows of nobody who is somebody else, and not of the hits that brought identifiers. */
const FORMAT_WITHOUT_LINKS = 4
/** Has no marks for what came without a key. */
const FORMAT_WITHOUT_KEYS = 3
/** Has no past of consent and traits, either. */
const FORMAT_WITHOUT_PAST = 2
const PERSON_ID_DIGITS = 32

/** One writer for all calls: they are synchronous, and the finished blob is copied out of it. */
const writer = new ByteWriter()

export function encodePerson(person: Person): Uint8Array {
  const w = writer
  w.clear()
  w.byte(FORMAT)
  w.hex(person.id)
  w.uint(person.ordinal)
  const known = isAnythingKnown(person)
  writeLinks(w, person, known)
  w.uint(person.definitions)
  if (known) writeKnown(w, person)
  return w.bytes()
}

/** Whether there is more to write than who it is: of a person who moved there is not. */
function isAnythingKnown(person: Person): boolean {
  const { firstSeen, asOf, due, said, consent } = person
  if (firstSeen !== Infinity || asOf !== -Infinity || due !== Infinity) return true
  if (said.exactFrom > -Infinity || said.statements.length > 0 || Object.keys(consent).length > 0) return true
  return person.identifiers.length + person.traits.size + person.windowStates.size + person.memberships.size > 0
}

function writeKnown(w: ByteWriter, person: Person): void {
  writeInstant(w, person.firstSeen, 0)
  const base = baseOf(person)
  writeInstant(w, person.asOf, base)
  writeInstant(w, person.due, base)
  writeConsent(w, person.consent, base)
  writeSaid(w, person.said, base)
  writeIdentifiers(w, person.identifiers, base)
  writeTraits(w, person.traits, base)
  const events = createEventList(person.windowStates.values())
  events.write(w, base)
  w.uint(person.windowStates.size)
  for (const [id, state] of person.windowStates) writeWindowState(w, id, state, events, base)
  writeMemberships(w, person, events, base)
  writeEvidence(w, person.evidence, base)
}

/** @throws RangeError when the blob is damaged or of another format. */
export function decodePerson(blob: Uint8Array): Person {
  const r = new ByteReader(blob)
  const { person, format, isKnown } = readHead(r)
  if (isKnown) readKnown(r, person, format)
  return person
}

/**
 * Who absorbed the person of a blob; '' for a living one. Reads no more than that takes.
 * @throws RangeError when the blob is damaged or of another format.
 */
export function movedToOf(blob: Uint8Array): string {
  return readHead(new ByteReader(blob)).person.movedTo
}

/** Who it is, and whether anything else is known of them. */
function readHead(r: ByteReader): { person: Person; format: number; isKnown: boolean } {
  const format = r.byte()
  if (format < FORMAT_WITHOUT_PAST || format > FORMAT)
    throw new RangeError(`person blob of format ${format}; this version reads ${FORMAT_WITHOUT_PAST} to ${FORMAT}`)
  const person = newPerson(r.hex(PERSON_ID_DIGITS), r.uint(), 0)
  if (format <= FORMAT_WITHOUT_LINKS) return { person, format, isKnown: true }
  const isKnown = readLinks(r, person)
  person.definitions = r.uint()
  return { person, format, isKnown }
}

function readKnown(r: ByteReader, person: Person, format: number): void {
  const hasPast = format > FORMAT_WITHOUT_PAST
  const knowsKeys = format > FORMAT_WITHOUT_KEYS
  const knowsLinks = format > FORMAT_WITHOUT_LINKS
  person.firstSeen = readInstant(r, 0)
  const base = baseOf(person)
  person.asOf = readInstant(r, base)
  person.due = readInstant(r, base)
  if (!knowsLinks) person.definitions = r.uint()
  readConsent(r, person.consent, base, knowsKeys)
  person.said = hasPast ? readSaid(r, base, knowsKeys) : forgotten(person.consent)
  readIdentifiers(r, person.identifiers, base, knowsLinks)
  readTraits(r, person.traits, base, hasPast)
  const events = readEvents(r, base)
  for (let n = r.uint(); n > 0; n--) person.windowStates.set(r.word(), readWindowState(r, events, base))
  readMemberships(r, person, events, base)
  if (format > FORMAT_WITHOUT_EVIDENCE) readEvidence(r, person.evidence, base)
}

function baseOf({ firstSeen }: Person): number {
  return Number.isFinite(firstSeen) ? firstSeen : 0
}

/**
 * Per membership: the segment; one more than the place of the event at whose time it began, or 0
 * and that instant; the end.
 */
function writeMemberships(w: ByteWriter, { memberships }: Person, events: EventList, base: number): void {
  w.uint(memberships.size)
  for (const [segment, { from, to }] of memberships) {
    w.word(segment)
    const place = events.placeOfTime(from)
    w.uint(place === undefined ? 0 : place + 1)
    if (place === undefined) writeInstant(w, from, base)
    writeInstant(w, to, base)
  }
}

function readMemberships(r: ByteReader, { memberships }: Person, events: readonly { t: number }[], base: number): void {
  for (let n = r.uint(); n > 0; n--) {
    const segment = r.word()
    const place = r.uint()
    const from = place === 0 ? readInstant(r, base) : events[place - 1]?.t
    if (from === undefined) throw new RangeError('the blob names an event that it does not have')
    memberships.set(segment, { from, to: readInstant(r, base) })
  }
}
