import { identifierDigest } from '@weir/contracts'
import type { KnownIdentifier } from '@weir/contracts'
import type { Fence } from '@weir/identity'
import { expect, it } from 'vitest'
import { splitBefore } from './request.ts'

const known = (value: string): KnownIdentifier => ({ type: 'ttp', value, linkedAt: 1, eid: 'e', seenAt: 0 })
const digestOf = (value: string): string => identifierDigest(known(value))
const sides = { side: 'stay', mine: [digestOf('mine')], theirs: ['left', 'too'].map(digestOf) } as const
const fence: Fence = { split: 's', ...sides, mine: [...sides.mine], other: 'o', from: [], at: 1, recounts: 1 }

it('finds the split that was asked for before, by either side, unless an identifier has come back since', () => {
  const person = { fences: [fence], identifiers: [known('mine')] }
  expect(splitBefore(person, [digestOf('left')])).toBe('s')
  expect(splitBefore(person, [digestOf('mine')])).toBe('s')
  expect(splitBefore(person, [digestOf('other')])).toBeUndefined()
  expect(splitBefore({ ...person, fences: [{ ...fence, hasLapsed: true }] }, [digestOf('left')])).toBeUndefined()
  // Somebody new had it, and is this person now.
  const again = { ...person, identifiers: [known('mine'), known('left')] }
  expect(splitBefore(again, [digestOf('left')])).toBeUndefined()
  expect(splitBefore(again, [digestOf('too')])).toBe('s')
})
