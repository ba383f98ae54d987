import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pipelined } from './pipelined.ts'

/** Pieces 0 to `count` - 1; notes what happens. */
function pieces(count: number, story: string[], fails: { prepare?: number; commit?: number } = {}) {
  return async (from: number) => {
    if (from === count) return undefined
    story.push(`prepare ${from}`)
    if (fails.prepare === from) throw new Error(`prepare ${from}`)
    await nextTurn()
    return {
      end: from + 1,
      async commit() {
        story.push(`begin ${from}`)
        await nextTurn()
        await nextTurn()
        if (fails.commit === from) throw new Error(`commit ${from}`)
        story.push(`end ${from}`)
      },
    }
  }
}

test('the next piece is worked out while one is written, and they are written one after another', async () => {
  const story: string[] = []
  expect(await pipelined(0, 60_000, pieces(3, story))).toBe(3)
  const writes = ['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']
  expect(story.filter((one) => !one.startsWith('prepare'))).toEqual(writes)
  expect(story.indexOf('prepare 1')).toBeLessThan(story.indexOf('end 0'))
})

test('without time for more there is one piece, and it is written when the turn is over', async () => {
  const story: string[] = []
  expect(await pipelined(0, 0, pieces(3, story))).toBe(1)
  expect(story).toEqual(['prepare 0', 'begin 0', 'end 0'])
  expect(await pipelined(3, 0, pieces(3, story))).toBe(3)
})

test.each([{ prepare: 1 }, { commit: 1 }])('what fails is told, after what was under way is over (%j)', async (fails) => {
  const story: string[] = []
  const [[what, which] = []] = Object.entries(fails)
  await expect(pipelined(0, 60_000, pieces(4, story, fails))).rejects.toThrow(`${what} ${which}`)
  expect(story).toContain('end 0')
  expect(story).not.toContain('begin 2')
})
