import { TOPICS } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { poisonRow } from './dead-letter.ts'

const record = (text: string) => ({ offset: 5, key: 'k', value: Buffer.from(text) })

describe('poisonRow', () => {
  it('is a function of the record', () => {
    const text = JSON.stringify({ received_at: '2024-05-06 07:08:09.123', source: 'PX1', channel: 'pixel', value: 1e30 })
    const row = poisonRow(TOPICS.facts, 3, record(text), 'too big')
    expect(row).toEqual({
      id: 'loader:weir.facts:3:5',
      rejected_at: '2024-05-06 07:08:09.123',
      source: 'PX1',
      channel: 'pixel',
      code: 'invalid_field',
      path: '',
      message: 'the warehouse refused a row of weir.facts: too big',
      body: text,
    })
    expect(poisonRow(TOPICS.facts, 3, record(text), 'too big')).toEqual(row)
  })

  it('is always a row that the table takes', () => {
    for (const text of [
      '',
      'no json',
      '[]',
      'null',
      '{"received_at":5,"source":["x"]}',
      '{"received_at":"soon","source":"\\ud800"}',
    ]) {
      const row = poisonRow(TOPICS.facts, 0, record(text), 'x'.repeat(5_000))
      expect(row.rejected_at).toMatch(/^1970-/)
      expect(row.source).toMatch(/^\uFFFD*$/)
      expect(row.message).toHaveLength(1_000)
    }
    expect(poisonRow(TOPICS.facts, 0, record(JSON.stringify({ pad: 'x'.repeat(40_000) })), 'r').body).toBe('')
  })
})
