import type { Claim } from '@weir/contracts'
import { expect, it } from 'vitest'
import { noLinks } from './links.ts'
import type { LinkablePerson } from './links.ts'
import { takeToPerson } from './take.ts'
import type { LinkContext } from './take.ts'

const nothing = (): void => undefined
const context: LinkContext = {
  version: 1,
  isRollingOut: false,
  send: nothing,
  hold: nothing,
  inviting: nothing,
  leave: nothing,
  join: nothing,
}

it('an identifier beyond those that are kept is remembered as a former one when it goes to somebody else', () => {
  const person: LinkablePerson = { id: 'p', born: 1, identifiers: [], absorbed: [], links: noLinks() }
  const claim: Claim = { identifier: 'ab'.repeat(16), type: 'ttp', name: 'cd'.repeat(16), at: 5, login: 5, eid: 'e' }
  takeToPerson(person, { kind: 'release', to: 'p', claim }, context)
  expect(person.links.former).toEqual([claim.identifier])
})
