import { TOPICS } from '@weir/contracts'
import type { KnownIdentifier } from '@weir/contracts'
import { newPerson } from '@weir/segmentation'
import { expect, test } from 'vitest'
import { tellIdentifiers } from './identifier-changes.ts'

const NOW = Date.UTC(2024, 4, 1)
const id = (value: string): KnownIdentifier => ({ type: 'email', value, linkedAt: 0, eid: '', seenAt: 0 })
const [a, b, c] = ['a', 'b', 'c'].map(id) as [KnownIdentifier, KnownIdentifier, KnownIdentifier]

/** What is told of somebody in segment 1, who has left segment 2 and enters segment 3. */
function toldOf(before: KnownIdentifier[], after: KnownIdentifier[]): unknown[] {
  const person = newPerson('0'.repeat(32), 5, 1)
  person.identifiers.push(...after)
  person.memberships.begin(1, NOW - 10)
  person.memberships.set(2, { from: NOW - 10, to: NOW - 5 })
  person.memberships.begin(3, NOW)
  const rows: unknown[] = []
  let n = 4
  tellIdentifiers(
    {
      identity: () => ({ part: 0, off: 7, n: n++ }),
      output: (topic, key, line) => {
        expect([topic, key]).toEqual([TOPICS.memberships, person.id])
        rows.push(JSON.parse(line))
      },
    },
    person,
    before,
    { now: NOW, entered: new Set([3]) },
  )
  return rows
}

const row = (segment: number, lost: string, n: number): object => ({
  segment_number: segment,
  person: '0'.repeat(32),
  recorded_at: '2024-05-01 00:00:00.000',
  lost,
  part: 0,
  off: 7,
  n,
})

test('what is the same is not told, in whatever order', () => {
  expect(toldOf([a, b], [a, b])).toEqual([])
  expect(toldOf([a, b], [b, { ...a, seenAt: 9 }])).toEqual([])
})

test('what is new is told of the segments that the person is in', () => {
  expect(toldOf([a], [a, b])).toEqual([row(1, '', 4)])
})

test('what is lost is told of those that they have left, too', () => {
  const lost = JSON.stringify([['email', 'a']])
  expect(toldOf([a, b], [b, c])).toEqual([row(1, lost, 4), row(2, lost, 5)])
})
