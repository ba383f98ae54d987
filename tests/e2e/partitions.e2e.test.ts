import type { Condition } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { finalReport, allAt, figuresOf, membersOf, personOf } from '../support/embedded-client.ts'

const HOUR = 3_600_000
const START = Date.UTC(2024, 0, 10)
const PEOPLE = 60
const EVENTS = 80

const SEGMENTS: Record<string, Condition> = {
  recent: { event: { name: 'Purchase' }, within: '6h' },
  often: { event: { name: 'Purchase' }, within: '24h', count: { gte: 3 } },
  looking: { all: [{ event: { name: 'ViewContent' }, within: 'all' }, { not: { event: { name: 'Purchase' }, within: '12h' } }] },
}

/** A day of a small shop, the same every time. */
const DAY = (() => {
  const random = seededRandom(20240110)
  return Array.from({ length: EVENTS }, (_, i) => {
    const person = `person-${random.int(PEOPLE)}`
    const event = random.pick(['Purchase', 'ViewContent', 'AddToCart', 'AdImpression', 'AdClick'])
    const at = START + Math.floor((i / EVENTS) * 24 * HOUR)
    return {
      event,
      event_id: `e${i}`,
      event_time: at / 1000,
      source: 'shop',
      user: { external_id: person },
      properties: { value: random.int(100), currency: 'EUR' },
      ad: { campaign_id: `c${random.int(3)}` },
    }
  })
})()

/**
 * The events in runs in which everybody comes at most once. What is sent together may reach a
 * person's partition in another order, and a late event may find that the state has forgotten since
 * when it held.
 */
function runsOf(events: readonly (typeof DAY)[number][]): (typeof DAY)[number][][] {
  const runs: (typeof DAY)[number][][] = []
  for (const event of events) {
    const last = runs.at(-1)
    if (last && !last.some(({ user }) => user.external_id === event.user.external_id)) last.push(event)
    else runs.push([event])
  }
  return runs
}

/** Everything that the API says of the day, without what names partitions. */
async function figures(partitions: number): Promise<object> {
  await using weir = await startWeir({ WEIR_PARTITIONS: String(partitions) })
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const [id, rule] of Object.entries(SEGMENTS)) await client.put(`/v1/segments/${id}`, { name: id, rule })
  const found: Record<string, unknown> = {}
  for (let quarter = 1; quarter <= 4; quarter++) {
    const now = START + quarter * 6 * HOUR
    await client.setClock(now)
    for (const run of runsOf(DAY.slice(((quarter - 1) * EVENTS) / 4, (quarter * EVENTS) / 4))) {
      await client.send(run)
      await weir.settled()
    }
    for (const id of Object.keys(SEGMENTS)) {
      const all = await figuresOf(client, id, now)
      expect(all, `${id} after quarter ${quarter} with ${partitions} partitions`).toEqual(allAt(all.members))
      found[`${id}/${quarter}`] = (await membersOf(client, id, 7)).toSorted((a, b) => (a.person < b.person ? -1 : 1))
    }
  }
  found['report'] = (await finalReport(client, 'from=2024-01-10&to=2024-01-12&tz=UTC&group_by=segment,campaign')).rows
  found['person'] = await client.get(`/v1/people/external_id:person-1`)
  return found
}

test('three partitions give the figures of one', async () => {
  const one = await figures(1)
  expect(await figures(3)).toEqual(one)
  expect(JSON.stringify(one)).toContain(personOf('person-1'))
})
