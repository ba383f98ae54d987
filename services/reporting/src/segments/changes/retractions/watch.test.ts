import { LedgerPlace, clickhouseTime, consumerKey } from '@weir/contracts'
import { jsonLine, sampleMembership } from '@weir/warehouse/contract'
import { expect, it } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { NOW, createWorld } from '../../../../test/world.ts'
import { watchRetractions } from './watch.ts'

const place = (off: number): LedgerPlace =>
  LedgerPlace.parse({
    optOuts: 0,
    marks: [
      [off, 0],
      [0, 0],
    ],
  })

it('tells how many retractions are open at each destination, and for how long the oldest waits', async () => {
  await using opened = await openTestWarehouse()
  await using world = await createWorld({ warehouse: opened.warehouse })
  const change = (off: number, person: string, op: 'entered' | 'left', segment: number): object =>
    sampleMembership({
      segment_number: segment,
      part: 0,
      off,
      n: 0,
      person,
      op,
      reason: op === 'left' ? 'consent' : 'event',
      recorded_at: clickhouseTime(NOW - 100_000 + off * 1_000),
    })
  const rows = [
    change(1, 'ann', 'entered', 5),
    change(2, 'bob', 'entered', 5),
    change(3, 'cem', 'entered', 6),
    change(10, 'ann', 'left', 5),
    change(20, 'cem', 'left', 6),
  ]
  await opened.warehouse.insertLines('memberships', rows.map(jsonLine))
  const end = async (): Promise<LedgerPlace> => place(100)
  const retractions = watchRetractions({ ...world.deps, ledger: { ...world.deps.ledger, end } })
  const keep = (segment: string, number: number, name: string, confirmed: number): Promise<void> =>
    world.config.put(consumerKey({ segment, name }), {
      segment,
      number,
      name,
      updated_at: NOW,
      handed: place(5),
      confirmed: place(confirmed),
    })
  await keep('five', 5, 'tiktok', 5)
  await keep('six', 6, 'tiktok', 5)
  await keep('six', 6, 'other', 30)
  await retractions.look()
  const said = await world.deps.registry.metrics()
  expect(said).toMatch(/^weir_retractions_open\{consumer="tiktok"\} 2$/m)
  expect(said).toMatch(/^weir_retraction_oldest_seconds\{consumer="tiktok"\} 90$/m)
  expect(said).toMatch(/^weir_retractions_open\{consumer="other"\} 0$/m)
  expect(said).toMatch(/^weir_retraction_oldest_seconds\{consumer="other"\} 0$/m)
  await keep('five', 5, 'tiktok', 50)
  await retractions.look()
  expect(await world.deps.registry.metrics()).toMatch(/^weir_retraction_oldest_seconds\{consumer="tiktok"\} 80$/m)
  await retractions.close()
})
