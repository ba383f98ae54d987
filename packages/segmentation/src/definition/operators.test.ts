import { expect, describe, test } from 'vitest'
import type { Comparison, Op } from '@weir/contracts'
import { comparisonTest, operatorTest, whereTest } from './operators.ts'
import { numberOf, scalarsAt, sumUnits, textOf } from './values.ts'
import type { ScalarValue } from './values.ts'

describe('an operator on the scalars found', () => {
  test.each<[Op, unknown, ScalarValue[], boolean]>([
    ['exists', true, [0], true],
    ['exists', true, [''], true],
    ['exists', true, [], false],
    ['not_exists', true, [], true],
    ['not_exists', true, [false], false],
    ['eq', 5, [5], true],
    ['eq', 5, ['5'], true],
    ['eq', 5, ['5.0'], true],
    ['eq', 5, ['5e0'], true],
    ['eq', 5, [' 5'], false],
    ['eq', 5, ['0x5'], false],
    ['eq', '5', [5], true],
    ['eq', '5.0', [5], false],
    ['eq', 'true', [true], true],
    ['eq', true, [true], true],
    ['eq', true, ['true'], false],
    ['eq', true, [1], false],
    ['eq', 1, [true], false],
    ['eq', 'a', ['b', 'a'], true],
    ['eq', 'a', ['A'], false],
    ['ne', 'a', ['b'], true],
    ['ne', 'a', ['a', 'b'], false],
    ['ne', 'a', [], false],
    ['not_in', ['a', 1], ['b', 2], true],
    ['not_in', ['a', 1], ['b', '1'], false],
    ['not_in', ['a'], [], false],
    ['in', ['a', 7], ['7.0'], true],
    ['in', ['a', 7], ['b'], false],
    ['gt', 5, [5, 6], true],
    ['gt', 5, [5], false],
    ['gte', 5, ['5'], true],
    ['lt', 5, ['x', '4.9'], true],
    ['lt', 5, ['x'], false],
    ['lte', 5, [true], false],
    ['between', [1, 2], [0, 2], true],
    ['between', [1, 2], [0, 3], false],
    ['between', [1, 2], [], false],
    ['contains', 'ale', ['sale'], true],
    ['contains', 'ALE', ['sale'], false],
    ['contains', '5', [15], true],
    ['starts_with', 'sa', ['sale'], true],
    ['starts_with', 'al', ['sale'], false],
  ])('%s %j of %j is %s', (op, operand, found, truth) => {
    expect(operatorTest(op, operand)(found)).toBe(truth)
  })
})

test.each<[Comparison, boolean[]]>([
  [{ eq: 2 }, [false, true, false]],
  [{ ne: 2 }, [true, false, true]],
  [{ gt: 2 }, [false, false, true]],
  [{ gte: 2 }, [false, true, true]],
  [{ lt: 2 }, [true, false, false]],
  [{ lte: 2 }, [true, true, false]],
  [{ between: [1, 2] }, [true, true, false]],
  [{ between: [2, 1] }, [false, false, false]],
])('%j of 1, 2, 3', (comparison, truths) => {
  expect([1, 2, 3].map(comparisonTest(comparison))).toEqual(truths)
})

describe('a path', () => {
  const document = {
    properties: {
      value: 5,
      contents: [{ id: 'a', tags: ['x', 'y'] }, { id: 'b' }, null, 7, ['deep']],
      nothing: null,
      empty: [],
      flags: [true, false],
      grid: [
        [1, 2],
        [3, 4],
      ],
    },
  }
  test.each<[string, ScalarValue[]]>([
    ['properties.value', [5]],
    ['properties.contents.id', ['a', 'b']],
    ['properties.contents.tags', ['x', 'y']],
    ['properties.flags', [true, false]],
    ['properties.contents', [7]],
    ['properties', []],
    ['properties.nothing', []],
    ['properties.nothing.x', []],
    ['properties.empty', []],
    ['properties.grid', []],
    ['properties.missing', []],
    ['properties.value.deeper', []],
    ['properties.toString', []],
    ['properties.contents.length', []],
    ['__proto__.constructor', []],
  ])('%s yields %j', (path, found) => {
    expect(scalarsAt(document, path.split('.'))).toEqual(found)
    expect(whereTest({ path, op: 'exists' })(document)).toBe(found.length > 0)
  })
  test('into nothing yields nothing', () => {
    for (const nothing of [undefined, null, 5, 'text', []]) expect(scalarsAt(nothing, ['a'])).toEqual([])
  })
})

