import type { Condition } from '@weir/contracts'
import { expect, it } from 'vitest'
import { neededEvents } from './needed-events.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2024, 4, 1)
const purchase = { name: 'Purchase' }

it('names the segments whose windows reach back further, with their events, and no others', () => {
  const rules: Record<string, Condition> = {
    week: { event: purchase, within: '7d' },
    year: {
      all: [
        { event: purchase, within: '365d' },
        { event: { name: 'Login' }, within: '1d' },
      ],
    },
    ever: { not: { event: { name: 'Subscribe' }, within: 'all' } },
    traits: { trait: 'plan', eq: 'gold' },
    other: { segment: 'year' },
  }
  const segments = Object.entries(rules).map(([id, rule]) => ({ id, rule }))
  const needed = (days: number) => neededEvents(segments, { before: NOW - days * DAY, now: NOW })
  expect(needed(30).map(({ segment, names, from }) => [segment, names, from])).toEqual([
    ['year', ['Purchase'], NOW - 365 * DAY + 1],
    ['ever', ['Subscribe'], -Infinity],
  ])
  expect(needed(400).map(({ segment }) => segment)).toEqual(['ever'])
  expect(needed(1).map(({ segment }) => segment)).toEqual(['week', 'year', 'ever'])
})
