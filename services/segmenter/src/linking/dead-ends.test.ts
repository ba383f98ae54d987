import { fenceName } from '@weir/identity'
import type { Fence } from '@weir/identity'
import { movedPerson, newPerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { expect, test } from 'vitest'
import { linksOf, storeLinks } from './links.ts'
import { deadEnds, idsBefore } from './dead-ends.ts'

const living = (id: string): Person => newPerson(id, 1, 1)
const absorbed = (id: string, into: string): Person => movedPerson(living(id), into)

/** What a split leaves of a person. */
function parted(id: string, stay: string, leave: string, from: string[]): Person {
  const marker = absorbed(id, stay)
  linksOf(marker).fences = [fenceOf(id, leave, from)]
  storeLinks(marker)
  return marker
}

function fenceOf(split: string, other: string, from: string[]): Fence {
  return { split: fenceName(split), side: 'stay', mine: [], theirs: [], other, from, at: 0, recounts: 1 }
}

const endsOf = (people: Person[], nobody: string[]): string[] =>
  deadEnds(people, (id) => nobody.includes(id))
    .map(({ id }) => id)
    .toSorted()

test('what a split has left leads to somebody as long as one of the two is there', () => {
  const marker = parted('one', 'stay', 'leave', ['one'])
  expect(endsOf([marker], [])).toEqual([])
  expect(endsOf([marker], ['stay'])).toEqual([])
  expect(endsOf([marker], ['leave'])).toEqual([])
  expect(endsOf([marker], ['stay', 'leave'])).toEqual(['one'])
})

test('whoever led there goes with it, in whatever order they come', () => {
  const people = [absorbed('first', 'second'), absorbed('second', 'one'), parted('one', 'stay', 'leave', ['one'])]
  expect(endsOf(people, ['stay', 'leave'])).toEqual(['first', 'one', 'second'])
  expect(endsOf(people.toReversed(), ['stay', 'leave'])).toEqual(['first', 'one', 'second'])
  expect(endsOf(people, ['stay'])).toEqual([])
})

test('who was split again leads to the two of then', () => {
  const people = [parted('one', 'stay', 'leave', ['one']), parted('stay', 'a', 'b', ['stay', 'one'])]
  expect(endsOf(people, ['leave', 'a'])).toEqual([])
  expect(endsOf(people, ['leave', 'a', 'b'])).toEqual(['one', 'stay'])
  expect(endsOf(people, ['a', 'b'])).toEqual(['stay'])
})

test('who lives is no dead end, whoever they were', () => {
  const person = living('stay')
  linksOf(person).fences = [fenceOf('x', 'leave', ['one'])]
  expect(endsOf([person], ['leave'])).toEqual([])
  expect(idsBefore([person, living('other')])).toEqual(['one'])
})
