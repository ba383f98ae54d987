import { allVersions, BITMAPS_KEY, BITMAPS_MARK_KEY, loadBitmaps, partitionOf, segmentNumber, versionsOf } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import { decodePerson, encodePerson } from '@weir/segmentation'
import { expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'

/**
 * Before storage was part of every segment's gate, whoever denied it alone stayed a member. An
 * update of Weir finds that its partitions were filled by that meaning, and has them filled anew.
 */

const BOUGHT = { event: { name: 'Purchase' }, within: 'all' }
const MINUTE = 60_000
const WITHOUT_STORAGE: Purpose[] = ['personalised_ads', 'profiling']

/** Leaves the state as an earlier Weir would have: these people are members all the same. */
async function asBefore({ stores: { foldState } }: Driver, segments: readonly string[], who: readonly string[]): Promise<void> {
  for (let partition = 0; partition < foldState.partitions; partition++) {
    const lease = await foldState.acquire(partition)
    const { segments: table, mark, ...rest } = await loadBitmaps((keys) => lease.load(keys))
    // In one piece, as it was then.
    const old = allVersions(table).map(([number, versions]) => [
      number,
      versions.map((kept) => ({ ...kept, rule: `before-${number}`, purposes: WITHOUT_STORAGE })),
    ])
    const whole = JSON.stringify({ ...rest, mark: mark + 1, segments: Object.fromEntries(old) })
    const ids = who.map(personNamed).filter((id) => partitionOf(id, foldState.partitions) === partition)
    const people = (await lease.load(ids)).map((blob) => decodePerson(blob!))
    for (const person of people) for (const id of segments) person.memberships.begin(segmentNumber(id), person.firstSeen)
    const position = await lease.position()
    await lease.commit({
      expect: position,
      position,
      puts: [
        { key: BITMAPS_KEY, value: Buffer.from(whole) },
        { key: BITMAPS_MARK_KEY, value: Buffer.from(String(mark + 1)) },
        ...people.map((person) => ({ key: person.id, value: encodePerson(person) })),
      ],
      members: people.flatMap(({ ordinal }) =>
        segments.map((id) => {
          const segment = versionsOf(table, segmentNumber(id))[0]!.bitmap
          return { segment, ordinal, member: true }
        }),
      ),
    })
  }
}

async function denied(driver: Driver): Promise<void> {
  const start = driver.clock.now()
  await driver.segment('bought', BOUGHT)
  await driver.segment('referring', { not: { segment: 'bought' } })
  for (const who of ['ann', 'bob', 'cid', 'dee']) await driver.hit({ who })
  await driver.advance(start + MINUTE)
  for (const who of ['bob', 'dee']) await driver.hit({ who, name: 'Consent', said: { storage: false } })
  await driver.settle()
  await driver.segmenter().close()
  await asBefore(driver, ['bought'], ['bob', 'dee'])
}

test.each([1, 3])('after an update whoever denied storage is a member no more, with %i partitions', async (partitions) => {
  await using driver = await createDriver({ partitions })
  await denied(driver)
  expect(await driver.sizeOf('bought')).toBe(4)
  const version = driver.config.segmentsVersion()

  await driver.restart()
  await expect.poll(() => driver.config.segmentsVersion()).toBeGreaterThan(version)
  await driver.applied()
  expect(await driver.membersOf('bought')).toEqual([personNamed('ann'), personNamed('cid')].sort())
  const left = (await driver.changes()).filter(({ op, reason }) => op === 'left' && reason === 'definition')
  expect(left.map(({ person }) => person).sort()).toEqual([personNamed('bob'), personNamed('dee')].sort())

  // Once is enough: the next start finds everything as it should be.
  const renewed = driver.config.segmentsVersion()
  await driver.restart()
  await driver.hit({ who: 'eve' })
  await driver.settle()
  await driver.advance(driver.clock.now() + MINUTE)
  expect(driver.config.segmentsVersion()).toBe(renewed)
  expect(await driver.sizeOf('bought')).toBe(3)
})

test('a change that is made while members are found anew is not lost', async () => {
  await using driver = await createDriver({ partitions: 2 })
  await denied(driver)
  await driver.restart()
  await driver.segment('bought', { event: { name: 'Lead' }, within: 'all' })
  await driver.hit({ who: 'fay', name: 'Lead' })
  await driver.settle()
  await driver.applied()
  expect(await driver.membersOf('bought')).toEqual([personNamed('fay')])
})
