import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@weir/testkit'
import { expect, it } from 'vitest'
import { repeat } from './repeat.ts'

it('runs again, one at a time, also after a failure, and ends with the run that is under way', async () => {
  let [runs, running, most, ended] = [0, 0, 0, 0]
  const errors: unknown[] = []
  const run = async (): Promise<void> => {
    most = Math.max(most, ++running)
    runs++
    await sleep(5)
    running--
    ended++
    if (runs === 2) throw new Error('the second')
  }
  const loop = repeat(run, { everyMs: 1, againMs: 2, onError: (error) => errors.push(error) })
  await eventually(() => expect(runs).toBeGreaterThan(4))
  await loop.close()
  expect([most, errors.length, ended]).toEqual([1, 1, runs])
  const before = runs
  await sleep(30)
  expect(runs).toBe(before)
})

it('tells of failures in a row once, and again when it had worked meanwhile', async () => {
  const fails = [true, true, true, false, true, true]
  const [told, failed]: [string[], string[]] = [[], []]
  let runs = 0
  const loop = repeat(
    async () => {
      const n = runs++
      if (fails[n]) throw new Error(`run ${n}`)
    },
    {
      everyMs: 1,
      onError: (error) => told.push(String(error)),
      onFailure: (error) => failed.push(String(error)),
    },
  )
  await eventually(() => expect(runs).toBeGreaterThan(fails.length))
  await loop.close()
  expect(told).toEqual(['Error: run 0', 'Error: run 4'])
  expect(failed).toHaveLength(5)
})

it('tells a run that it is to end, and rests in proportion to what a run takes', async () => {
  let began = 0
  const loop = repeat(
    async (signal) => {
      began++
      await sleep(60_000, undefined, { signal }).catch(() => undefined)
    },
    { everyMs: 1, onError: () => undefined },
  )
  await eventually(() => expect(began).toBe(1))
  await loop.close()
  let runs = 0
  const rare = repeat(
    async () => {
      runs++
      await sleep(20)
    },
    { everyMs: 1, restPerRun: 1_000, onError: () => undefined },
  )
  await eventually(() => expect(runs).toBe(1))
  await sleep(100)
  expect(runs).toBe(1)
  await rare.close()
})
