import { newPerson } from '@weir/segmentation'
import { expect, it } from 'vitest'
import { linkable } from './links.ts'

it('shows whom the person has absorbed meanwhile: who waited for that one is not invited any more', () => {
  const person = newPerson('a', 1, 0)
  const seen = linkable(person)
  person.absorbed = [...person.absorbed, { id: 'b', ordinal: 2 }]
  person.identifiers = [...person.identifiers, { type: 'email', value: 'x', linkedAt: 0, eid: '', seenAt: 0 }]
  expect([seen.absorbed, seen.identifiers]).toEqual([person.absorbed, person.identifiers])
})
