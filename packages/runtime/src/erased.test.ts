import { PURPOSES, recordOf } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { expect, it } from 'vitest'
import { createErased } from './erased.ts'

const [BEFORE, ADDRESS, OTHER] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string]

/** An event that came by an identifier and was sent on to a person. */
const sentOn = (person: string, via: string): PersonEvent => ({
  kind: 'event',
  person,
  via,
  eid: '0'.repeat(16),
  rev: 0,
  hit: {
    source: 'shop',
    channel: 'server',
    name: 'Purchase',
    event_id: 'e',
    id_from: 'sender',
    event_time: 1,
    received_at: 1,
    ids: [],
    consent: recordOf(PURPOSES, () => ({ granted: true, by: 'basis' as const })),
    body: {},
  },
})

it('of what was sent on to an id that others had as well the identifiers decide', () => {
  const erased = createErased({
    erasures: () => new Map(),
    eraseReceipts: () => new Map(),
    erasuresVersion: () => 0,
    secret: () => undefined,
  })
  erased.note([BEFORE, ADDRESS], { batch: 'one', at: 5, partition: 0, off: 9 })
  const late = sentOn(BEFORE, OTHER)
  expect(erased.stripLate(late, 0, 10)).toBeUndefined()
  expect(erased.untilSentOn(BEFORE)).toBe(5)

  erased.noteShared([BEFORE])
  expect(erased.stripLate(late, 0, 10)).toBe(late)
  expect(erased.untilSentOn(BEFORE)).toBe(-Infinity)
  // As an identifier it is erased all the same.
  expect(erased.stripLate(sentOn(BEFORE, ADDRESS), 0, 10)).toBeUndefined()
  expect(erased.stripLate(sentOn(BEFORE, BEFORE), 0, 10)).toBeUndefined()
  expect(erased.until(BEFORE)).toBe(5)
})

const KEY = Buffer.alloc(32, 7)
const EMAIL: Identifier = { type: 'email', value: 'somebody' }

/** A control plane with these requests and receipts; each {@link put} makes a new version. */
function controlPlane() {
  const erasures = new Map<string, StoredErasure>()
  const receipts = new Map<string, EraseReceipt>()
  let version = 0
  return {
    erased: createErased({
      erasures: () => erasures,
      eraseReceipts: () => receipts,
      erasuresVersion: () => version,
      secret: () => KEY,
    }),
    put: (id: string, request: StoredErasure): void => {
      erasures.set(id, request)
      version++
    },
    receive: (receipt: EraseReceipt): void => {
      receipts.set(`${receipt.batch}:${receipt.partition}`, receipt)
      version++
    },
  }
}

const asking = (digest: string, requested_at: number): StoredErasure => {
  const [sealed = ''] = sealDigests(KEY, [digest])
  return { requested_at, asked: [sealed], who: [sealed], found: 0, stage: 'accepted' }
}

it('hides whoever turns out to be meant, and lets their hits be folded until it is known who they are', () => {
  const { erased, put } = controlPlane()
  const request = asking(identifierDigest(EMAIL), 5)
  put('one', request)
  const person = { id: OTHER, born: 4, absorbed: [], identifiers: [{ type: 'ttp', value: 't' }, EMAIL] as Identifier[] }
  const { hit } = sentOn(OTHER, OTHER)
  const told = { ...hit, ids: person.identifiers }
  expect(erased.some()).toBe(true)
  expect(erased.isGone(person)).toBe(true)
  expect(erased.strip(told)).toBe(told)
  expect(erased.until(identifierDigest(EMAIL))).toBe(-Infinity)
  // Who comes later is somebody new, and so is who does not have it.
  expect(erased.isGone({ ...person, born: 6 })).toBe(false)
  expect(erased.isGone({ ...person, identifiers: [] })).toBe(false)
  // Of somebody who is known the ids decide: an identifier may have gone to another person.
  put('one', { ...request, found: 1 })
  expect(erased.isGone(person)).toBe(false)

  const who = sealDigests(KEY, [OTHER, identifierDigest(EMAIL)])
  put('one', { ...request, who, found: 1, stage: 'state', at: 7, batch: 'batch' })
  expect(erased.isGone(person)).toBe(true)
  expect(erased.strip(told)).toBeUndefined()
  // Somebody of whom it is no longer asked: the identifier is theirs.
  expect(erased.isGone({ ...person, id: ADDRESS })).toBe(false)
})

it('hides who absorbs somebody that is asked for again, though an erasure of before is through', () => {
  const { erased, put, receive } = controlPlane()
  put('one', { ...asking(OTHER, 5), stage: 'done', at: 5, batch: 'batch' })
  receive({ batch: 'batch', partition: 0, off: 3, at: 5, counts: {} })
  const absorbing = { id: ADDRESS, born: 4, absorbed: [{ id: OTHER }], identifiers: [] }
  expect(erased.isGone(absorbing)).toBe(false)
  put('two', asking(OTHER, 9))
  expect(erased.isGone(absorbing)).toBe(true)
})
