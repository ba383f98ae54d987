import { SegmentInput, segmentNumber } from '@weir/contracts'
import type { Condition, Hit, SegmentDefinition, Window } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { Program } from './program.ts'
import type { StateSpec } from '../state/state-spec.ts'

function segment(id: string, rule: Condition): SegmentDefinition {
  return { id, number: segmentNumber(id), version: 1, name: id, rule }
}

function tracksFor(program: Program, name: string, body: object = {}): readonly StateSpec[] {
  // Only these fields are looked at.
  return program.index.specsFor({ name, body } as unknown as Hit)
}

const bought: Condition = { event: { name: 'Purchase' }, within: '7d', count: { gte: 1 } }
const country: Condition = { trait: 'country', eq: 'DE' }

describe('a program', () => {
  test('keeps equal conditions once, however their keys are ordered', () => {
    const same: Condition = { count: { gte: 1 }, within: '7d', event: { name: 'Purchase' } }
    const program = compile(1, [segment('a', { all: [bought, { not: same }, country] }), segment('b', { any: [same, country] })])
    expect(program.conditions.size).toBe(2)
    const readers = [...[...program.stateSpecs.values()].flatMap((spec) => spec.readers), ...program.traits.get('country')!]
    for (const { users } of readers) expect(users.map(({ definition }) => definition.id)).toEqual(['a', 'b'])
    expect(readers).toHaveLength(2)
    expect(program.bySegment.get(segmentNumber('b'))!.conditions).toHaveLength(2)
  })

  test('tells different conditions apart', () => {
    const others: Condition[] = [
      { ...bought, within: '8d' },
      { ...bought, count: { gte: 2 } },
      { ...bought, event: { name: 'Purchase', source: 'app' } },
      { ...bought, event: { name: 'Lead' } },
    ]
    expect(compile(1, [segment('a', { any: [bought, ...others] })]).conditions.size).toBe(5)
  })

  test('gives a condition the same number after every start', () => {
    const numbers = (): number[] => [...compile(1, [segment('a', bought)]).conditions].map(([id]) => id)
    expect(numbers()).toEqual(numbers())
  })

  test('finds the conditions an event can touch, by canonical name and by prefix', () => {
    const prefix: Condition = { event: { name_prefix: 'Add' }, within: '7d' }
    const old: Condition = { event: { names: ['CompletePayment', 'Purchase', 'SubmitForm'] }, within: '7d' }
    const program = compile(1, [segment('a', { any: [bought, prefix, old, country] })])
    expect(tracksFor(program, 'Purchase')).toHaveLength(2)
    expect(tracksFor(program, 'Lead')).toHaveLength(1)
    expect(tracksFor(program, 'AddToCart')).toHaveLength(1)
    expect(tracksFor(program, 'ViewContent')).toEqual([])
    expect(program.traits.get('country')).toHaveLength(1)
  })

  test('finds those that ask for a text by the text, and never misses one', () => {
    const about = (value: string | number | string[]): Condition => ({
      event: { name: 'Purchase', where: [{ path: 'properties.contents.id', op: Array.isArray(value) ? 'in' : 'eq', value }] },
      within: '7d',
    })
    const program = compile(1, [segment('a', { any: [about('x'), about(['x', 'y']), about(1), about('z'), bought] })])
    const found = (ids: unknown[]): number =>
      tracksFor(program, 'Purchase', { properties: { contents: ids.map((id) => ({ id })) } }).length
    // The number and the plain one are always asked.
    expect(found([])).toBe(2)
    expect(found(['x'])).toBe(4)
    expect(found(['y', 'y'])).toBe(3)
    expect(found(['y', 'x', 'z'])).toBe(5)
    expect(found([1])).toBe(2)
  })

  test('keeps one track for conditions over the same events, as far as what one needs does not spoil the other', () => {
    const specs = (...rules: Condition[]): number => compile(1, [segment('a', { any: rules })]).stateSpecs.size
    const purchases = (within: Window, more: object = {}): Condition => ({ event: { name: 'Purchase' }, within, ...more })
    expect(
      specs(
        purchases('7d'),
        purchases('30d', { count: { gte: 3 } }),
        purchases('all'),
        purchases({ whole_days: 2, include_today: true }),
      ),
    ).toBe(1)
    // A window that begins later, or a fixed one, loses entries that the others need, or the other
    // way round.
    expect(specs(purchases('7d'), purchases({ from: '7d', to: '1d' }))).toBe(2)
    expect(specs(purchases('7d'), purchases({ since: '2024-01-01' }))).toBe(2)
    // Sums keep everything: a long window would make the buckets of a short one too many.
    const path = 'properties.value'
    expect(specs(purchases('7d', { sum: { path, gte: 1 } }), purchases('7d', { sum: { path, gte: 9 } }))).toBe(1)
    expect(specs(purchases('7d', { sum: { path, gte: 1 } }), purchases('30d', { sum: { path, gte: 1 } }))).toBe(2)
    expect(specs(purchases('7d', { sum: { path, gte: 1 } }), purchases('7d', { max: { path, gte: 1 } }))).toBe(2)
  })

  test('is another track when more has to be kept, and the same when not', () => {
    const idOf = (...rules: Condition[]): number[] => compile(1, [segment('a', { any: rules })]).specs.map(({ id }) => id)
    const thrice: Condition = { ...bought, count: { gte: 3 } }
    expect(idOf(bought, thrice)).toEqual(idOf(thrice))
    expect(idOf(bought, thrice)).not.toEqual(idOf(bought))
    expect(idOf({ ...bought, within: '8d' })).not.toEqual(idOf(bought))
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

describe('compiling again', () => {
  const definition = (id: string): SegmentDefinition => ({
    ...SegmentInput.parse({ name: id, rule: { event: { name: id }, within: '7d' } }),
    id,
    number: segmentNumber(id),
    version: 1,
  })

  test('a list that was compiled before takes no work, under whatever version', () => {
    const list = [definition('a'), definition('b')]
    const [first, second] = [compile(1, list), compile(2, list)]
    expect([first.version, second.version]).toEqual([1, 2])
    expect(second.segments).toBe(first.segments)
  })

  test('a list that has changed meanwhile is compiled as it is now', () => {
    const list = [definition('a'), definition('b')]
    compile(1, list)
    list[1] = definition('c')
    expect(compile(2, list).segments.map(({ definition: { id } }) => id)).toEqual(['a', 'c'])
    list.push(definition('d'))
    expect(compile(3, list).segments).toHaveLength(3)
    list.length = 1
    expect(compile(4, list).segments).toHaveLength(1)
  })

  test('equal conditions of two programs read the track of their own', () => {
    const wide = {
      ...definition('wide'),
      rule: SegmentInput.parse({ name: 'w', rule: { event: { name: 'a' }, within: '90d' } }).rule,
    }
    const alone = compile(1, [definition('a')])
    const beside = compile(1, [definition('a'), wide])
    const trackIn = ({ segments: [segment] }: Program): number => {
      const condition = segment!.conditions[0]!
      return condition.kind === 'event' ? condition.stateId : -1
    }
    expect([alone.stateSpecs.has(trackIn(alone)), beside.stateSpecs.has(trackIn(beside))]).toEqual([true, true])
    expect(trackIn(alone)).not.toBe(trackIn(beside))
  })
})

describe('a definition that cannot be read names the place', () => {
  test.each<[string, unknown, (string | number)[]]>([
    ['an unknown kind', { evnt: {} }, ['rule']],
    ['two kinds', { ...bought, trait: 'x' }, ['rule']],
    ['an empty all', { all: [] }, ['rule', 'all']],
    ['a span', { event: { name: 'x' }, within: '7 days' }, ['rule', 'within']],
    ['a negative span', { event: { name: 'x' }, within: '-7d' }, ['rule', 'within']],
    ['an endless span', { event: { name: 'x' }, within: '999999999w' }, ['rule', 'within']],
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
