// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import { PURPOSES } from '@weir/contracts'
import type { PersonConsent } from '@weir/consent'
import type { ByteReader, ByteWriter } from './bytes.ts'
import type { TraitEntry } from '../../conditions/trait.ts'

/** The parts of a blob besides window states and memberships. Instants are counted from `base`. */

const EID_DIGITS = 16
const STANDINGS = 5

/**
 * The purposes' standings (0 unknown, else 1 + granted + 2 x signal) as digits of one number; then
 * the times, once if all are one; then, where anything came without a key, what.
 */
export function writeConsent(w: ByteWriter, consent: PersonConsent, base: number): void {
  let code = 0
  for (const purpose of PURPOSES) {
    const known = consent[purpose]
    code = code * STANDINGS + (known ? 1 + (known.granted ? 1 : 0) + (known.by === 'signal' ? 2 : 0) : 0)
  }
  const shared = sharedTime(consent)
  const keyless = hasKeyless(consent)
  w.uint((code * 2 + (shared === undefined ? 0 : 1)) * 2 + (keyless ? 1 : 0))
  if (shared === undefined) {
    for (const purpose of PURPOSES) if (consent[purpose]) w.int(consent[purpose].at - base)
  } else if (shared > -Infinity) w.int(shared - base)
  if (keyless) writeKeyless(w, consent, base)
}

/** @param knowsKeys false for blobs without marks for what came without a key. */
export function readConsent(r: ByteReader, consent: PersonConsent, base: number, knowsKeys: boolean): void {
  const whole = r.uint()
  const head = knowsKeys ? Math.floor(whole / 2) : whole
  const alike = head % 2 === 1
  let code = Math.floor(head / 2)
  const codes = PURPOSES.map(() => {
    const digit = code % STANDINGS
    code = Math.floor(code / STANDINGS)
    return digit
  }).reverse()
  let shared: number | undefined
  PURPOSES.forEach((purpose, i) => {
    const standing = codes[i]! - 1
    if (standing < 0) return
    const at: number = alike && shared !== undefined ? shared : base + r.int()
    shared = at
    consent[purpose] = { granted: (standing & 1) === 1, by: (standing & 2) === 2 ? 'signal' : 'basis', at }
  })
  if (knowsKeys && whole % 2 === 1) readKeyless(r, consent, base)
}

/** The one time of all standings, undefined where they differ; -Infinity where there is none. */
function sharedTime(consent: PersonConsent): number | undefined {
  let shared = -Infinity
  for (const purpose of PURPOSES) {
    const at = consent[purpose]?.at
    if (at === undefined || at === shared) continue
    if (shared !== -Infinity) return undefined
    shared = at
  }
  return shared
}

const KEYLESS = 1
const BESIDE = 2
const GRANTED = 4

/** Whether anything of the consent came without a key. */
function hasKeyless(consent: PersonConsent): boolean {
  for (const purpose of PURPOSES) {
    const known = consent[purpose]
    if (known !== undefined && (known.keyless !== undefined || known.beside !== undefined)) return true
  }
  return false
}

/**
 * Writes per known purpose whether its signal came without a key, and the standing beside it with
 * its time.
 */
function writeKeyless(w: ByteWriter, consent: PersonConsent, base: number): void {
  for (const purpose of PURPOSES) {
    const known = consent[purpose]
    if (!known) continue
    const { keyless, beside } = known
    w.byte((keyless ? KEYLESS : 0) | (beside ? BESIDE | (beside.granted ? GRANTED : 0) : 0))
    if (beside) w.int(beside.at - base)
  }
}

function readKeyless(r: ByteReader, consent: PersonConsent, base: number): void {
  for (const purpose of PURPOSES) {
    const known = consent[purpose]
    if (!known) continue
    const bits = r.byte()
    if (bits & KEYLESS) known.keyless = true
    if (bits & BESIDE) known.beside = { granted: (bits & GRANTED) !== 0, at: base + r.int() }
  }
}

export function writeTraits(w: ByteWriter, traits: ReadonlyMap<string, readonly TraitEntry[]>, base: number): void {
  w.uint(traits.size)
  for (const [key, entries] of traits) {
    w.text(key)
    w.uint(entries.length * 2 + (entries[0]?.first ? 1 : 0))
    for (const { t, eid, value } of entries) {
      w.int(t - base)
      w.hex(eid)
      w.text(JSON.stringify(value))
    }
  }
}

/** @param hasPast false for blobs that do not say whether values were forgotten. */
export function readTraits(r: ByteReader, traits: Map<string, TraitEntry[]>, base: number, hasPast: boolean): void {
  for (let n = r.uint(); n > 0; n--) {
    const key = r.text()
    const read = (): TraitEntry => ({ t: base + r.int(), eid: r.hex(EID_DIGITS), value: JSON.parse(r.text()) as unknown })
    const head = r.uint()
    const entries = Array.from({ length: hasPast ? Math.floor(head / 2) : head }, read)
    if (entries[0] && (!hasPast || head % 2 === 1)) entries[0].first = true
    traits.set(key, entries)
  }
}
