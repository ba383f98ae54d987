import { decodePerson, encodePerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Put, View } from '@weir/state'

/**
 * History that was counted for coming definitions, kept beside the people until each of them is
 * brought under those: so that everybody is loaded and written once and not twice. A page holds
 * the people of one range of ordinals, each as a person of their own who has nothing but tracks;
 * who asks for one of them decodes only that one.
 *
 *   page = version double | count u32 | (ordinal u32, end u32) x count | person, person, ...
 */
const PAGE_PEOPLE = 256
const HEAD_BYTES = 12
const ENTRY_BYTES = 8

export function pageOfOrdinal(ordinal: number, partitions: number): number {
  return Math.floor(ordinal / (PAGE_PEOPLE * partitions))
}

/** The first ordinal of a page. */
export function firstOrdinalOf(page: number, partitions: number): number {
  return page * PAGE_PEOPLE * partitions
}

function keyOf(page: number): string {
  return `@history:${page}`
}

/**
 * @param people of one page, by ascending ordinal.
 * @param version of the definitions that they wait for.
 */
export function putPage(page: number, version: number, people: readonly Person[]): Put {
  const blobs = people.map(encodePerson)
  const head = Buffer.allocUnsafe(HEAD_BYTES + ENTRY_BYTES * people.length)
  head.writeDoubleLE(version, 0)
  head.writeUInt32LE(people.length, 8)
  let end = head.length
  people.forEach(({ ordinal }, i) => {
    head.writeUInt32LE(ordinal, HEAD_BYTES + ENTRY_BYTES * i)
    head.writeUInt32LE((end += blobs[i]!.length), HEAD_BYTES + ENTRY_BYTES * i + 4)
  })
  return { key: keyOf(page), value: Buffer.concat([head, ...blobs]) }
}

/**
 * Empties the pages: the store cannot drop them, but the next definitions use the same keys again.
 */
export function emptyPages(count: number): Put[] {
  return Array.from({ length: count }, (_, page) => ({ key: keyOf(page), value: new Uint8Array() }))
}

/** Finds people on the pages that were loaded. */
export interface BackfillPages {
  of(ordinal: number): Person | undefined
  /** Everybody on the page of this ordinal. */
  all(page: number): Person[]
}

/**
 * Loads the pages on which these ordinals are.
 * @param version: pages that wait for another one count as empty.
 */
export async function loadPages(
  view: Pick<View, 'load'>,
  version: number,
  ordinals: Iterable<number>,
  partitions: number,
): Promise<BackfillPages> {
  const wanted = [...new Set([...ordinals].map((ordinal) => pageOfOrdinal(ordinal, partitions)))]
  const blobs = wanted.length > 0 ? await view.load(wanted.map(keyOf)) : []
  const pages = new Map<number, Buffer>()
  blobs.forEach((blob, i) => {
    if (!blob || blob.length < HEAD_BYTES) return
    const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length)
    if (bytes.readDoubleLE(0) === version) pages.set(wanted[i]!, bytes)
  })
  return {
    of(ordinal) {
      const page = pages.get(pageOfOrdinal(ordinal, partitions))
      const place = page ? placeOf(page, ordinal) : -1
      return page && place >= 0 ? personAt(page, place) : undefined
    },
    all(number) {
      const page = pages.get(number)
      return page ? Array.from({ length: page.readUInt32LE(8) }, (_, place) => personAt(page, place)) : []
    },
  }
}

/**
 * What history brought for those of the people who are not under the definitions of this version
 * yet; undefined when there is no page.
 */
export async function pagesFor(
  view: Pick<View, 'load'>,
  people: Iterable<Person | undefined>,
  version: number,
  { pages }: { pages: number },
  partitions: number,
): Promise<BackfillPages | undefined> {
  if (pages === 0) return undefined
  const waiting = [...people].flatMap((person) => (person && person.definitions !== version ? [person.ordinal] : []))
  return loadPages(view, version, waiting, partitions)
}

/** By halving: the entries are in the order of their ordinals. @returns -1 when nobody has it. */
function placeOf(page: Buffer, ordinal: number): number {
  let low = 0
  let high = page.readUInt32LE(8) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = page.readUInt32LE(HEAD_BYTES + ENTRY_BYTES * middle)
    if (found === ordinal) return middle
    if (found < ordinal) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function personAt(page: Buffer, place: number): Person {
  const count = page.readUInt32LE(8)
  const end = page.readUInt32LE(HEAD_BYTES + ENTRY_BYTES * place + 4)
  const start = place === 0 ? HEAD_BYTES + ENTRY_BYTES * count : page.readUInt32LE(HEAD_BYTES + ENTRY_BYTES * place - 4)
  return decodePerson(page.subarray(start, end))
}
