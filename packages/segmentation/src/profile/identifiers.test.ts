import type { KnownIdentifier } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IDENTIFIERS_PER_TYPE_MAX, learnInto, uniteIdentifiers } from './identifiers.ts'

const id = (value: number) => ({ type: 'ttp' as const, value: `v${value}` })
const login = { type: 'external_id' as const, value: 'ann' }

describe('what a hit teaches', () => {
  it('is the identifiers that were not known; of the others, that they were seen with a login', () => {
    const known: KnownIdentifier[] = []
    expect(learnInto(known, [login, id(1)], 100, 'a')).toHaveLength(2)
    expect(learnInto(known, [id(1), id(2)], 300, 'b')).toEqual([{ ...id(2), linkedAt: 300, eid: 'b', seenAt: 0 }])
    expect(learnInto(known, [login, id(2)], 200, 'c')).toHaveLength(0)
    expect(known).toEqual([
      { ...login, linkedAt: 100, eid: 'a', seenAt: 200 },
      { ...id(1), linkedAt: 100, eid: 'a', seenAt: 100 },
      { ...id(2), linkedAt: 300, eid: 'b', seenAt: 200 },
    ])
  })

  it('allocates nothing where nothing is new', () => {
    const known: KnownIdentifier[] = []
    learnInto(known, [id(1)], 100, 'a')
    expect(learnInto(known, [id(1)], 200, 'b')).toBe(learnInto(known, [id(1)], 300, 'c'))
  })

  it('displaces the oldest of its type, and of no other', () => {
    const known: KnownIdentifier[] = []
    learnInto(known, [{ type: 'email', value: 'e' }], 0, 'e')
    for (let i = 0; i <= IDENTIFIERS_PER_TYPE_MAX; i++) learnInto(known, [id(i)], i, `${i}`)
    expect(known).toHaveLength(1 + IDENTIFIERS_PER_TYPE_MAX)
    expect(known.map(({ value }) => value)).toEqual(['e', ...Array.from({ length: 20 }, (_, i) => `v${i + 1}`)])
  })
})

describe('what two persons know', () => {
  const hits = fc.array(fc.record({ ids: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 4 }), at: fc.nat(9) }), {
    maxLength: 12,
  })
  const heard = (all: readonly { ids: number[]; at: number; eid: string }[]): KnownIdentifier[] => {
    const known: KnownIdentifier[] = []
    for (const { ids, at, eid } of all) learnInto(known, ids.map(id), at, eid)
    return known
  }

  it('comes to what one would have learned who had every hit in its order', () => {
    fc.assert(
      fc.property(hits, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (all, sides) => {
        const inOrder = all.toSorted((a, b) => a.at - b.at).map((hit, i) => ({ ...hit, eid: i.toString().padStart(2, '0') }))
        const [a, b] = [true, false].map((side) => heard(inOrder.filter((_, i) => sides[i] === side)))
        const byValue = (known: KnownIdentifier[]) => known.toSorted((x, y) => (x.value < y.value ? -1 : 1))
        expect(byValue(uniteIdentifiers(a!, b!))).toEqual(byValue(heard(inOrder)))
        expect(uniteIdentifiers(a!, b!).map((one) => one.eid)).toEqual(heard(inOrder).map((one) => one.eid))
      }),
    )
  })

  it('is bounded by type, the newest links staying', () => {
    const side = (first: number) =>
      heard(Array.from({ length: 20 }, (_, i) => ({ ids: [first + 2 * i], at: first + 2 * i, eid: '' })))
    const united = uniteIdentifiers(side(0), side(1))
    expect(united.map(({ linkedAt }) => linkedAt)).toEqual(Array.from({ length: 20 }, (_, i) => 20 + i))
  })
})