describe('how much of a video was watched', () => {
  test.each<[object, ScalarValue[]]>([
    [{ watched_ms: 15_000, duration_ms: 20_000 }, [0.75]],
    [{ watched_ms: 14_999, duration_ms: 20_000 }, [0.7499]],
    [{ watched_ms: '20000', duration_ms: 20_000 }, [1]],
    [{ watched_ms: 29, duration_ms: 100 }, [0.29]],
    [{ watched_ms: 50_000, duration_ms: 20_000 }, [2.5]],
    [{ watched_ms: 0, duration_ms: 20_000 }, [0]],
    [{ watched_ms: 5, duration_ms: 0 }, []],
    [{ watched_ms: 5, watched_share: 0.9 }, []],
    [{ watched_ms: true, duration_ms: 5 }, []],
    [{ watched_ms: [5], duration_ms: 5 }, []],
    [{ watched_ms: 9e11, duration_ms: 1e-9 }, []],
  ])('%j is %j', (video, found) => {
    expect(scalarsAt({ video }, ['video', 'watched_share'])).toEqual(found)
  })
  test('of no video it is nothing', () => {
    for (const document of [undefined, null, {}, { video: [{ watched_ms: 1, duration_ms: 1 }] }])
      expect(scalarsAt(document, ['video', 'watched_share'])).toEqual([])
  })
})

describe('a test of one path by another', () => {
  const document = {
    properties: { price: '5.0', list: 5, many: [1, 'x'], flag: true, from: '2024-05-01', to: 1_714_521_599, none: [] },
  }
  test.each<[string, Op, string, boolean]>([
    ['price', 'eq', 'list', true],
    ['price', 'ne', 'list', false],
    ['price', 'gte', 'list', true],
    ['price', 'gt', 'list', false],
    ['many', 'lt', 'list', true],
    ['many', 'lte', 'many', true],
    ['many', 'eq', 'many', true],
    ['many', 'ne', 'list', true],
    ['flag', 'eq', 'flag', true],
    ['flag', 'lte', 'flag', false],
    ['none', 'ne', 'list', false],
    ['list', 'ne', 'none', false],
    ['from', 'after', 'to', true],
    ['to', 'before', 'from', true],
    ['from', 'before', 'to', false],
    ['from', 'before', 'many', false],
  ])('%s %s %s: %s', (a, op, b, truth) => {
    const where = { path: `properties.${a}`, op, value: { path: `properties.${b}` } }
    expect(whereTest(where)(document)).toBe(truth)
  })
  test('knows no other operator', () => {
    expect(() => whereTest({ path: 'a', op: 'contains', value: { path: 'b' } })).toThrow(RangeError)
  })
})

describe('a value', () => {
  test.each<[ScalarValue, number | undefined]>([
    [5, 5],
    ['99.95', 99.95],
    ['-1', -1],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['.5', undefined],
    ['5.', undefined],
    ['+5', undefined],
    ['', undefined],
    ['1,000', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    [Infinity, undefined],
    [true, undefined],
  ])('%j is the number %j', (value, number) => expect(numberOf(value)).toBe(number))
  test.each<[ScalarValue, number | undefined]>([
    [0.1, 1000],
    ['0.00005', 1],
    [-0.00005, 0],
    [9e11, 9e15],
    [9.1e11, undefined],
    ['x', undefined],
  ])('%j sums up as %j ten-thousandths', (value, units) => expect(sumUnits(value)).toBe(units))
  test('has a text', () => expect([1.5, true, 'x', 1e21].map(textOf)).toEqual(['1.5', 'true', 'x', '1e+21']))
})
