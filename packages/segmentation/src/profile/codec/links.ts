// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import type { ByteReader, ByteWriter } from './bytes.ts'
import type { Person } from '../person.ts'

/** When a person became known, and who is who: the head of a blob, before all that is known. */

const KNOWN = 1
const BORN = 2
const MOVED = 4
const ABSORBED = 8
const LINKING = 16
const ID_DIGITS = 32

/** Writes one byte that says what follows, then that. @param known whether anything else does. */
export function writeLinks(w: ByteWriter, { born, movedTo, absorbed, linking }: Person, known: boolean): void {
  const moved = movedTo !== ''
  w.byte(
    (known ? KNOWN : 0) |
      (born !== 0 ? BORN : 0) |
      (moved ? MOVED : 0) |
      (absorbed.length > 0 ? ABSORBED : 0) |
      (linking ? LINKING : 0),
  )
  if (born !== 0) w.int(born)
  if (moved) w.hex(movedTo)
  if (absorbed.length > 0) {
    w.uint(absorbed.length)
    for (const { id, ordinal } of absorbed) {
      w.hex(id)
      w.uint(ordinal)
    }
  }
  if (linking) {
    w.uint(linking.length)
    w.raw(linking)
  }
}

/** @returns whether anything else follows. */
export function readLinks(r: ByteReader, person: Person): boolean {
  const bits = r.byte()
  if (bits & BORN) person.born = r.int()
  if (bits & MOVED) person.movedTo = r.hex(ID_DIGITS)
  if (bits & ABSORBED) for (let n = r.uint(); n > 0; n--) person.absorbed.push({ id: r.hex(ID_DIGITS), ordinal: r.uint() })
  if (bits & LINKING) person.linking = r.raw(r.uint())
  return (bits & KNOWN) !== 0
}
