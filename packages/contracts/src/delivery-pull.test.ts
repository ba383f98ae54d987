import { describe, expect, it } from 'vitest'
import { nextPull, PULL_EVERY, PULL_STALE_MS, turnAfter } from './delivery-pull.ts'
import type { DeliveryPull } from './delivery-pull.ts'

const at = (time: string): number => Date.parse(`2024-05-31T${time}Z`)

describe('turns', () => {
  it('are counted from 12:30 UTC, and come after the instant', () => {
    for (const every of PULL_EVERY) {
      expect(turnAfter(every, at('12:29:59.999')), every).toBe(at('12:30'))
      expect(turnAfter(every, at('12:30')) - at('12:30'), every).toBe(Number(every.slice(0, -1)) * 3_600_000)
    }
    expect(turnAfter('6h', at('13:00'))).toBe(at('18:30'))
    expect(turnAfter('24h', at('00:00'))).toBe(at('12:30'))
  })
})

describe('the next fetch', () => {
  const done: DeliveryPull = {
    owner: 'o',
    settings: 's',
    state: 'done',
    started_at: at('13:00'),
    seen_at: at('13:05'),
    failures: 0,
    rows: 1,
    rejected: 0,
  }
  it('is at once of a new source or a changed one, else at its turn or its next try', () => {
    expect(nextPull('6h', 's', undefined)).toBe(0)
    expect(nextPull('6h', 'other', done)).toBe(0)
    expect(nextPull('6h', 's', done)).toBe(at('18:30'))
    expect(nextPull('6h', 's', { ...done, state: 'failed', retry_at: at('13:20') })).toBe(at('13:20'))
  })
  it('waits for one under way, even of a changed source, until it was not heard of for long', () => {
    expect(nextPull('6h', 'other', { ...done, state: 'running' })).toBe(at('13:05') + PULL_STALE_MS)
  })
})
