import type { Claim, LinkRecord, PersonRecord, PersonSplit } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import type { Fence } from './fences.ts'
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

describe('a person who waits', () => {
  const claim: Claim = { identifier: 'ab'.repeat(16), type: 'ttp', name: 'cd'.repeat(16), at: 5, login: 0, eid: 'e' }
  const other = { person: 'b', born: 2 }
  const about = { to: 'a', other, claim, claimant: 'other' } as const
  const fence: Fence = {
    split: 's',
    side: 'stay',
    mine: [],
    theirs: [claim.identifier],
    other: 'left',
    from: [],
    at: 1,
    recounts: 1,
  }
  const gone: PersonRecord = { kind: 'decline', ...about, reason: 'gone' }
  const state: PersonRecord = { kind: 'absorb', ...about, externals: {}, state: '' }

  /** Takes records in, and tells what was sent, how invitations were counted, and who joined. */
  function taking(person: LinkablePerson, ...records: PersonRecord[]) {
    const seen = { sent: [] as (LinkRecord | PersonSplit)[], inviting: 0, joined: 0 }
    for (const record of records)
      takeToPerson(person, record, {
        ...context,
        send: (one) => void seen.sent.push(one),
        inviting: (change) => void (seen.inviting += change),
        join: () => void seen.joined++,
      })
    return seen
  }
  const personWith = (links: Partial<LinkablePerson['links']>): LinkablePerson => ({
    id: 'a',
    born: 1,
    identifiers: [],
    absorbed: [],
    links: { ...noLinks(), ...links },
  })

  it.each([gone, state])('hears the $kind, whatever a split has put on the other side', (answer) => {
    const person = personWith({ isInviting: true, fences: [fence] })
    expect(taking(person, answer)).toMatchObject({ sent: [], inviting: -1 })
    expect(person.links.isInviting).toBe(false)
  })

  it('invites nobody about what the awaited one brought a fence around: that goes beyond it', () => {
    const person = personWith({ isInviting: true, fences: [fence], deferred: [{ kind: 'meet', ...about }] })
    const { sent, inviting } = taking(person, gone)
    expect(sent).toEqual([{ kind: 'meet', ...about, to: 'left', passage: { fences: 1 } }])
    expect(inviting).toBe(-1)
    expect(person.links).toMatchObject({ isInviting: false, deferred: [] })
  })

  it('counts an answer to nobody for nothing, and still takes the state', () => {
    expect(taking(personWith({}), gone, state)).toMatchObject({ inviting: 0, joined: 1 })
  })

  it('goes on waiting for the counts of a split, when an answer comes to who they were', () => {
    const splitting = { split: 's', leave: [], awaited: 1 }
    const person = personWith({ isInviting: true, splitting })
    expect(taking(person, gone, state)).toMatchObject({ inviting: 0, joined: 0 })
    expect(person.links).toMatchObject({ isInviting: true, splitting, deferred: [state] })
  })
})
