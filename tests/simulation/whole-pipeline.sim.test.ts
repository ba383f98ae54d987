import { sharesOf } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { FAULTS } from './whole/faults.ts'
import type { Fault } from './whole/faults.ts'
import { REGRESSIONS } from './whole/regressions.ts'
import { SABOTAGE } from './whole/sabotage.ts'
import { tell } from './whole/tell.ts'
import type { TellOptions } from './whole/tell.ts'

/** So many stories are enough for every kind of fault to happen. */
const MANY = 100
/** So many turns tell 500 stories. */
const TURNS = 5

/**
 * A hundred stories on every run, others each turn. `SIM_SEED=123` tells that one story and prints
 * it; `SIM_SEEDS=20000` tells more of them, `SIM_FIRST=501` others.
 */
const only = process.env['SIM_SEED']
const chosen = [only, process.env['SIM_SEEDS'], process.env['SIM_FIRST']].some((said) => said !== undefined)
const shares = chosen ? [0] : sharesOf('stories', TURNS)
const count = Number(process.env['SIM_SEEDS'] ?? MANY * shares.length)
const first = Number(process.env['SIM_FIRST'] ?? 1 + MANY * (shares[0] ?? 0))
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => first + i) : [Number(only)]
/** Every planted bug is noticed in one of so many. */
const PATIENCE = 60

/** @returns what went wrong, with the seed that repeats it. */
async function failuresOf(seed: number, counts: Map<Fault, number>): Promise<string[]> {
  const told = await tell(seed, { keep: only !== undefined })
  if (only !== undefined) process.stdout.write(`${told.trace.join('\n')}\n${told.hash}\n`)
  for (const [fault, n] of told.counts) counts.set(fault, (counts.get(fault) ?? 0) + n)
  if (told.faults.length === 0) return []
  const text = `SIM_SEED=${seed}: ${told.faults.length} faults, the first of them\n  ${told.faults.slice(0, 4).join('\n  ')}`
  process.stdout.write(`${text}\n`)
  return [text]
}

test(`the stories ${seeds[0]} to ${seeds.at(-1)} end as the oracle says`, { timeout: 36_000_000 }, async () => {
  const counts = new Map<Fault, number>()
  const failures: string[] = []
  for (const [i, seed] of seeds.entries()) {
    failures.push(...(await failuresOf(seed, counts)))
    if ((i + 1) % 500 === 0) process.stdout.write(`${i + 1} stories, ${failures.length} failed\n`)
  }
  const figures = FAULTS.map((fault) => `${fault} ${counts.get(fault) ?? 0}`).join(', ')
  process.stdout.write(`${seeds.length} stories, ${failures.length} failed: ${figures}\n`)
  expect(failures.join('\n\n')).toBe('')
  // A fault that never happened was not survived.
  if (seeds.length >= MANY) expect(FAULTS.filter((fault) => !counts.has(fault))).toEqual([])
})

/** A tenth of the others: they take longer, as people are read one by one at their end. */
const isTenth = (i: number): boolean => (chosen ? i < count / 10 : i % MANY < MANY / 10)
const withPeople = only === undefined ? seeds.filter((_, i) => isTenth(i)) : seeds

test(
  `stories of people who are linked and split end as the oracle says (${withPeople.length})`,
  { timeout: 36_000_000 },
  async () => {
    const failures: string[] = []
    let splits = 0
    for (const [i, seed] of withPeople.entries()) {
      const told = await tell(seed, { people: true, events: 60 + (seed % 5) * 20 })
      splits += told.splits
      if (told.faults.length > 0) failures.push(`${seed}: ${told.faults.slice(0, 3).join('\n  ')}`)
      if ((i + 1) % 50 === 0)
        process.stdout.write(`${i + 1} stories of people, ${splits} splits, failed: ${failures.join('; ') || 'none'}\n`)
    }
    process.stdout.write(`${withPeople.length} stories of people, ${splits} splits, ${failures.length} failed\n`)
    expect(failures.join('\n\n')).toBe('')
    expect(splits).toBeGreaterThan(0)
  },
)

/** What is done for somebody does not fall back: restoring an older state is another story. */
const ERASING: TellOptions = { people: true, erasures: true, weather: { rollback: 0 } }
/** A hundred, ten a turn; or as many as of the other people, where stories are asked for. */
const ERASED_TURNS = 10
const withErased = chosen ? withPeople : sharesOf('stories of the erased', ERASED_TURNS).flatMap(tenOf)

/** Neighbours: their lengths differ. */
function tenOf(share: number): number[] {
  return Array.from({ length: 10 }, (_, i) => 1 + 10 * share + i)
}

/** @returns what is said of the stories, and what went wrong. */
async function tellOfErased(told: readonly number[]): Promise<{ erasures: number; failures: string[] }> {
  const failures: string[] = []
  let erasures = 0
  for (const [i, seed] of told.entries()) {
    const story = await tell(seed, { ...ERASING, events: 60 + (seed % 5) * 20 })
    erasures += story.erasures
    if (story.faults.length > 0) failures.push(`${seed}: ${story.faults.slice(0, 3).join('\n  ')}`)
    if ((i + 1) % 50 === 0)
      process.stdout.write(`${i + 1} stories of the erased, ${erasures} erasures, failed: ${failures.join('; ') || 'none'}\n`)
  }
  process.stdout.write(`${told.length} stories of the erased, ${erasures} erasures, ${failures.length} failed\n`)
  return { erasures, failures }
}

test(`stories of people who are erased end with nothing of them (${withErased.length})`, { timeout: 36_000_000 }, async () => {
  const { erasures, failures } = await tellOfErased(withErased)
  expect(failures.join('\n\n')).toBe('')
  expect(erasures).toBeGreaterThan(0)
})

/** Rules that came after the stories, and so are in none of them: a few stories of their own. */
test.each([1, 2, 3, 4, 5, 6, 7, 8])('stories about medians end as the oracle says, too (%i)', async (seed) => {
  expect((await tell(seed, { rules: 'medians' })).faults).toEqual([])
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('commits that stay at their position may be lost (%i)', async (seed) => {
  const { faults, counts } = await tell(seed, { weather: { slip: 0.2 } })
  expect(faults).toEqual([])
  expect(counts.get('rollback')).toBeGreaterThan(0)
})

test.each([7, 50])('the same seed is the same story, to the last byte (%i)', async (seed) => {
  const one = await tell(seed, { keep: true })
  const other = await tell(seed, { keep: true })
  expect(other.trace).toEqual(one.trace)
  expect(other.hash).toBe(one.hash)
  expect((await tell(seed + 1)).hash).not.toBe(one.hash)
})

test.each(REGRESSIONS)('never again: $what ($seed)', async ({ seed, options }) => {
  expect((await tell(seed, options)).faults).toEqual([])
})

describe('it is noticed when', () => {
  test.each(Object.entries(SABOTAGE))(
    '%s',
    { timeout: 600_000 },
    async (what, { weather, people = false, erasures = false, from = 1, ...broken }) => {
      for (let seed = from; seed < from + PATIENCE; seed++) {
        const { faults } = await tell(seed, { broken, people, erasures, ...(weather ? { weather } : {}) })
        if (faults.length === 0) continue
        process.stdout.write(`${what}: noticed in story ${seed}: ${faults[0]?.slice(0, 200)}\n`)
        return
      }
      expect.fail(`not noticed in ${PATIENCE} stories`)
    },
  )
})
