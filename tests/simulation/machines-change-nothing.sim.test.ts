import { decodePerson } from '@weir/segmentation'
import { expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { externalId } from '../support/hits.ts'
import type { LooseHit } from '../support/hits.ts'
import { play } from '../support/play.ts'
import { createTraffic, TRAFFIC_START } from '../support/traffic.ts'
import type { Action } from '../support/traffic.ts'

const MINUTE = 60_000
const BOUGHT = { event: { name: 'Purchase' }, within: '7d' }

/** The same story with machines in it: they act under the ids of people, and link some of them. */
function withMachines(actions: readonly Action[]): Action[] {
  let made = 0
  const machine = (like: LooseHit, i: number): LooseHit => {
    const { consent: _, ...hit } = like
    const ids = i % 3 === 0 ? [externalId(`p${i % 5}`), { type: 'ttp' as const, value: `robot${i % 2}` }] : undefined
    return { ...hit, id: `bot-${made++}`, bot: i % 2 === 0 ? 'user_agent' : 'data_centre', ...(ids ? { ids } : {}) }
  }
  return actions.map((action) =>
    action.do === 'hits' ? { ...action, hits: action.hits.flatMap((hit, i) => [machine(hit, i), hit]) } : action,
  )
}

/**
 * Everybody who is known; in one partition also all that is remembered of them, and their changes
 * of membership. Between partitions there is no order of what happens at one instant.
 */
async function outcomeOf(driver: Driver, partitions: number): Promise<unknown> {
  const people: unknown[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const view = driver.stores.foldState.view(partition)
    const ids = [...Array(20).keys()].map((i) => personNamed(`p${i}`))
    for (const blob of await view.load(ids)) {
      if (!blob) continue
      const { id, firstSeen, asOf, consent, said, evidence, identifiers, traits, memberships } = decodePerson(blob)
      const lasting = [...memberships].filter(([, { to }]) => to === Infinity).map(([segment]) => segment)
      people.push({
        id,
        firstSeen,
        consent,
        lasting: lasting.sort((a, b) => a - b),
        ids: identifiers.map(({ value }) => value).sort(),
      })
      if (partitions === 1) people.push({ asOf, said, evidence, identifiers, traits: [...traits], memberships: [...memberships] })
    }
  }
  const changes = (await driver.changes()).map(({ person, segment, at, op, reason }) =>
    [person, segment, at, op, reason].join(' '),
  )
  return { people, changes: partitions === 1 ? changes.sort() : [] }
}

test.each([1, 3])('a story with machines in it comes to what it comes to without them, in %i partitions', async (partitions) => {
  let machines = 0
  for (let seed = 1; seed <= 6; seed++) {
    // The reference knows of people alone, so the story with machines is not compared with it step
    // by step.
    const story = createTraffic(seed, { steps: 12, people: 5, edits: 0 })
    const plain = await play(story, { partitions })
    const mixed = await tell(withMachines(story), partitions)
    expect(await outcomeOf(mixed, partitions), `seed ${seed}`).toEqual(await outcomeOf(plain.driver, partitions))
    const facts = await mixed.facts()
    machines += facts.filter(({ bot }) => bot !== undefined).length
    expect(facts.filter(({ bot, ordinal, segments }) => bot !== undefined && (ordinal !== 0 || segments.length > 0))).toEqual([])
    await plain.driver[Symbol.asyncDispose]()
    await mixed[Symbol.asyncDispose]()
  }
  expect(machines).toBeGreaterThan(50)
})

async function tell(actions: readonly Action[], partitions: number): Promise<Driver> {
  const driver = await createDriver({ start: TRAFFIC_START, partitions })
  for (const action of actions) {
    if (action.do === 'hits') await driver.hits(action.hits)
    else if (action.do === 'put') {
      await driver.put(action.id, action.rule, action.purposes)
      if (action.wait) await driver.applied()
    } else if (action.do === 'advance') {
      await driver.applied()
      await driver.advance(action.to)
    }
  }
  return driver
}

test('what a machine refuses is refused, and what it grants is nothing', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  await driver.hit({ who: 'ann' })
  await driver.hit({ who: 'bob' })
  await driver.advance(driver.clock.now() + MINUTE)
  await driver.hit({ who: 'ann', bot: 'user_agent', said: { profiling: false } })
  await driver.hit({ who: 'eve', bot: 'user_agent', said: { profiling: false } })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([personNamed('bob')])
  expect(await driver.person('eve')).toBeUndefined()
  await driver.advance(driver.clock.now() + MINUTE)
  await driver.hit({ who: 'ann', bot: 'user_agent', said: { profiling: true } })
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([personNamed('bob')])
  const facts = (await driver.facts()).map(({ person, name, bot }) => [person, name, bot])
  expect(facts).toContainEqual([personNamed('ann'), '', undefined])
  expect(facts.filter(([, , bot]) => bot !== undefined)).toHaveLength(3)
})

test('the first copy says whether a machine sent an event', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  await driver.hits([
    { who: 'ann', id: 'a', channel: 'pixel', bot: 'data_centre' },
    { who: 'ann', id: 'a', channel: 'server' },
    { who: 'bob', id: 'b', channel: 'pixel' },
    { who: 'bob', id: 'b', channel: 'server', bot: 'user_agent' },
  ])
  await driver.settle()
  expect(await driver.membersOf('bought')).toEqual([personNamed('bob')])
  const labels = new Map((await driver.facts()).map(({ event_id, bot }) => [event_id, bot]))
  expect(labels).toEqual(
    new Map([
      ['a', 'data_centre'],
      ['b', undefined],
    ]),
  )
})
