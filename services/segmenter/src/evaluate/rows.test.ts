import { clickhouseTime } from '@weir/contracts'
import type { MembershipRow } from '@weir/contracts'
import { expect, test } from 'vitest'
import { membershipLine } from './rows.ts'

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
