import { expect, test } from 'vitest'
import { createSlices } from './slices.ts'

/** So many pieces of so many ms each. */
function* pieces(count: number, ms: number): Generator<void, number> {
  for (let i = 0; i < count; i++) {
    for (const until = performance.now() + ms; performance.now() < until;);
    yield
  }
  return count
}

/** How often others come to it meanwhile. */
async function turnsOfOthers(during: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let over = false
  const count = (): void => {
    turns++
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  await during()
  over = true
  return turns
}

test('one long piece of work lets others have the event loop in between', async () => {
  const slices = createSlices()
  expect(
    await turnsOfOthers(async () => {
      expect(await slices.work(pieces(60, 1))).toBe(60)
    }),
  ).toBeGreaterThanOrEqual(5)
})

test('many short ones do so too', async () => {
  const slices = createSlices()
  const others = await turnsOfOthers(async () => {
    for (let i = 0; i < 60; i++) await slices.work(pieces(1, 1))
  })
  expect(others).toBeGreaterThanOrEqual(5)
})

test('others who have work themselves get most of the time', async () => {
  const slices = createSlices()
  let theirs = 0
  let over = false
  const busy = (): void => {
    const until = performance.now() + 3
    while (performance.now() < until);
    theirs += 3
    if (!over) setImmediate(busy)
  }
  setImmediate(busy)
  await slices.work(pieces(60, 1))
  over = true
  expect(theirs).toBeGreaterThan(2 * 60)
})
