import { decodePerson, encodePerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Put, View } from '@weir/state'

/**
 * History that was counted for coming definitions, kept beside the people until each of them is brought under those: so that
 * everybody is loaded and written once and not twice. A sheet holds the people of one range of ordinals, each as a person of
 * their own who has nothing but tracks; who asks for one of them decodes only that one.
 *
 *   sheet = version double | count u32 | (ordinal u32, end u32) x count | person, person, ...
 */
const SHEET_PEOPLE = 256
const HEAD_BYTES = 12
const ENTRY_BYTES = 8

export function sheetOf(ordinal: number, partitions: number): number {
  return Math.floor(ordinal / (SHEET_PEOPLE * partitions))
}

/** The first ordinal of a sheet. */
export function firstOf(sheet: number, partitions: number): number {
  return sheet * SHEET_PEOPLE * partitions
}

function keyOf(sheet: number): string {
  return `@history:${sheet}`
}

/** @param people of one sheet, by ascending ordinal. @param version of the definitions that they wait for. */
export function putSheet(sheet: number, version: number, people: readonly Person[]): Put {
  const blobs = people.map(encodePerson)
  const head = Buffer.allocUnsafe(HEAD_BYTES + ENTRY_BYTES * people.length)
  head.writeDoubleLE(version, 0)
  head.writeUInt32LE(people.length, 8)
  let end = head.length
  people.forEach(({ ordinal }, i) => {
    head.writeUInt32LE(ordinal, HEAD_BYTES + ENTRY_BYTES * i)
    head.writeUInt32LE((end += blobs[i]!.length), HEAD_BYTES + ENTRY_BYTES * i + 4)
  })
  return { key: keyOf(sheet), value: Buffer.concat([head, ...blobs]) }
}

/** Empties the sheets: the store cannot drop them, but the next definitions use the same keys again. */
export function emptySheets(sheets: number): Put[] {
  return Array.from({ length: sheets }, (_, sheet) => ({ key: keyOf(sheet), value: new Uint8Array() }))
}

/** Finds staged people on the sheets that were loaded. */
export interface Staged {
  of(ordinal: number): Person | undefined
  /** Everybody on the sheet of this ordinal. */
  all(sheet: number): Person[]
}

/** Loads the sheets on which these ordinals are. @param version: sheets that wait for another one count as empty. */
export async function loadStaged(
  view: Pick<View, 'load'>,
  version: number,
  ordinals: Iterable<number>,
  partitions: number,
): Promise<Staged> {
  const wanted = [...new Set([...ordinals].map((ordinal) => sheetOf(ordinal, partitions)))]
  const blobs = wanted.length > 0 ? await view.load(wanted.map(keyOf)) : []
  const sheets = new Map<number, Buffer>()
  blobs.forEach((blob, i) => {
    if (!blob || blob.length < HEAD_BYTES) return
    const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length)
    if (bytes.readDoubleLE(0) === version) sheets.set(wanted[i]!, bytes)
  })
  return {
    of(ordinal) {
      const sheet = sheets.get(sheetOf(ordinal, partitions))
      const place = sheet ? placeOf(sheet, ordinal) : -1
      return sheet && place >= 0 ? personAt(sheet, place) : undefined
    },
    all(number) {
      const sheet = sheets.get(number)
      return sheet ? Array.from({ length: sheet.readUInt32LE(8) }, (_, place) => personAt(sheet, place)) : []
    },
  }
}

/** What history brought for those of the people who are not under the definitions of this version yet; undefined when there is no sheet. */
export async function stagedFor(
  view: Pick<View, 'load'>,
  people: Iterable<Person | undefined>,
  version: number,
  { sheets }: { sheets: number },
  partitions: number,
): Promise<Staged | undefined> {
  if (sheets === 0) return undefined
  const waiting = [...people].flatMap((person) => (person && person.definitions !== version ? [person.ordinal] : []))
  return loadStaged(view, version, waiting, partitions)
}

/** By halving: the entries are in the order of their ordinals. @returns -1 when nobody has it. */
function placeOf(sheet: Buffer, ordinal: number): number {
  let low = 0
  let high = sheet.readUInt32LE(8) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = sheet.readUInt32LE(HEAD_BYTES + ENTRY_BYTES * middle)
    if (found === ordinal) return middle
    if (found < ordinal) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function personAt(sheet: Buffer, place: number): Person {
  const count = sheet.readUInt32LE(8)
  const end = sheet.readUInt32LE(HEAD_BYTES + ENTRY_BYTES * place + 4)
  const start = place === 0 ? HEAD_BYTES + ENTRY_BYTES * count : sheet.readUInt32LE(HEAD_BYTES + ENTRY_BYTES * place - 4)
  return decodePerson(sheet.subarray(start, end))
}
