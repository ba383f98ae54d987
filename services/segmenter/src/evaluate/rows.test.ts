import { clickhouseTime, identifierDigest } from '@weir/contracts'
import type { MembershipRow, PersonEvent } from '@weir/contracts'
import { expect, test } from 'vitest'
import { factLine, membershipLine, toFact } from './rows.ts'

test.each([true, false])('a membership change is a line that says all of it (entered: %s)', (member) => {
  const at = Date.UTC(2024, 1, 29, 23, 59, 59, 7)
  const change = {
    segment: { number: 4_294_967_295, definition: undefined },
    member,
    at,
    reason: 'window',
    cause: 'ab12',
  } as const
  const person = { id: '0123456789abcdef0123456789abcdef', ordinal: 12 }
  const line = membershipLine(change, person, { id: '#"odd\\', version: 3 }, at + 61_000, { part: 1, off: 2 ** 40, n: 5 })
  const row: MembershipRow = {
    at: clickhouseTime(at),
    recorded_at: clickhouseTime(at + 61_000),
    person: person.id,
    ordinal: 12,
    segment: '#"odd\\',
    segment_number: 4_294_967_295,
    version: 3,
    op: member ? 'entered' : 'left',
    reason: 'window',
    cause: 'ab12',
    part: 1,
    off: 2 ** 40,
    n: 5,
  }
  expect(JSON.parse(line)).toEqual(row)
  expect(Object.keys(JSON.parse(line) as object)).toEqual(Object.keys(row))
})

test('a fact names the clicks by which its person came, by digests, and nothing where there are none', () => {
  const consent = { granted: true, by: 'signal' } as const
  const hit = {
    source: 'shop',
    channel: 'pixel',
    name: 'Pageview',
    event_id: 'e',
    id_from: 'sender',
    event_time: 0,
    received_at: 0,
    consent: { storage: consent, profiling: consent, personalised_ads: consent, measurement: consent, modelling: consent },
    body: {},
  } as const
  const ids = [
    { type: 'ttp', value: 'cookie' },
    { type: 'ttclid', value: 'E.C.P.one' },
    { type: 'ttclid', value: 'E.C.P.two' },
  ] as const
  const eventOf = (own: readonly (typeof ids)[number][]): PersonEvent => ({
    kind: 'event',
    person: 'p',
    eid: '1',
    rev: 0,
    hit: { ...hit, ids: [...own] },
  })
  const row = { part: 3, off: 7, n: 1 }
  const factOf = (own: readonly (typeof ids)[number][]) => toFact(eventOf(own), 9, [4, 5], row, 2)
  expect(factOf(ids).click_ids).toEqual([identifierDigest(ids[1]), identifierDigest(ids[2])])
  expect(factOf(ids.slice(0, 1))).not.toHaveProperty('click_ids')
  for (const own of [ids, []]) expect(factLine(eventOf(own), 9, [4, 5], row, 2)).toBe(JSON.stringify(factOf(own)))
})
