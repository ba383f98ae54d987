import { expect, test } from 'vitest'
import { guessLayout, headsOf, layoutOf } from './layout.ts'

test.each([
  ['a,b,c', 'csv', ','],
  ['\uFEFFa;b,x;c', 'csv', ';'],
  ['a\tb\tc d', 'csv', '\t'],
  ['"a,b,c";d', 'csv', ';'],
  ['"say ""x,y,z""|now"|d', 'csv', '|'],
  ['only', 'csv', ','],
  [' customer_id  date number_of_cds  dollar_value', 'text', ' '],
  ['{"event":"Purchase"}', 'ndjson', ','],
])('%j looks like %s', (line, kind, delimiter) => {
  expect(guessLayout(line)).toEqual({ kind, delimiter })
})

test('delimiters that are hard to type have names', () => {
  expect(layoutOf('tab')).toEqual({ kind: 'csv', delimiter: '\t' })
  expect(layoutOf('space')).toEqual({ kind: 'text', delimiter: ' ' })
  expect(layoutOf(';')).toEqual({ kind: 'csv', delimiter: ';' })
  expect(layoutOf('::')).toBeUndefined()
})

test('no column hides another', () => {
  expect(headsOf([' id ', 'Name', 'id', 'id'])).toEqual(['id', 'Name', 'id (2)', 'id (3)'])
})
