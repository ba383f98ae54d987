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
