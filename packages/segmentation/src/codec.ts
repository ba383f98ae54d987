import { ID_TYPES, PURPOSES } from '@weir/contracts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { Entry, LeafState } from './leaf.ts'
import { newPerson } from './person.ts'
import type { Person } from './person.ts'

/**
 * A person as one compact blob: what the state store keeps under the person's id. Times are written as differences to the
 * one before, so a typical person with ten events is a few hundred bytes. The first byte is the format; a reader refuses
 * what it does not know rather than guess.
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
  w.instant(person.asOf)
  w.instant(person.due)
  w.uint(person.definitions)
  writeConsent(w, person)
  w.uint(person.identifiers.length)
  for (const { type, value } of person.identifiers) {
    w.byte(ID_TYPES.indexOf(type))
    w.text(value)
  }
  w.uint(person.traits.size)
  for (const [key, entries] of person.traits) {
    w.text(key)
    w.uint(entries.length)
    for (const { t, eid, value } of entries) {
      w.int(t)
      w.hex(eid)
      w.text(JSON.stringify(value))
    }
  }
  w.uint(person.leaves.size)
  for (const [id, state] of person.leaves) writeLeaf(w, id, state)
  w.uint(person.memberships.size)
  for (const [segment, { from, to }] of person.memberships) {
    w.uint(segment)
    w.instant(from)
    w.instant(to)
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
  person.asOf = r.instant()
  person.due = r.instant()
  person.definitions = r.uint()
  readConsent(r, person)
  for (let n = r.uint(); n > 0; n--) person.identifiers.push({ type: ID_TYPES[r.byte()]!, value: r.text() })
  for (let n = r.uint(); n > 0; n--) {
    const key = r.text()
    person.traits.set(
      key,
      Array.from({ length: r.uint() }, () => ({ t: r.int(), eid: r.hex(EID_DIGITS), value: JSON.parse(r.text()) as unknown })),
    )
  }
  for (let n = r.uint(); n > 0; n--) readLeaf(r, person)
  for (let n = r.uint(); n > 0; n--) person.memberships.set(r.uint(), { from: r.instant(), to: r.instant() })
  return person
}

/** Per purpose one byte (0 unknown, else 1 + granted + 2 x signal) and the time. */
function writeConsent(w: ByteWriter, { consent }: Person): void {
  for (const purpose of PURPOSES) {
    const known = consent[purpose]
    w.byte(known ? 1 + (known.granted ? 1 : 0) + (known.by === 'signal' ? 2 : 0) : 0)
    if (known) w.int(known.at)
  }
}

function readConsent(r: ByteReader, { consent }: Person): void {
  for (const purpose of PURPOSES) {
    const code = r.byte() - 1
    if (code >= 0) consent[purpose] = { granted: (code & 1) === 1, by: (code & 2) === 2 ? 'signal' : 'basis', at: r.int() }
  }
}

const BUCKET = 1
const WITH_UNITS = 2
const WITH_TEXT = 4

function writeLeaf(w: ByteWriter, id: number, state: LeafState): void {
  w.uint(id)
  w.instant(state.exactFrom)
  w.uint(state.entries.length)
  let last = 0
  for (const entry of state.entries) {
    const bucket = entry.eid === ''
    w.byte((bucket ? BUCKET : 0) | (entry.units !== 0 ? WITH_UNITS : 0) | (entry.text !== '' ? WITH_TEXT : 0))
    w.int(entry.t - last)
    last = entry.t
    if (bucket) w.uint(entry.n)
    else w.hex(entry.eid)
    if (entry.units !== 0) w.int(entry.units)
    if (entry.text !== '') w.text(entry.text)
  }
}

function readLeaf(r: ByteReader, person: Person): void {
  const id = r.uint()
  const state: LeafState = { exactFrom: r.instant(), entries: [] }
  let t = 0
  for (let n = r.uint(); n > 0; n--) {
    const flags = r.byte()
    t += r.int()
    const entry: Entry = { t, eid: '', n: 1, units: 0, text: '' }
    if (flags & BUCKET) entry.n = r.uint()
    else entry.eid = r.hex(EID_DIGITS)
    if (flags & WITH_UNITS) entry.units = r.int()
    if (flags & WITH_TEXT) entry.text = r.text()
    state.entries.push(entry)
  }
  person.leaves.set(id, state)
}
