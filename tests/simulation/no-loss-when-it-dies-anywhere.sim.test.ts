import { describe, expect, test } from 'vitest'
import type { Driver, DriverOptions } from '../support/driver.ts'
import { many } from '../support/many.ts'
import { play } from '../support/play.ts'
import { withoutOutbox, withoutPositions } from '../support/sabotage.ts'
import { createTraffic } from '../support/traffic.ts'
import type { Action } from '../support/traffic.ts'

/** Everything that leaves the segmenter, without the offsets: repeats in the log move those. */
async function outcome(driver: Driver): Promise<string[]> {
  const facts = (await driver.facts()).map(
    (f) => `fact ${f.eid} ${f.person} ${f.received_at} [${f.segments.join()}] ${JSON.stringify(f.body)}`,
  )
  const changes = (await driver.changes()).map((c) => `change ${c.person} ${c.segment} ${c.op} ${c.at} ${c.reason} ${c.cause}`)
  return [...facts, ...changes].sort()
}

async function run(
  actions: readonly Action[],
  options: DriverOptions,
): Promise<{ rows: string[]; deaths: string[]; points: number }> {
  const { driver } = await play(actions, options)
  const result = { rows: await outcome(driver), deaths: driver.deaths, points: driver.points() }
  await driver[Symbol.asyncDispose]()
  return result
}

/** Dies once at each point of a story. @returns what went wrong at which point. */
async function dieEverywhere(
  actions: readonly Action[],
  options: DriverOptions = {},
  stride = 1,
): Promise<{ faults: string[]; places: Set<string> }> {
  const whole = await run(actions, options)
  const fatal = Array.from({ length: Math.ceil(whole.points / stride) }, (_, i) => i * stride)
  const places = new Set<string>()
  const faults = await many(fatal, 30, async (point) => {
    const { rows, deaths } = await run(actions, { ...options, crashes: [point] }).catch((error: unknown) => ({
      rows: [String(error)],
      deaths: [],
    }))
    deaths.forEach((place) => places.add(place))
    const odd = [
      ...rows.filter((row) => !whole.rows.includes(row)).map((row) => `+ ${row}`),
      ...whole.rows.filter((row) => !rows.includes(row)).map((row) => `- ${row}`),
    ]
    return odd.length > 0 || rows.length !== whole.rows.length
      ? [`at point ${point} (${deaths.join() || 'nowhere'}): ${odd.slice(0, 3).join('\n')}`]
      : []
  })
  return { faults: faults.flat(), places }
}

const STORY = { steps: 8, edits: 0 }

describe('a process that dies before or after any commit, append or write', () => {
  test.each([
    [11, 1, 500],
    [12, 1, 2],
    [13, 3, 500],
  ])('leaves the same memberships and facts (seed %i, %i partitions, batches of %i)', async (seed, partitions, batch) => {
    const { faults, places } = await dieEverywhere(createTraffic(seed, STORY), { partitions, batch })
    expect(faults).toEqual([])
    // The points were hit indeed.
    for (const place of [
      'commit of resolve',
      'commit of fold',
      'append to weir.events',
      'append to weir.facts',
      'write to the index',
    ]) {
      expect([...places]).toEqual(expect.arrayContaining([`before ${place}`, `after ${place}`]))
    }
  })

  test('while definitions change leaves the same members', async () => {
    const actions = createTraffic(21, { steps: 7, edits: 0.9 })
    const whole = await run(actions, {})
    const fatal = Array.from({ length: whole.points }, (_, i) => i)
    // play compares with the reference whenever time has passed
    const faults = await many(fatal, 30, (point) =>
      run(actions, { crashes: [point, 3, point] }).then(
        () => [],
        (error: unknown) => [`at point ${point}: ${String(error)}`],
      ),
    )
    expect(faults.flat()).toEqual([])
  })
})

describe('the test can fail', () => {
  test.each([
    ['the outbox is forgotten', withoutOutbox],
    ['positions and origins are', withoutPositions],
  ])('when %s', async (_, sabotage) => {
    const { faults } = await dieEverywhere(createTraffic(11, STORY), { sabotage })
    expect(faults.length).toBeGreaterThan(0)
  })
})
