import { expect, test } from 'vitest'
import { createPaces } from './pace.ts'

const work = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until;);
}

test('a small request goes on at once, without a promise', () => {
  const pace = createPaces()()
  expect(pace()).toBeUndefined()
})

test('a large request waits after its slice, and then goes on at once again', async () => {
  const pace = createPaces()()
  work(10)
  let isLater = false
  setImmediate(() => (isLater = true))
  const turn = pace()
  expect(turn).toBeInstanceOf(Promise)
  await turn
  expect(isLater, 'others had their turn').toBe(true)
  expect(pace()).toBeUndefined()
})

test('what one request worked in a turn of the loop counts for the others in it', () => {
  const newPace = createPaces()
  const [first, second] = [newPace(), newPace()]
  work(10)
  expect([first(), second()]).toEqual([expect.any(Promise), expect.any(Promise)])
  // A request that begins in the same turn may work for its free time all the same.
  expect(newPace()()).toBeUndefined()
})
