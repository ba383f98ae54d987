import { ID_TYPES, PURPOSES } from '@weir/contracts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { Entry } from './leaf.ts'
import { newPerson } from './person.ts'
import type { Person } from './person.ts'
import type { TraitEntry } from './trait-leaf.ts'

/**
 * A person as one compact blob: what the state store keeps under the person's id. An event that several conditions keep is
 * written once and pointed at; instants are written as distances from the person's first event. The first byte is the format;
 * a reader refuses what it does not know rather than guess.
 */
const FORMAT = 1
const PERSON_ID_DIGITS = 32
const EID_DIGITS = 16

export function encodePerson(person: Person): Uint8Array {
  const w = new ByteWriter()
  w.byte(FORMAT)
  w.hex(person.id)
  w.uint(person.ordinal)
  w.instant(person.firstSeen)
  const base = baseOf(person)
  writeInstant(w, person.asOf, base)
  writeInstant(w, person.due, base)
  w.uint(person.definitions)
  writeConsent(w, person, base)
  w.uint(person.identifiers.length)
  for (const { type, value } of person.identifiers) {
    w.byte(ID_TYPES.indexOf(type))
    w.text(value)
  }
  writeTraits(w, person, base)
  writeLeaves(w, person, base)
  w.uint(person.memberships.size)
  for (const [segment, { from, to }] of person.memberships) {
    w.uint(segment)
    writeInstant(w, from, base)
    writeInstant(w, to, base)
  }
  return w.bytes()
}

/** @throws RangeError when the blob is damaged or of another format. */
export function decodePerson(blob: Uint8Array): Person {
  const r = new ByteReader(blob)
  const format = r.byte()
  if (format !== FORMAT) throw new RangeError(`person blob of format ${format}; this version reads ${FORMAT}`)
  const person = newPerson(r.hex(PERSON_ID_DIGITS), r.uint(), 0)
  person.firstSeen = r.instant()
  const base = baseOf(person)
  person.asOf = readInstant(r, base)
  person.due = readInstant(r, base)
  person.definitions = r.uint()
  readConsent(r, person, base)
  for (let n = r.uint(); n > 0; n--) person.identifiers.push({ type: ID_TYPES[r.byte()]!, value: r.text() })
  readTraits(r, person, base)
  readLeaves(r, person, base)
  for (let n = r.uint(); n > 0; n--) person.memberships.set(r.uint(), { from: readInstant(r, base), to: readInstant(r, base) })
  return person
}

function baseOf({ firstSeen }: Person): number {
  return Number.isFinite(firstSeen) ? firstSeen : 0
}

/** 0 for minus infinity, 1 for infinity, else two more than the distance from `base`, where a later instant has an even one. */
function writeInstant(w: ByteWriter, at: number, base: number): void {
  if (at === -Infinity) w.uint(0)
  else if (at === Infinity) w.uint(1)
  else w.uint(2 + (at >= base ? (at - base) * 2 : (base - at) * 2 - 1))
}

function readInstant(r: ByteReader, base: number): number {
  const code = r.uint()
  if (code < 2) return code === 0 ? -Infinity : Infinity
  const distance = code - 2
  return distance % 2 === 0 ? base + distance / 2 : base - (distance + 1) / 2
}

/** Per purpose one byte (0 unknown, else 1 + granted + 2 x signal) and the time. */
function writeConsent(w: ByteWriter, { consent }: Person, base: number): void {
  for (const purpose of PURPOSES) {
    const known = consent[purpose]
    w.byte(known ? 1 + (known.granted ? 1 : 0) + (known.by === 'signal' ? 2 : 0) : 0)
    if (known) w.int(known.at - base)
  }
}

function readConsent(r: ByteReader, { consent }: Person, base: number): void {
  for (const purpose of PURPOSES) {
    const code = r.byte() - 1
    if (code >= 0) consent[purpose] = { granted: (code & 1) === 1, by: (code & 2) === 2 ? 'signal' : 'basis', at: base + r.int() }
  }
}

function writeTraits(w: ByteWriter, { traits }: Person, base: number): void {
  w.uint(traits.size)
  for (const [key, entries] of traits) {
    w.text(key)
    w.uint(entries.length)
    for (const { t, eid, value } of entries) {
      w.int(t - base)
      w.hex(eid)
      w.text(JSON.stringify(value))
    }
  }
}

function readTraits(r: ByteReader, { traits }: Person, base: number): void {
  for (let n = r.uint(); n > 0; n--) {
    const key = r.text()
    const read = (): TraitEntry => ({ t: base + r.int(), eid: r.hex(EID_DIGITS), value: JSON.parse(r.text()) as unknown })
    traits.set(key, Array.from({ length: r.uint() }, read))
  }
}

const BUCKET = 1
const WITH_UNITS = 2
const WITH_TEXT = 4
const WITH_NUMBER = 8

/** Which events the leaves keep, each once; then the leaves, whose entries name an event by its place in that list. */
function writeLeaves(w: ByteWriter, { leaves }: Person, base: number): void {
  const places = new Map<string, number>()
  for (const { entries } of leaves.values()) {
    for (const { t, eid } of entries) if (eid !== '' && !places.has(`${t}/${eid}`)) places.set(`${t}/${eid}`, places.size)
  }
  w.uint(places.size)
  for (const event of places.keys()) {
    const at = event.lastIndexOf('/')
    w.int(Number(event.slice(0, at)) - base)
    w.hex(event.slice(at + 1))
  }
  w.uint(leaves.size)
  for (const [id, state] of leaves) {
    w.uint(id)
    writeInstant(w, state.exactFrom, base)
    w.uint(state.entries.length)
    let last = base
    for (const entry of state.entries) {
      writeEntry(w, entry, places.get(`${entry.t}/${entry.eid}`), last)
      last = entry.t
    }
  }
}

/** `last`: the time of the entry before, from which a bucket's own is counted. */
function writeEntry(w: ByteWriter, { t, n, units, text }: Entry, place: number | undefined, last: number): void {
  const bucket = place === undefined
  w.byte((bucket ? BUCKET : 0) | (units !== 0 ? WITH_UNITS : 0) | (text !== '' ? WITH_TEXT : 0) | (n !== 1 ? WITH_NUMBER : 0))
  if (bucket) w.int(t - last)
  else w.uint(place)
  if (n !== 1) w.uint(n)
  if (units !== 0) w.int(units)
  if (text !== '') w.text(text)
}

function readLeaves(r: ByteReader, person: Person, base: number): void {
  const events = Array.from({ length: r.uint() }, () => ({ t: base + r.int(), eid: r.hex(EID_DIGITS) }))
  for (let n = r.uint(); n > 0; n--) {
    const id = r.uint()
    const exactFrom = readInstant(r, base)
    const entries: Entry[] = []
    for (let left = r.uint(); left > 0; left--) entries.push(readEntry(r, events, entries.at(-1)?.t ?? base))
    person.leaves.set(id, { exactFrom, entries })
  }
}

function readEntry(r: ByteReader, events: readonly { t: number; eid: string }[], last: number): Entry {
  const flags = r.byte()
  const event = flags & BUCKET ? { t: last + r.int(), eid: '' } : events[r.uint()]
  if (!event) throw new RangeError('the blob names an event that it does not have')
  const n = flags & WITH_NUMBER ? r.uint() : 1
  const units = flags & WITH_UNITS ? r.int() : 0
  return { t: event.t, eid: event.eid, n, units, text: flags & WITH_TEXT ? r.text() : '' }
}
