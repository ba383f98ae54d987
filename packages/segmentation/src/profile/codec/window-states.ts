// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import type { ByteReader, ByteWriter } from './bytes.ts'
import { emptyWindowState } from '../../state/window-state.ts'
import type { Entry } from '../../state/entry.ts'
import type { WindowState } from '../../state/window-state.ts'

/**
 * Window states in a blob: first the events that they keep, each once and in order of time; then
 * the window states, whose entries refer to events by index.
 */

const EID_DIGITS = 16

/**
 * Writes 0 for -Infinity and 1 for Infinity, else two more than the distance from `base`; later
 * instants have even distances.
 */
export function writeInstant(w: ByteWriter, at: number, base: number): void {
  if (at === -Infinity) w.uint(0)
  else if (at === Infinity) w.uint(1)
  else w.uint(2 + (at >= base ? (at - base) * 2 : (base - at) * 2 - 1))
}

export function readInstant(r: ByteReader, base: number): number {
  const code = r.uint()
  if (code < 2) return code === 0 ? -Infinity : Infinity
  const distance = code - 2
  return distance % 2 === 0 ? base + distance / 2 : base - (distance + 1) / 2
}

/** The events of a person's window states. */
export interface EventList {
  write(w: ByteWriter, base: number): void
  placeOf(entry: Entry): number | undefined
  /** Returns the index of an event of exactly that time. */
  placeOfTime(t: number): number | undefined
}

export function createEventList(specs: Iterable<WindowState>): EventList {
  const events = distinctEvents(specs)
  const index = events.length <= FEW ? indexOfFew(events) : indexOfMany(events)
  return {
    write(w, base) {
      w.uint(events.length)
      let last = base
      for (const { t, eid } of events) {
        w.int(t - last)
        w.hex(eid)
        last = t
      }
    },
    placeOf({ t, eid }) {
      const place = index.placeOfEid(eid)
      return place === undefined || events[place]!.t === t ? place : events.findIndex((e) => e.t === t && e.eid === eid)
    },
    placeOfTime: (t) => index.placeOfTime(t),
  }
}

/** So many events are looked through sooner than put into maps. */
const FEW = 16

/**
 * The last event's place by eid and by time. Real events never have two times under one eid, but a
 * blob must return what it was given.
 */
interface EventIndex {
  placeOfEid(eid: string): number | undefined
  placeOfTime(t: number): number | undefined
}

function indexOfFew(events: readonly Entry[]): EventIndex {
  return {
    placeOfEid(eid) {
      for (let i = events.length - 1; i >= 0; i--) if (events[i]!.eid === eid) return i
      return undefined
    },
    placeOfTime(t) {
      for (let i = events.length - 1; i >= 0; i--) if (events[i]!.t === t) return i
      return undefined
    },
  }
}

function indexOfMany(events: readonly Entry[]): EventIndex {
  const places = new Map(events.map(({ eid }, place) => [eid, place]))
  const times = new Map(events.map(({ t }, place) => [t, place]))
  return { placeOfEid: (eid) => places.get(eid), placeOfTime: (t) => times.get(t) }
}

function distinctEvents(specs: Iterable<WindowState>): Entry[] {
  const all: Entry[] = []
  for (const { entries } of specs) for (const entry of entries) if (entry.eid !== '') all.push(entry)
  all.sort((a, b) => a.t - b.t || (a.eid === b.eid ? 0 : a.eid < b.eid ? -1 : 1))
  return all.filter((entry, i) => i === 0 || entry.eid !== all[i - 1]!.eid || entry.t !== all[i - 1]!.t)
}

/** Reads the events as plain entries. The window states that keep no more of them share these. */
export function readEvents(r: ByteReader, base: number): Entry[] {
  let last = base
  const read = (): Entry => {
    last += r.int()
    return { t: last, eid: r.hex(EID_DIGITS), n: 1, units: 0, text: '' }
  }
  return Array.from({ length: r.uint() }, read)
}

const BUCKET = 1
const WITH_UNITS = 2
const WITH_TEXT = 4
const WITH_NUMBER = 8

/**
 * Writes the number of entries with a bit for "all are plain": then each entry is only the distance
 * to the index of its event.
 */
export function writeWindowState(
  w: ByteWriter,
  id: number,
  { entries, exactFrom }: WindowState,
  events: EventList,
  base: number,
): void {
  w.word(id)
  writeInstant(w, exactFrom, base)
  const plain = entries.every((entry) => flagsOf(entry) === 0)
  w.uint(entries.length * 2 + (plain ? 1 : 0))
  let lastPlace = 0
  let last = base
  for (const entry of entries) {
    const place = events.placeOf(entry) ?? 0
    if (plain) w.int(place - lastPlace)
    else writeEntry(w, entry, place, last)
    lastPlace = place
    last = entry.t
  }
}

function flagsOf({ eid, units, text, n }: Entry): number {
  return (eid === '' ? BUCKET : 0) | (units !== 0 ? WITH_UNITS : 0) | (text !== '' ? WITH_TEXT : 0) | (n !== 1 ? WITH_NUMBER : 0)
}

/** `last`: the time of the entry before, from which a bucket's own is counted. */
function writeEntry(w: ByteWriter, entry: Entry, place: number, last: number): void {
  w.byte(flagsOf(entry))
  if (entry.eid === '') w.int(entry.t - last)
  else w.uint(place)
  if (entry.n !== 1) w.uint(entry.n)
  if (entry.units !== 0) w.int(entry.units)
  if (entry.text !== '') w.text(entry.text)
}

export function readWindowState(r: ByteReader, events: readonly Entry[], base: number): WindowState {
  const state = emptyWindowState()
  state.exactFrom = readInstant(r, base)
  const head = r.uint()
  const plain = head % 2 === 1
  let place = 0
  for (let left = Math.floor(head / 2); left > 0; left--) {
    if (plain) place += r.int()
    const entry = plain ? known(events[place]) : readEntry(r, events, state.entries.at(-1)?.t ?? base)
    if (entry.n !== 1) state.merged = true
    if (entry.eid === '') state.buckets++
    state.entries.push(entry)
  }
  return state
}

function known(event: Entry | undefined): Entry {
  if (!event) throw new RangeError('the blob names an event that it does not have')
  return event
}

function readEntry(r: ByteReader, events: readonly Entry[], last: number): Entry {
  const flags = r.byte()
  const event = flags & BUCKET ? { t: last + r.int(), eid: '' } : known(events[r.uint()])
  const n = flags & WITH_NUMBER ? r.uint() : 1
  const units = flags & WITH_UNITS ? r.int() : 0
  return { t: event.t, eid: event.eid, n, units, text: flags & WITH_TEXT ? r.text() : '' }
}
