import { expect, it } from 'vitest'
import { listOf } from './list-of.ts'
import { sharesOf } from './shares.ts'

it('reads sizes as people write percentages', () => {
  expect(sharesOf('1, 2.5, 10')).toEqual([0.01, 0.025, 0.1])
  expect(sharesOf('1; 2,5 %'.replace(' %', '%'))).toEqual([0.01, 0.025])
  expect(sharesOf('7 %')).toBeUndefined()
  expect(sharesOf('')).toBeUndefined()
  expect(sharesOf('0')).toBeUndefined()
  expect(sharesOf('101')).toBeUndefined()
  expect(sharesOf('some')).toBeUndefined()
})

it('reads a list of an address', () => {
  expect(listOf('a,b,,a')).toEqual(['a', 'b'])
  expect(listOf(undefined)).toEqual([])
})
