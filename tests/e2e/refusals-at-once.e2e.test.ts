import { describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { allAt, figuresOf } from '../support/embedded-client.ts'

const NOW = Date.UTC(2024, 4, 1)
const MINUTE = 60_000
const PEOPLE = 60

const REFUSALS = [
  { storage: false, profiling: false, personalised_ads: false, measurement: false, modelling: false },
  { profiling: false },
  { storage: false, profiling: false },
]

/** A hit, and right behind it a refusal by another of its identifiers. */
function pairOf(n: number, byName: boolean): object[] {
  const user = { external_id: `c-${n}`, email: `c-${n}@example.org` }
  const who = byName ? { external_id: user.external_id } : { email: user.email }
  const purposes = REFUSALS[n % REFUSALS.length]
  const at = { event_time: NOW / 1000, source: 'shop' }
  return [
    { event: 'Purchase', event_id: `p-${n}`, user, ...at },
    { event: 'Consent', event_id: `r-${n}`, user: who, consent: { purposes }, ...at },
  ]
}

describe('a refusal right behind the hit that makes somebody known', () => {
  test.each([1, 4])('reaches them, whichever comes to the fold first: %i partitions', async (partitions) => {
    await using weir = await startWeir({ WEIR_PARTITIONS: `${partitions}` })
    const { client } = weir
    await client.setClock(NOW)
    await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
    await client.send(Array.from({ length: PEOPLE }, (_, n) => pairOf(n, n % 4 < 2)).flat())
    await client.setClock(NOW + MINUTE)
    expect(await figuresOf(client, 'buyers', NOW + MINUTE)).toEqual(allAt(0))
    for (const n of [0, 1, 2, 3]) {
      const why = await client.get<{ member: boolean }>(`/v1/people/external_id:c-${n}/why?segment=buyers&wait=true`)
      expect(why.member).toBe(false)
    }
  })
})
