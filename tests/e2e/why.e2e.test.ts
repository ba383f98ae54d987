import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { membersOf, previewOf } from '../support/embedded-client.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2024, 2, 1)
const iso = (ms: number): string => new Date(ms).toISOString()

/**
 * Put something into the cart and bought nothing for an hour, in the last week; and was shown the
 * campaign less than three times.
 */
const rule = {
  all: [
    {
      sequence: [{ event: { name: 'AddToCart' } }, { absent: { name: 'Purchase' }, for: '1h' }],
      span: '1h',
      within: '7d',
    },
    { exposure: { campaign: 'spring' }, within: '7d', count: { lt: 3 } },
  ],
}

interface Why {
  member: boolean
  next_change: string | null
  rule: { all: { holds: boolean; value: number | null; events: { event_id: string }[]; changes_at: string | null }[] }
}

test('a cart abandoner enters after the hour, leaves when shown too often, and why says so at every instant', async () => {
  await using folder = await tempFolder('why')
  await using weir = await startWeir({ WEIR_DATA: folder.path })
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/abandoners', { name: 'Cart abandoners', rule })
  const send = (event: string, event_id: string, at: number, more = {}) =>
    client.send([{ event, event_id, event_time: at / 1000, source: 'shop', user: { external_id: 'ann' }, ...more }])
  const why = (at: number): Promise<Why> =>
    client.get<Why>(`/v1/people/external_id:ann/why?segment=abandoners&at=${encodeURIComponent(iso(at))}`)
  const memberNow = async (): Promise<boolean> => (await membersOf(client, 'abandoners')).length === 1

  await send('AddToCart', 'cart', START)
  await client.setClock(START + HOUR - 1)
  expect(await memberNow()).toBe(false)
  expect(await why(START + HOUR - 1)).toMatchObject({ member: false, next_change: iso(START + HOUR) })

  await client.setClock(START + HOUR)
  expect(await memberNow()).toBe(true)
  expect(await why(START + HOUR)).toMatchObject({ member: true, next_change: iso(START + 7 * DAY) })
  expect(await previewOf(client, rule, START + HOUR)).toBe(1)
  expect(await previewOf(client, rule, START + HOUR - 1)).toBe(0)

  for (const n of [1, 2, 3]) {
    await client.setClock(START + HOUR + n)
    await send('AdImpression', `seen-${n}`, START + HOUR + n, { ad: { campaign_id: 'spring' } })
  }
  await client.setClock(START + DAY)
  expect(await memberNow()).toBe(false)
  const now = await why(START + DAY)
  expect(now.member).toBe(false)
  expect(now.rule.all.map(({ holds }) => holds)).toEqual([true, false])
  expect(now.rule.all[1]).toMatchObject({ value: 3, changes_at: iso(START + HOUR + 1 + 7 * DAY) })
  expect(now.rule.all[1]!.events.map((e) => e.event_id)).toEqual(['seen-1', 'seen-2', 'seen-3'])
})
