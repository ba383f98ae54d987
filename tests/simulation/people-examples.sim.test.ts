import type { Identifier, IdType } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import { identitiesOf } from '../support/identities.ts'

const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000
type Ids = Partial<Record<IdType, string>>

function listed(ids: Ids): Identifier[] {
  return (Object.entries(ids) as [IdType, string][]).map(([type, value]) => ({ type, value }))
}

/** Tells hits an hour apart in event time, in the order given. @returns who has an identifier. */
async function whoHas(
  hits: { ids: Ids; hour: number }[],
  partitions: number,
): Promise<(ids: Ids) => Promise<string | undefined>> {
  await using driver = await createDriver({ partitions, start: START })
  await driver.advance(START + 24 * HOUR)
  for (const { ids, hour } of hits) {
    await driver.hit({ ids: listed(ids), name: 'AddToCart', at: START + hour * HOUR, source: 'shop' })
    await driver.settle()
  }
  const identities = identitiesOf(driver, partitions)
  return async (ids) => (await identities.ownerOf(listed(ids)[0]!))?.id
}

/** The examples of docs/semantics.md, "People". */
describe.each([1, 4])('what the semantics say of people, in %i partitions', (partitions) => {
  test.each([
    ['cookie first', [{ ttp: 't' }, { email: 'e', ttp: 't' }]],
    ['both first', [{ email: 'e', ttp: 't' }, { ttp: 't' }]],
    ['two persons first', [{ ttp: 't' }, { email: 'e' }, { email: 'e', ttp: 't' }]],
  ] satisfies [string, Ids[]][])('a hit with both makes one person: %s', async (_, told) => {
    const who = await whoHas(
      told.map((ids, hour) => ({ ids, hour })),
      partitions,
    )
    expect(await who({ ttp: 't' })).toBeDefined()
    expect(await who({ ttp: 't' })).toBe(await who({ email: 'e' }))
  })

  test.each([false, true])("a shared browser is the one's who was seen with it last (other order: %s)", async (reversed) => {
    const told = [
      { ids: { external_id: 'a', ttp: 't' }, hour: 10 },
      { ids: { external_id: 'b', ttp: 't' }, hour: 11 },
    ]
    const who = await whoHas(reversed ? told.toReversed() : told, partitions)
    expect(await who({ external_id: 'a' })).not.toBe(await who({ external_id: 'b' }))
    expect(await who({ ttp: 't' })).toBe(await who({ external_id: 'b' }))
  })

  const visitors = Array.from({ length: 22 }, (_, i) => `e${i}`)
  const shares = visitors.map((email) => ({ ids: { email, ttp: 't' }, hour: 2 }))
  const alone = { ids: { ttp: 't' }, hour: 3 }

  async function expectShared(told: { ids: Ids; hour: number }[]): Promise<void> {
    const who = await whoHas(told, partitions)
    expect(await who({ email: 'e1' })).toBe(await who({ email: 'e0' }))
    expect(await who({ email: 'e21' })).not.toBe(await who({ email: 'e0' }))
    expect(await who({ ttp: 't' })).not.toBe(await who({ email: 'e0' }))
  }

  test('an identifier of more than 20 strong ones is shared', async () => {
    await expectShared([...visitors.map((email) => ({ ids: { email }, hour: 1 })), ...shares, alone])
  })

  test('so is one with which new visitors come from the start', async () => {
    await expectShared([...shares, alone])
  })
})
