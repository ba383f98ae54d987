import { seededRandom } from '@weir/testkit'
import { expect, test } from 'vitest'
import type { DriverOptions } from '../support/driver.ts'
import { many } from '../support/many.ts'
import { Broken, play } from '../support/play.ts'
import { withoutOutbox } from '../support/sabotage.ts'
import { crashPoints, createTraffic } from '../support/traffic.ts'

/** `SEED=123` plays that one story alone; `SEEDS=5000` plays more of them. */
const only = process.env['SEED']
const count = Number(process.env['SEEDS'] ?? 100)
const first = Number(process.env['FIRST_SEED'] ?? 1)
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => first + i) : [Number(only)]
/** Stories mostly wait for polls, so several are told at once. */
const TOGETHER = 40

interface Telling {
  partitions: number
  batch: number
  crashes: number[]
}

function tellingOf(seed: number): Telling {
  const random = seededRandom(seed)
  return {
    partitions: random.pick([1, 3]),
    batch: random.pick([1, 7, 500]),
    crashes: crashPoints(random, random.pick([0, 1, 8])),
  }
}

/** @returns what went wrong, with the seed that repeats it. */
async function tell(seed: number, options: DriverOptions = {}): Promise<string[]> {
  const telling = tellingOf(seed)
  try {
    const { driver } = await play(createTraffic(seed), { ...telling, ...options })
    await driver[Symbol.asyncDispose]()
    return []
  } catch (error) {
    const text = error instanceof Broken ? error.message : error instanceof Error ? error.stack : String(error)
    return [
      `SEED=${seed} (${telling.partitions} partitions, batches of ${telling.batch}, crashes ${telling.crashes.join()}): ${text}`,
    ]
  }
}

test(`stories ${seeds[0]} to ${seeds.at(-1)} end as the reference says`, { timeout: 3_600_000 }, async () => {
  const failures = (await many(seeds, TOGETHER, (seed) => tell(seed))).flat()
  expect(failures.join('\n\n')).toBe('')
})

test('a segmenter that forgets its outbox when it dies is noticed', async () => {
  const failures = (
    await many(
      Array.from({ length: 24 }, (_, i) => i + 1),
      6,
      (seed) => tell(seed, { crashes: [5, 9, 13, 17, 21, 25], sabotage: withoutOutbox }),
    )
  ).flat()
  expect(failures.length).toBeGreaterThan(0)
})
