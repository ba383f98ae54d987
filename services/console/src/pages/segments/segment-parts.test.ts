import { expect, it } from 'vitest'
import { listedIds } from './listed-ids.ts'
import { typedShares } from './typed-shares.ts'

it('reads sizes as people write percentages', () => {
  expect(typedShares('1, 2.5, 10')).toEqual([0.01, 0.025, 0.1])
  expect(typedShares('1; 2,5 %'.replace(' %', '%'))).toEqual([0.01, 0.025])
  expect(typedShares('7 %')).toBeUndefined()
  expect(typedShares('')).toBeUndefined()
  expect(typedShares('0')).toBeUndefined()
  expect(typedShares('101')).toBeUndefined()
  expect(typedShares('some')).toBeUndefined()
})

it('reads a list of an address', () => {
  expect(listedIds('a,b,,a')).toEqual(['a', 'b'])
  expect(listedIds(undefined)).toEqual([])
})
