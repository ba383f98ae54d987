import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { figuresOf, allAt, membersOf, personOf } from '../support/embedded-client.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1, 12)
const PEOPLE = ['ann', 'bob', 'cem', 'dan']
const percentiles = (from: number): number[] => Array.from({ length: 99 }, (_, i) => from + i / 1000)

test('scores and thresholds, published, decide who is a member, and a new version does so for everybody at one instant', async () => {
  await using weir = await startWeir()
  const { client } = weir
  const namesIn = async (segment: string): Promise<string[]> => {
    const members = (await membersOf(client, segment)).map(({ person }) => person)
    return PEOPLE.filter((name) => members.includes(personOf(name)))
  }
  const send = (event: object[]): Promise<number> =>
    client.send(event.map((one) => ({ source: 'shop', event_time: START / 1000, ...one })))
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await send(
    PEOPLE.flatMap((external_id, i) =>
      Array.from({ length: i + 1 }, (_, k) => ({ event: 'Purchase', event_id: `${external_id}-${k}`, user: { external_id } })),
    ),
  )
  // Dan does not want to be modelled.
  await send([{ event: 'Consent', event_id: 'no', user: { external_id: 'dan' }, consent: { purposes: { modelling: false } } }])
  await weir.settled()

  const best = { percentile: { of: { event: { name: 'Purchase' } }, within: '30d' }, top: 0.25 }
  const rules = {
    best,
    likely: { score: 'buys', percentile: { gte: 50 } },
    alike: { lookalike: 'best', size: 0.05 },
    others: { not: { segment: 'best' } },
  }
  for (const [id, rule] of Object.entries(rules)) await client.put(`/v1/segments/${id}`, { name: id, rule })
  const { missing } = await client.get<{ missing: { id: string; condition: unknown; segments: string[] }[] }>('/v1/thresholds')
  expect(missing.map(({ segments }) => segments)).toEqual([['best', 'others'], ['likely'], ['alike']])
  expect(missing[0]?.condition).toEqual(best)
  expect(await client.get(`/v1/segments/others`)).toMatchObject({ unresolved: [missing[0]?.id], size: 0 })
  expect(await namesIn('others')).toEqual([])
  expect(await client.post('/v1/segments/preview', { rule: best })).toMatchObject({ unresolved: [missing[0]?.id], size: 0 })
  const why = await client.get('/v1/people/external_id:ann/why?segment=others')
  expect(why).toMatchObject({ unresolved: [missing[0]?.id], member: false })

  const scores = [0.1, 0.3, 0.5, 0.9]
  await weir.publishScores(
    { model: 'buys' },
    PEOPLE.map((name, i) => ({ person: personOf(name), value: scores[i]! })),
  )
  await weir.publishScores(
    { lookalike: 'best' },
    PEOPLE.map((name, i) => ({ person: personOf(name), value: scores[i]! })),
  )
  await client.put(`/v1/thresholds/${missing[0]?.id}`, { value: 3 })
  await client.put('/v1/thresholds/model:buys', { percentiles: percentiles(0.3) })
  await client.put('/v1/thresholds/lookalike:best', { sizes: [{ size: 0.05, value: 0.3 }] })
  await weir.settled()
  expect(await namesIn('best')).toEqual(['cem', 'dan'])
  expect(await namesIn('others')).toEqual(['ann', 'bob'])
  expect(await namesIn('likely')).toEqual(['cem'])
  expect(await namesIn('alike')).toEqual(['bob', 'cem'])

  // A new version: whoever is on the other side of it leaves at the instant at which it takes
  // effect.
  await client.setClock(START + DAY)
  expect(await client.put('/v1/thresholds/model:buys', { percentiles: percentiles(0) })).toMatchObject({ version: 2 })
  await weir.settled()
  expect(await namesIn('likely')).toEqual(['ann', 'bob', 'cem'])
  const since = (await membersOf(client, 'likely')).map((member) => member.since)
  expect(new Set(since).size).toBe(2)
  expect(since.filter((at) => at === new Date(START + DAY).toISOString())).toHaveLength(2)

  for (const [segment, size] of Object.entries({ best: 2, others: 2, likely: 3, alike: 2 }))
    expect(await figuresOf(client, segment, START + DAY)).toEqual(allAt(size))
  expect(await client.get('/v1/people/external_id:dan/why?segment=likely')).toMatchObject({ member: false })
  expect(await client.get('/v1/people/external_id:ann/why?segment=likely')).toMatchObject({
    member: true,
    rule: {
      all: [
        { consented: ['modelling'], holds: true },
        { condition: { trait: '$score.buys' }, value: 0.1 },
      ],
    },
  })
})

test('a trait counts from the instant at which it has held long enough', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/crm', { name: 'CRM', kind: 'crm', consent_basis: 'assumed' })
  const says = (external_id: string, plan: string, at: number): object => ({
    event: 'Identify',
    source: 'crm',
    event_id: `${external_id}-${at}`,
    event_time: at / 1000,
    user: { external_id },
    traits: { plan },
  })
  await client.send([says('ann', 'gold', START), says('bob', 'gold', START), says('bob', 'silver', START + 1000)])
  await weir.settled()
  // Defined later: history counts.
  await client.setClock(START + DAY)
  await client.put('/v1/segments/loyal', { name: 'Loyal', rule: { trait: 'plan', eq: 'gold', for: '7d' } })
  await client.send([says('bob', 'gold', START + DAY)])
  const sizeAt = async (at: number): Promise<number> => {
    await client.setClock(at)
    await weir.settled()
    return (await client.get<{ size: number }>('/v1/segments/loyal/size')).size
  }
  expect(await sizeAt(START + 7 * DAY - 1)).toBe(0)
  expect(await sizeAt(START + 7 * DAY)).toBe(1)
  expect(await membersOf(client, 'loyal')).toMatchObject([
    { person: personOf('ann'), since: new Date(START + 7 * DAY).toISOString(), until: null },
  ])
  expect(await sizeAt(START + 8 * DAY)).toBe(2)
  expect(await figuresOf(client, 'loyal', START + 8 * DAY)).toEqual(allAt(2))
})
