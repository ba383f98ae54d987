import { expect, it } from 'vitest'
import { calibrationOf, importanceOf, liftOf, selectorWords } from './card-series.ts'

it('orders what was said, whatever order it came in', () => {
  const curve = [
    { said: 0.4, happened: 0.5, size: 10 },
    { said: 0.1, happened: 0.2, size: 90 },
  ]
  expect(calibrationOf({ curve }).map(({ said }) => said)).toEqual([0.1, 0.4])
})

it('says of which share of the people a lift is', () => {
  expect(liftOf({ lift: [4, 2.5, 1.5, 1] })).toEqual([
    { share: 0.25, lift: 4 },
    { share: 0.5, lift: 2.5 },
    { share: 0.75, lift: 1.5 },
    { share: 1, lift: 1 },
  ])
})

it('draws importance beside the most important, and nothing of what only harms', () => {
  const importance = [
    { feature: 'noise', value: -0.01 },
    { feature: 'visits', value: 0.1 },
    { feature: 'buys', value: 0.2 },
  ]
  expect(importanceOf({ importance })).toEqual([
    { feature: 'buys', value: 0.2, length: 1 },
    { feature: 'visits', value: 0.1, length: 0.5 },
    { feature: 'noise', value: -0.01, length: 0 },
  ])
  expect(importanceOf({ importance: [{ feature: 'noise', value: 0 }] })).toEqual([{ feature: 'noise', value: 0, length: 0 }])
})

it('calls events as they are selected', () => {
  expect(selectorWords({ name: 'Purchase' })).toBe('Purchase')
  expect(selectorWords({ names: ['Purchase', 'Subscribe'], source: 'shop' })).toBe('Purchase, Subscribe (shop)')
  expect(selectorWords({ name_prefix: 'Video', where: [{ path: 'page.url', op: 'exists' }] })).toBe('Video* …')
  expect(selectorWords({ source: 'shop' })).toBe('* (shop)')
})
