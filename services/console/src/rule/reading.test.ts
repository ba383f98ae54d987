import type { Condition } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { freshCondition, RULE_KINDS } from './kinds.ts'
import { readRule } from './reading.ts'
import { TEMPLATES } from './templates.ts'
import { WORDS_DE } from './words-de.ts'
import { WORDS_EN } from './words-en.ts'

const english = (rule: Condition): string => readRule(rule, WORDS_EN)

describe('a rule as a sentence', () => {
  it('reads cart abandoners', () => {
    expect(english(TEMPLATES['cart-abandoners'])).toBe(
      'People who did “AddToCart” in the last 7 days, and did not do “Purchase” since their newest “AddToCart”.',
    )
    expect(readRule(TEMPLATES['cart-abandoners'], WORDS_DE)).toBe(
      'Personen mit: „AddToCart“ in den letzten 7 Tagen; und kein „Purchase“ seit dem neuesten „AddToCart“.',
    )
  })

  it.each<[string, Condition]>([
    ['did “Purchase” at least 2 times in the last 90 days', TEMPLATES['repeat-buyers']],
    ['have at least 200 as the total of properties.value in “Purchase” in the last 90 days', TEMPLATES['big-spenders']],
    ['did not do “Purchase” in the last 1 day', { not: { event: { name: 'Purchase' }, within: '1d' } }],
    [
      'are in the segment “vip”, or have a profile in which plan is one of gold, silver',
      { any: [{ segment: 'vip' }, { trait: 'plan', in: ['gold', 'silver'] }] },
    ],
    ['have had a profile in which plan is gold for 30 days', { trait: 'plan', eq: 'gold', for: '30d' }],
    [
      'were shown campaign “k1” for the last time at least 7 days ago, at any time',
      { exposure: { campaign: 'k1' }, within: 'all', since_last: { gte: '7d' } },
    ],
    [
      'were shown campaign “k1, k2” at least 3 times in the last 7 days, or came to that less than 2 days ago',
      { exposure: { campaign: ['k1', 'k2'] }, within: '7d', count: { gte: 3 }, cool_down: '2d' },
    ],
    [
      'did “a”, then no “b” for 2 hours, all within 1 day, in the last 3 days',
      { sequence: [{ event: { name: 'a' } }, { absent: { name: 'b' }, for: '2h' }], span: '1d', within: '3d' },
    ],
    [
      'did “V” where video.watched_ms is at least video.duration_ms at any time',
      {
        event: { name: 'V', where: [{ path: 'video.watched_ms', op: 'gte', value: { path: 'video.duration_ms' } }] },
        within: 'all',
      },
    ],
  ])('%s', (text, rule) => {
    expect(english(rule)).toBe(`People who ${text}.`)
  })

  it('puts inner groups in brackets', () => {
    const either: Condition = { any: [{ segment: 'a' }, { segment: 'b' }] }
    expect(english({ all: [{ segment: 'c' }, either] })).toBe(
      'People who are in the segment “c”, and (are in the segment “a”, or are in the segment “b”).',
    )
  })

  it.each(RULE_KINDS)('says something of every kind in both languages: %s', (kind) => {
    for (const words of [WORDS_EN, WORDS_DE]) {
      const text = readRule(freshCondition(kind), words)
      expect(text).not.toMatch(/undefined|\[object|\s{2}| $/)
      expect(text.length).toBeGreaterThan(15)
    }
  })
})
