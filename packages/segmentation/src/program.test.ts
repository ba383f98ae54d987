import { SegmentInput, segmentNumber } from '@weir/contracts'
import type { Condition, SegmentDefinition } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { compile, leavesFor } from './program.ts'

function segment(id: string, rule: Condition): SegmentDefinition {
  return { id, number: segmentNumber(id), version: 1, name: id, rule }
}

const bought: Condition = { event: { name: 'Purchase' }, within: '7d', count: { gte: 1 } }
const country: Condition = { trait: 'country', eq: 'DE' }

describe('a program', () => {
  test('keeps equal conditions once, however their keys are ordered', () => {
    const same: Condition = { count: { gte: 1 }, within: '7d', event: { name: 'Purchase' } }
    const program = compile(1, [segment('a', { all: [bought, { not: same }, country] }), segment('b', { any: [same, country] })])
    expect(program.leaves.size).toBe(2)
    for (const leaf of program.leaves.keys())
      expect(program.users.get(leaf)!.map(({ definition }) => definition.id)).toEqual(['a', 'b'])
    expect(program.bySegment.get(segmentNumber('b'))!.leaves).toHaveLength(2)
  })

  test('tells different conditions apart', () => {
    const others: Condition[] = [
      { ...bought, within: '8d' },
      { ...bought, count: { gte: 2 } },
      { ...bought, event: { name: 'Purchase', source: 'app' } },
      { ...bought, event: { name: 'Lead' } },
    ]
    expect(compile(1, [segment('a', { any: [bought, ...others] })]).leaves.size).toBe(5)
  })

  test('gives a condition the same number after every start', () => {
    const numbers = (): number[] => [...compile(1, [segment('a', bought)]).leaves.keys()]
    expect(numbers()).toEqual(numbers())
  })

  test('finds the conditions an event can touch, by canonical name and by prefix', () => {
    const prefix: Condition = { event: { name_prefix: 'Add' }, within: '7d' }
    const old: Condition = { event: { names: ['CompletePayment', 'Purchase', 'SubmitForm'] }, within: '7d' }
    const program = compile(1, [segment('a', { any: [bought, prefix, old, country] })])
    expect(leavesFor(program, 'Purchase')).toHaveLength(2)
    expect(leavesFor(program, 'Lead')).toHaveLength(1)
    expect(leavesFor(program, 'AddToCart')).toHaveLength(1)
    expect(leavesFor(program, 'ViewContent')).toEqual([])
    expect(program.byTrait.get('country')).toHaveLength(1)
  })

  test('knows the segments that hold for somebody who did nothing', () => {
    const program = compile(1, [
      segment('a', bought),
      segment('b', { not: bought }),
      segment('c', { event: { name: 'x' }, within: '0d', count: { lt: 1 } }),
    ])
    expect(program.trueWhenEmpty.map(({ definition }) => definition.id)).toEqual(['b', 'c'])
  })

  test.each<[Condition, RegExp]>([
    [{ event: { name: 'x' }, within: { from: '1d', to: '2d' } }, /further back/],
    [{ event: { name: 'x' }, within: { since: '2024-01-02', until: '2024-01-01' } }, /later than/],
    [{ event: { name: 'x' }, within: { whole_days: 1, time_zone: 'Mars/Olympus' } }, /Mars\/Olympus/],
  ])('refuses %j', (rule, message) => {
    expect(() => compile(1, [segment('a', rule)])).toThrow(message)
  })
})

describe('a definition that cannot be read names the place', () => {
  test.each<[string, unknown, (string | number)[]]>([
    ['an unknown kind', { evnt: {} }, ['rule']],
    ['two kinds', { ...bought, trait: 'x' }, ['rule']],
    ['an empty all', { all: [] }, ['rule', 'all']],
    ['a span', { event: { name: 'x' }, within: '7 days' }, ['rule', 'within']],
    [
      'deep within',
      { all: [bought, { not: { any: [{ event: { name: 'x' }, within: '7d', count: { gte: 'two' } }] } }] },
      ['rule', 'all', 1, 'not', 'any', 0, 'count', 'gte'],
    ],
    [
      'an operator',
      { event: { name: 'x', where: [{ path: 'a', op: 'like', value: 'b' }] }, within: '7d' },
      ['rule', 'event', 'where', 0, 'op'],
    ],
    [
      'an operand',
      { event: { name: 'x', where: [{ path: 'a', op: 'gt', value: 'b' }] }, within: '7d' },
      ['rule', 'event', 'where', 0],
    ],
    ['two measures', { ...bought, sum: { path: 'a', gte: 1 } }, ['rule']],
    ['a path', { event: { name: 'x' }, within: '7d', sum: { path: 'a..b', gte: 1 } }, ['rule', 'sum', 'path']],
    ['two comparisons', { ...bought, count: { gte: 1, lt: 2 } }, ['rule', 'count']],
    ['no name', { event: {}, within: '7d' }, ['rule', 'event']],
    ['an unknown field', { ...bought, withn: '7d' }, ['rule']],
  ])('%s', (_, rule, path) => {
    const parsed = SegmentInput.safeParse({ name: 'x', rule })
    expect(parsed.success).toBe(false)
    expect(parsed.error!.issues.map((issue) => issue.path)).toContainEqual(path)
  })
})
