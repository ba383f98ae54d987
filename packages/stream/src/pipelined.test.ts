import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pipelined } from './pipelined.ts'

/** Notes what happens. */
function work(story: string[], fails: { prepare?: number; commit?: number } = {}, waits: number[] = []) {
  return async (piece: number, written: () => Promise<void>) => {
    if (waits.includes(piece)) await written()
    story.push(`prepare ${piece}`)
    if (fails.prepare === piece) throw new Error(`prepare ${piece}`)
    await nextTurn()
    return async () => {
      story.push(`begin ${piece}`)
      await nextTurn()
      await nextTurn()
      if (fails.commit === piece) throw new Error(`commit ${piece}`)
      story.push(`end ${piece}`)
    }
  }
}

test('the next piece is worked out while one is written, and they are written one after another', async () => {
  const story: string[] = []
  await pipelined([0, 1, 2], work(story))
  const writes = ['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']
  expect(story.filter((one) => !one.startsWith('prepare'))).toEqual(writes)
  expect(story.indexOf('prepare 1')).toBeLessThan(story.indexOf('end 0'))
})

test('a piece that needs what the one before it wrote waits for that', async () => {
  const story: string[] = []
  await pipelined([0, 1, 2], work(story, {}, [1]))
  expect(story.indexOf('prepare 1')).toBeGreaterThan(story.indexOf('end 0'))
  expect(story.indexOf('prepare 2')).toBeLessThan(story.indexOf('end 1'))
})

test.each([{ prepare: 1 }, { commit: 1 }])('what fails is told, after what was under way is over (%j)', async (fails) => {
  const story: string[] = []
  const [[what, which] = []] = Object.entries(fails)
  await expect(pipelined([0, 1, 2, 3], work(story, fails))).rejects.toThrow(`${what} ${which}`)
  expect(story).toContain('end 0')
  expect(story).not.toContain('begin 2')
})
