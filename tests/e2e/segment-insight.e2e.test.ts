import { expect, test } from 'vitest'
import { finalAnswer } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1, 12)

test('what segments share and how they grew agrees with what happened', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  const within = '2d'
  await client.put('/v1/segments/lookers', { name: 'Lookers', rule: { event: { name: 'ViewContent' }, within } })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within } })
  const send = async (day: number, event: string, ...people: string[]): Promise<void> => {
    const now = START + day * DAY
    await client.setClock(now)
    await client.send(
      people.map((external_id) => ({
        event,
        event_id: `${event}-${day}-${external_id}`,
        event_time: now / 1000,
        source: 'shop',
        user: { external_id },
      })),
    )
  }
  await send(0, 'ViewContent', 'ann', 'bob', 'cem')
  await send(0, 'Purchase', 'ann')
  await send(1, 'ViewContent', 'ann')
  await send(1, 'Purchase', 'bob', 'dan')
  await weir.settled()

  expect(await client.post('/v1/segments/overlap', { segments: ['lookers', 'buyers'] })).toMatchObject({
    segments: [
      { id: 'lookers', size: 3 },
      { id: 'buyers', size: 3 },
    ],
    pairs: [{ a: 'lookers', b: 'buyers', both: 2, either: 4, jaccard: 0.5 }],
  })

  // Two days on, whoever did not look again has left, and ann's purchase is too old.
  await client.setClock(START + 2 * DAY)
  await weir.settled()
  expect(await client.post('/v1/segments/overlap', { segments: ['lookers', 'buyers'] })).toMatchObject({
    segments: [
      { id: 'lookers', size: 1 },
      { id: 'buyers', size: 2 },
    ],
    pairs: [{ both: 0, either: 3, jaccard: 0 }],
  })
  const { rows } = await finalAnswer<{ rows: object[] }>(client, '/v1/segments/lookers/history?from=2024-02-29&to=2024-03-04')
  expect(rows).toEqual([
    { at: '2024-02-29T00:00:00.000Z', total: 0, entered: 0, left: 0, net: 0 },
    { at: '2024-03-01T00:00:00.000Z', total: 3, entered: 3, left: 0, net: 3 },
    { at: '2024-03-02T00:00:00.000Z', total: 3, entered: 0, left: 0, net: 0 },
    { at: '2024-03-03T00:00:00.000Z', total: 1, entered: 0, left: 2, net: -2 },
  ])
})
