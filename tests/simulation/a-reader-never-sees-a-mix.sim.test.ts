import { loadBitmaps, segmentNumber, versionsOf } from '@weir/contracts'
import type { Condition, PartitionBitmaps } from '@weir/contracts'
import { START, walkMembers } from '@weir/reporting'
import { describe, expect, test } from 'vitest'
import { personNamed } from '../support/driver.ts'
import { doctored, watch } from '../support/watcher.ts'
import type { Look } from '../support/watcher.ts'

const bought: Condition = { event: { name: 'Purchase' }, within: '7d' }
const carted: Condition = { event: { name: 'AddToCart' }, within: '30d' }
const neither: Condition = { not: { any: [bought, carted] } }
const RULES = { bought, carted, neither }

/** The looks in order, without repeats. */
function story(looks: readonly Look[]): Look[] {
  return looks.filter((look, i) => i === 0 || JSON.stringify(look) !== JSON.stringify(looks[i - 1]))
}

const live = (members: string): Look => ({ status: 'live', size: sizeIn(members), members })
const filling = (members: string): Look => ({ ...live(members), status: 'backfilling' })
const sizeIn = (members: string): number => (members === '' ? 0 : members.split(',').length)

test('a new segment shows nobody until everybody is in it', async () => {
  const { driver, looks, look, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  expect(story([...looks(), await look()])).toEqual([filling(''), live(expected(bought))])
  expect(sizeIn(expected(bought))).toBeGreaterThan(10)
})

test('an edit shows the old members, then the new ones, and nothing between', async () => {
  const { driver, looks, look, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  looks()
  await driver.segment('chosen', carted)
  const seen = [...looks(), await look()]
  expect(story(seen)).toEqual([filling(expected(bought)), live(expected(carted))])
  // The state itself was between the two for a while, or this shows nothing.
  expect(seen.length).toBeGreaterThan(20)
})

test('when members will leave is right all along, while other segments come that keep more of the same events', async () => {
  const { driver, looks, look, ends, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  await look()
  ends()
  await look()
  const before = ends()
  looks()
  await driver.segment('often', { event: { name: 'Purchase' }, within: '60d', count: { gte: 3 } })
  await driver.remove('often')
  expect(story([...looks(), await look()])).toEqual([live(expected(bought))])
  expect(new Set(ends())).toEqual(new Set(before))
  expect(before.every((end) => end !== undefined)).toBe(true)
})

test('edits that come one upon the other show one complete set after the other', async () => {
  const { driver, looks, look, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  const order = ['carted', 'neither', 'bought', 'carted', 'neither'] as const
  looks()
  for (const name of order) {
    await driver.put('chosen', RULES[name])
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  await driver.applied()
  const sets = new Set(Object.values(RULES).map(expected))
  const seen = [...looks(), await look()]
  expect(seen.filter(({ members }) => !sets.has(members))).toEqual([])
  expect(seen.at(-1)).toEqual(live(expected(neither)))
})

test('a walk that an edit overtakes ends with the members it began with, or says that it cannot', async () => {
  const { driver, source, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  const walk = () => walkMembers(source, source.config.segment('chosen')!, driver.clock.now(), START, 1)
  const [slow, tooSlow] = [walk(), walk()]
  const ids = async (pages: typeof slow, count: number): Promise<string[]> => {
    const found: string[] = []
    for (let page = await pages.next(); !page.done; page = await pages.next()) {
      found.push(...page.value.map(({ person }) => person.id))
      if (found.length >= count) break
    }
    return found
  }
  const old = expected(bought)
  const first = await ids(slow, 3)
  await ids(tooSlow, 3)
  await driver.segment('chosen', carted)
  expect([...first, ...(await ids(slow, Infinity))].sort().join()).toBe(old)
  await driver.segment('chosen', neither)
  await driver.segment('chosen', bought)
  await expect(ids(tooSlow, Infinity)).rejects.toThrow('begin anew')
})

test('a rename, and the edit of another segment, change nothing for readers', async () => {
  const { driver, looks, look, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  looks()
  await driver.config.put('segment:chosen', { ...driver.config.segment('chosen')!, name: 'Renamed' })
  await driver.segment('other', carted)
  expect(story([...looks(), await look()])).toEqual([live(expected(bought))])
})

test('a segment that refers to an edited one changes with it', async () => {
  const { driver, looks, look, expected } = await watch({})
  await using _ = driver
  await driver.segment('base', bought)
  await driver.segment('chosen', { not: { segment: 'base' } })
  looks()
  await driver.segment('base', carted)
  const gated = (rule: Condition): Condition => ({ not: rule })
  expect(story([...looks(), await look()])).toEqual([filling(expected(gated(bought))), live(expected(gated(carted)))])
})

test('live events and withdrawals between two looks are seen as soon as they are folded, by the version that is shown', async () => {
  const { driver, looks, look, expected } = await watch({})
  await using _ = driver
  await driver.segment('chosen', bought)
  looks()
  await driver.put('chosen', carted)
  // Folded somewhere among the steps of the edit.
  for (let i = 0; i < 12; i++) {
    await driver.hit({ who: `p${3 * i}`, name: 'Consent', said: { profiling: false } })
    await driver.hit({ who: `new${i}`, name: i % 2 ? 'AddToCart' : 'Purchase' })
  }
  await driver.applied()
  await driver.settle()
  const before = new Set(
    Array.from({ length: 48 }, (_unused, i) => i)
      .filter((i) => i % 3 === 0)
      .map((i) => personNamed(`p${i}`)),
  )
  const cart = new Set([
    ...Array.from({ length: 48 }, (_unused, i) => i)
      .filter((i) => i % 4 === 0)
      .map((i) => personNamed(`p${i}`)),
    ...[1, 3, 5, 7, 9, 11].map((i) => personNamed(`new${i}`)),
  ])
  const buyer = new Set([...before, ...[0, 2, 4, 6, 8, 10].map((i) => personNamed(`new${i}`))])
  for (const { status, members } of looks()) {
    const allowed = status === 'live' ? cart : buyer
    expect(members.split(',').filter((id) => !allowed.has(id))).toEqual([])
  }
  expect(await look()).toEqual(live(expected(carted)))
})

describe('killed', () => {
  // Beyond them so little is left to do that there is nothing to die in twice.
  const points = Array.from({ length: 28 }, (_, i) => 1 + i * 3)
  test.each(points)('at point %i after the start, and again soon after, it still shows no mix', async (point) => {
    const { driver, looks, look, expected } = await watch({ crashes: [Infinity, point, 1 + (point % 5)] })
    await using _ = driver
    await driver.segment('chosen', bought)
    await driver.restart()
    looks()
    await driver.segment('chosen', carted)
    await driver.settle()
    expect(driver.deaths).toHaveLength(2)
    expect(story([...looks(), await look()])).toEqual([filling(expected(bought)), live(expected(carted))])
  })
})

test('a restart in the middle of an edit does not forget that it is under way', async () => {
  const { driver, looks, look, expected } = await watch({ crashes: [Infinity, 25] })
  await using _ = driver
  await driver.segment('chosen', bought)
  await driver.restart()
  await driver.put('chosen', carted)
  looks()
  await expect
    .poll(
      () =>
        driver.segmenter().done.then(
          () => '',
          (error: Error) => error.name,
        ),
      { timeout: 5000 },
    )
    .toBe('Crash')
  expect(await look()).toEqual(filling(expected(bought)))
  await driver.applied()
  expect(driver.deaths).toHaveLength(1)
  expect(await look()).toEqual(live(expected(carted)))
})

test('what was before an edit goes with the next one, and what was deleted goes at once', async () => {
  const { driver } = await watch({})
  await using _ = driver
  const kept = async (): Promise<PartitionBitmaps[]> => {
    const { foldState } = driver.stores
    const views = Array.from({ length: 3 }, (_unused, p) => foldState.view(p))
    return Promise.all(views.map((view) => loadBitmaps((keys) => view.load(keys))))
  }
  const versions = async (): Promise<number[]> =>
    (await kept()).map(({ segments }) => versionsOf(segments, segmentNumber('chosen')).length)
  const counted = async (last: number): Promise<number[]> => {
    const counts: number[] = []
    for (let bitmap = 1; bitmap <= last; bitmap++) {
      let count = 0
      for (let p = 0; p < 3; p++) count += await driver.stores.foldState.view(p).count(bitmap)
      counts.push(count)
    }
    return counts
  }
  await driver.segment('chosen', bought)
  await driver.segment('chosen', carted)
  await driver.settle()
  expect(await versions()).toEqual([2, 2, 2])
  for (const rule of [neither, bought, carted]) await driver.segment('chosen', rule)
  await driver.settle()
  expect(await versions()).toEqual([2, 2, 2])
  const counts = await counted(5)
  expect(counts.slice(0, 3)).toEqual([0, 0, 0])
  expect(counts.slice(3).every((count) => count > 0)).toBe(true)
  await driver.remove('chosen')
  await driver.settle()
  expect(await versions()).toEqual([0, 0, 0])
  expect(await counted(5)).toEqual([0, 0, 0, 0, 0])
  expect((await kept()).map(({ dropping }) => dropping)).toEqual([[], [], []])
})

describe('canary: the test notices', () => {
  const blind: [string, ReturnType<typeof doctored>][] = [
    ['who takes what is being filled for complete', doctored((version) => ({ ...version, filling: false }))],
    ['who goes by people’s own state where only the bitmap remembers', doctored(({ frozenAt: _at, ...version }) => version)],
  ]
  test.each(blind)('a reader %s', async (_who, seenAs) => {
    const { driver, looks, expected } = await watch({ seenAs })
    await using _ = driver
    await driver.segment('chosen', bought)
    looks()
    const sets = [expected(bought), expected(carted)]
    // How many mixes an edit shows depends on how the partitions' commits and these looks fall
    // together.
    for (const rule of [carted, bought, carted, bought]) await driver.segment('chosen', rule)
    expect(looks().filter(({ members }) => !sets.includes(members)).length).toBeGreaterThan(0)
  })
})
