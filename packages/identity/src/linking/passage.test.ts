import { identifierDigest } from '@weir/contracts'
import type { KnownIdentifier, Passage } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import type { Fence } from './fences.ts'
import { noLinks } from './links.ts'
import type { LinkablePerson } from './links.ts'
import { passBack, passOn } from './passage.ts'

const PHONE: KnownIdentifier = { type: 'phone', value: 'p', linkedAt: 1, eid: 'e', seenAt: 0 }
const digest = identifierDigest(PHONE)

/** Whose fence has the phone number beyond, at `other`. */
function personBefore(other: string, known: Partial<LinkablePerson> = {}): LinkablePerson {
  const fence: Fence = { split: 's', side: 'stay', mine: [], theirs: [digest], other, from: [], at: 1, recounts: 1 }
  return { id: `before ${other}`, born: 1, identifiers: [], absorbed: [], links: { ...noLinks(), fences: [fence] }, ...known }
}

/** Persons to whom records go, by id. */
type Cast = Record<string, LinkablePerson>

/** Sends a record on until it is taken. @returns everybody whom it came to. */
function way(cast: Cast, first: string): string[] {
  const all = [first]
  for (let passage: Passage | undefined; all.length < 100;) {
    const at = all.at(-1)!
    const onward = cast[at] ? passOn(cast[at], digest, passage) : passBack(at, passage)
    if (!onward) break
    all.push(onward.to)
    passage = onward.passage
  }
  return all
}

describe('a record that fences send on', () => {
  it('is of who has its identifier beyond', () => {
    const cast = { a: personBefore('b'), b: personBefore('elsewhere', { links: noLinks() }) }
    expect(way(cast, 'a')).toEqual(['a', 'b'])
  })

  it('comes back from nobody to who knows its identifier, and is taken there at once from then on', () => {
    const cast = { a: personBefore('b', { id: 'a', identifiers: [PHONE] }), b: personBefore('nobody') }
    expect(way(cast, 'a')).toEqual(['a', 'b', 'nobody', 'a'])
    expect(way(cast, 'a')).toEqual(['a'])
    expect(way(cast, 'b')).toEqual(['b', 'nobody'])
  })

  it('does not go round: who knows its identifier takes it when it is back', () => {
    const joined = { absorbed: [{ id: 'joined' }], identifiers: [PHONE] }
    const cast = { a: personBefore('b', { id: 'a', ...joined }), b: personBefore('a') }
    expect(way(cast, 'b')).toEqual(['b', 'a', 'b', 'a'])
    expect(way(cast, 'b')).toEqual(['b', 'a'])
    // The one who sent it on has become another meanwhile.
    const became = personBefore('b', { id: 'older', absorbed: [{ id: 'a' }], identifiers: [PHONE] })
    expect(passOn(became, digest, { fences: 1, known: 'a' })).toBeUndefined()
  })

  it('ends where nobody knows its identifier, or who knew it is gone', () => {
    const round = way({ a: personBefore('b'), b: personBefore('a') }, 'a')
    expect(round).toHaveLength(21)
    expect(way({ a: personBefore('nobody') }, 'a')).toEqual(['a', 'nobody'])
    expect(passBack('gone', { fences: 2, known: 'gone' })).toBeUndefined()
    expect(passBack('of another name', { fences: 20, known: 'gone' })).toBeUndefined()
  })
})
