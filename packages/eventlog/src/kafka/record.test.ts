import { expect, it } from 'vitest'
import { countWithin } from './fetched.ts'
import { toMessage, toRecord } from './record.ts'

const fetched = (offset: number, key: Buffer | null, value: Buffer | null, headers = {}) => ({
  offset: `${offset}`,
  key,
  value,
  headers,
  timestamp: '0',
  attributes: 0,
})

it('carries the origin as text in one small header', () => {
  const entry = { partition: 3, key: 'k', value: Buffer.from('v'), origin: { partition: 1, offset: -1, n: 130 } }
  expect(toMessage(entry)).toEqual({ partition: 3, key: 'k', value: Buffer.from('v'), headers: { o: '1/-1/130' } })
  expect(toRecord(fetched(9, Buffer.from('k'), Buffer.from('v'), { o: Buffer.from('1/-1/130') }))).toEqual({
    offset: 9,
    key: 'k',
    value: Buffer.from('v'),
    origin: entry.origin,
  })
  expect(() => toRecord(fetched(9, null, null, { o: Buffer.from('1/2') }))).toThrow('not an origin: 1/2')
})

it('reads what others wrote without key or value as empty', () => {
  expect(toRecord(fetched(0, null, null))).toEqual({ offset: 0, key: '', value: new Uint8Array() })
})

it('ends a batch before it would pass a limit, and holds one record at least', () => {
  const messages = [10, 10, 1000, 1].map((bytes, i) => fetched(i, null, Buffer.alloc(bytes)))
  expect(countWithin(messages, { records: 100, bytes: 20 })).toBe(2)
  expect(countWithin(messages, { records: 1, bytes: 20 })).toBe(1)
  expect(countWithin(messages, { records: 100, bytes: 1 })).toBe(1)
  expect(countWithin(messages.slice(2), { records: 100, bytes: 20 })).toBe(1)
  expect(countWithin(messages, { records: 100, bytes: 10_000 })).toBe(4)
  expect(countWithin([], { records: 100, bytes: 10 })).toBe(0)
})
