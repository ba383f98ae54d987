import { expect, test } from 'vitest'
import { money, percent, table, whole } from './table.ts'

test('numbers read well, and nothing is a dash', () => {
  expect([whole(1_234_567), whole(0), whole(null), whole(undefined)]).toEqual(['1,234,567', '0', '–', '–'])
  expect([percent(0.01234), percent(0), percent(null)]).toEqual(['1.23 %', '0.00 %', '–'])
  expect([money(1234.5), money(null)]).toEqual(['1,234.50', '–'])
})

test('columns are aligned', () => {
  expect(
    table(
      [{ head: 'id' }, { head: 'size', right: true }],
      [
        ['a', '10'],
        ['long', '1'],
      ],
    ),
  ).toBe('id    size\n----  ----\na       10\nlong     1')
})
