import type { PurposesSaid } from '@weir/consent'
import { PURPOSES } from '@weir/contracts'
import { bitReader, UnreadableString } from './bits.ts'
import { TCF_PURPOSES } from './tcf.ts'
import { TCF_LENGTH_MAX } from './tcf-walk.ts'

const VERSION = 1
/** What stands between the version and the purposes. */
const HEAD_BITS = 36 + 36 + 12 + 12 + 6 + 12 + 12 + 6 + 1 + 12
const PURPOSES_COUNT = 24
/** The types of segments behind the core. */
const SEGMENTS: ReadonlySet<number> = new Set([1, 3])

/**
 * What Canada's section of a GPP string says of every purpose, which have the numbers of Europe's:
 * express consent grants, none at all denies. Implied consent says nothing, as not opting out does
 * in the United States: whether it is enough, the source's basis decides. Purposes are at fixed
 * places. What follows, lists of vendors in two forms, is not read: the library makes each vendor
 * of a range, however long.
 *
 * @param vendor whose consent is asked for as well: it cannot be told, and so counts as none.
 * @throws UnreadableString
 */
export function readTcfCanada(text: string, vendor: number | undefined): PurposesSaid {
  if (text.length > TCF_LENGTH_MAX) throw new UnreadableString(`its section 5 is longer than ${TCF_LENGTH_MAX} characters`)
  const [core = '', ...others] = text.split('.')
  mustBeSegments(others)
  const bits = bitReader(core)
  if (bits.int(6) !== VERSION) throw new UnreadableString(`its section 5 is not of version ${VERSION}`)
  bits.skip(HEAD_BITS)
  const express = bits.int(PURPOSES_COUNT)
  const implied = bits.int(PURPOSES_COUNT)
  const has = (set: number, purpose: number): boolean => ((set >> (PURPOSES_COUNT - purpose)) & 1) === 1
  const said: PurposesSaid = {}
  for (const purpose of PURPOSES) {
    const number = TCF_PURPOSES[purpose]
    if (vendor !== undefined || !has(implied, number) || has(express, number))
      said[purpose] = vendor === undefined && has(express, number)
  }
  return said
}

function mustBeSegments(segments: readonly string[]): void {
  const types = segments.map((segment) => bitReader(segment).int(3))
  if (new Set(types).size < types.length || !types.every((type) => SEGMENTS.has(type)))
    throw new UnreadableString('its section 5 has segments that it cannot have')
}
