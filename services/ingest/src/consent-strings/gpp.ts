import type { PurposesSaid } from '@weir/consent'
import { PURPOSES } from '@weir/contracts'
import { bitReader, UnreadableString } from './bits.ts'
import type { BitReader } from './bits.ts'
import { readTcfCanada } from './tcf-canada.ts'
import { TCF_LENGTH_MAX } from './tcf-walk.ts'
import { readTcf } from './tcf.ts'
import { readUsPrivacy } from './us-privacy.ts'
import { readUsSection } from './us-section.ts'

/** All known sections, the longest of which is a TCF string. */
export const GPP_LENGTH_MAX = TCF_LENGTH_MAX + 1_024
const HEADER_LENGTH_MAX = 64
const SECTIONS_MAX = 64
const [TCF_EU, TCF_CANADA, US_PRIVACY] = [2, 5, 6]
const [HEADER_TYPE, HEADER_VERSION] = [3, 1]

/**
 * What a GPP string says: its sections of the TCF of every purpose, those of the United States
 * who opted out. Where they differ, the denial counts.
 * @param applicable the sections that are in force; all count without it.
 * @throws UnreadableString for sections that are not known, or whatever the libraries throw.
 */
export function readGpp(text: string, applicable: readonly number[] | undefined, vendor: number | undefined): PurposesSaid {
  if (text.length > GPP_LENGTH_MAX) throw new UnreadableString(`it is longer than ${GPP_LENGTH_MAX} characters`)
  const [header = '', ...sections] = text.split('~')
  const ids = sectionIdsOf(header)
  if (ids.length !== sections.length) throw new UnreadableString('it has other sections than its header says')
  const missing = applicable?.find((id) => !ids.includes(id))
  if (missing !== undefined) throw new UnreadableString(`its section ${missing} is missing`)
  const all: PurposesSaid = {}
  for (const [i, id] of ids.entries())
    if (applicable === undefined || applicable.includes(id)) addSaid(all, readSection(id, sections[i]!, vendor))
  return all
}

/** Adds what another string says: the denial counts. */
export function addSaid(all: PurposesSaid, said: PurposesSaid): void {
  for (const purpose of PURPOSES) if (said[purpose] !== undefined) all[purpose] = said[purpose] && all[purpose] !== false
}

function readSection(id: number, text: string, vendor: number | undefined): PurposesSaid {
  if (id === TCF_EU) return readTcf(text, vendor)
  if (id === TCF_CANADA) return readTcfCanada(text, vendor)
  return id === US_PRIVACY ? readUsPrivacy(text) : readUsSection(id, text)
}

/**
 * The sections that the header names. Read by hand: the library would make a list of all numbers
 * of a range, however many.
 * @throws UnreadableString
 */
export function sectionIdsOf(header: string): number[] {
  if (header.length > HEADER_LENGTH_MAX) throw new UnreadableString('its header is too long')
  const bits = bitReader(header)
  if (bits.int(6) !== HEADER_TYPE || bits.int(6) !== HEADER_VERSION) throw new UnreadableString('it has no header of version 1')
  const ids: number[] = []
  let last = 0
  for (let left = bits.int(12); left > 0; left--) {
    const isRange = bits.int(1) === 1
    const first = last + fibonacci(bits)
    last = isRange ? first + fibonacci(bits) : first
    if (last - first + ids.length >= SECTIONS_MAX) throw new UnreadableString('it names too many sections')
    for (let id = first; id <= last; id++) ids.push(id)
  }
  if (!bits.isPadding()) throw new UnreadableString('something follows after its header')
  return ids
}

/** A number as a sum of Fibonacci numbers, the least first, ended by a second 1. */
function fibonacci(bits: BitReader): number {
  let value = 0
  for (let [fib, next, before] = [1, 2, 0]; fib < 1_000; [fib, next] = [next, fib + next]) {
    const bit = bits.int(1)
    if (bit === 1 && before === 1) return value
    value += bit * fib
    before = bit
  }
  throw new UnreadableString('it names a section that cannot be')
}
