import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BROWSER_AGENT, filesBelow, tempFolder } from '@weir/testkit'
import type { TempFolder } from '@weir/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allAt, figuresOf, membersOf, personOf } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

/** Machines among the visitors, as seen over HTTP. */

const NOW = Date.UTC(2024, 6, 1, 12)
const GOOGLE = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const DATA_CENTRE = '203.0.113.77'
const BOUGHT = { event: { name: 'Purchase' }, within: 'all' }

let weir: LocalWeir
let lists: TempFolder
const hit = (person: string, user: object, more: object = {}) => ({
  event: 'Purchase',
  event_id: `o-${person}`,
  event_time: NOW / 1000,
  source: 'shop',
  user: { external_id: person, ...user },
  properties: { value: 10, currency: 'EUR' },
  ...more,
})

beforeAll(async () => {
  lists = await tempFolder('bots')
  await writeFile(join(lists.path, 'ranges.txt'), '# a data centre\n203.0.113.0/24\n')
  weir = await startWeir({ WEIR_DATA_CENTRES: join(lists.path, 'ranges.txt') })
  const { client } = weir
  await client.setClock(NOW + 60_000)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/sources/lab', { name: 'Lab', kind: 'import', consent_basis: 'assumed', bots: 'ignore' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: BOUGHT })
})
afterAll(async () => {
  await weir[Symbol.asyncDispose]()
  await lists[Symbol.asyncDispose]()
})

interface Report {
  rows: { conversions: number; value: number; source?: string }[]
}

describe('what machines send', () => {
  test('is taken with a warning, and is in no segment', async () => {
    const { client } = weir
    const answer = await client.post<{ accepted: number; warnings: { code: string; path: string; count: number }[] }>(
      '/v1/events',
      [
        hit('ann', { user_agent: BROWSER_AGENT, ip: '198.51.100.1' }),
        hit('crawler', { user_agent: GOOGLE }),
        hit('rented', { user_agent: BROWSER_AGENT, ip: DATA_CENTRE }),
        hit('tester', { user_agent: 'curl/8.5.0', ip: DATA_CENTRE }, { source: 'lab' }),
        // A machine that knows a person's id does nothing in their name.
        hit('ann', { user_agent: GOOGLE }, { event: 'ViewContent', event_id: 'v' }),
      ],
    )
    expect(answer.accepted).toBe(5)
    expect(answer.warnings.filter(({ code }) => code === 'bot').map(({ path, count }) => [path, count])).toEqual([
      ['user', 2],
      ['user', 1],
    ])
    await weir.settled()
    expect((await membersOf(client, 'buyers')).map(({ person }) => person).sort()).toEqual(
      [personOf('ann'), personOf('tester')].sort(),
    )
    expect(await figuresOf(client, 'buyers', NOW)).toEqual(allAt(2))
    expect((await client.call('GET', '/v1/people/external_id:crawler')).status).toBe(404)
    const why = await client.get<{ member: boolean }>('/v1/people/external_id:ann/why?segment=buyers')
    expect(why.member).toBe(true)
  })

  test('is in reports where they ask for it', async () => {
    const report = async (bots?: string): Promise<number[]> => {
      const query = `from=2024-07-01&to=2024-07-02&metrics=conversions,value&attribution=none&currency=rows&wait=true${bots ? `&bots=${bots}` : ''}`
      const { rows } = await weir.client.get<Report>(`/v1/reports/segments?${query}`)
      return rows.flatMap(({ conversions, value }) => [conversions, value])
    }
    expect(await report()).toEqual([2, 20])
    expect(await report('exclude')).toEqual([2, 20])
    expect(await report('include')).toEqual([4, 40])
    expect(await report('only')).toEqual([2, 20])
    const wrong = await weir.client.call('GET', '/v1/reports/segments?bots=maybe')
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'bots' }] } })
  })

  test('is counted, and not in the catalogue', async () => {
    const { hours } = await weir.client.get<{ hours: { accepted: number; bots: number }[] }>('/v1/sources/shop/health')
    expect([hours.reduce((sum, { accepted }) => sum + accepted, 0), hours.reduce((sum, { bots }) => sum + bots, 0)]).toEqual([
      4, 3,
    ])
    const { events } = await weir.client.get<{ events: { name: string; events: number }[] }>('/v1/catalogue')
    expect(events.map(({ name, events }) => [name, events])).toEqual([['Purchase', 2]])
    const metrics = await (await fetch(`${weir.client.url}/metrics`, { headers: weir.client.headers })).text()
    expect(metrics).toContain('weir_ingest_warnings_total{source="shop",code="bot"} 3')
  })

  test('is known by the visitor, and not by the server that passes it on', async () => {
    const { client } = weir
    await client.put('/v1/sources/site', { name: 'Site', kind: 'pixel', consent_basis: 'assumed' })
    const pixel = (event_id: string, agent: string) =>
      client.call(
        'POST',
        '/api/v2/pixel/act',
        { event: 'Purchase', event_id, context: { pixel: { code: 'site' }, user: { ttp: `cookie-${event_id}` } } },
        { 'user-agent': agent },
      )
    expect([(await pixel('p1', GOOGLE)).status, (await pixel('p2', BROWSER_AGENT)).status]).toEqual([204, 204])
    await client.post('/v1/events', hit('bob', { user_agent: BROWSER_AGENT }, { source: 'site' }), {
      'user-agent': 'python-requests/2.31',
    })
    await weir.settled()
    expect(await figuresOf(client, 'buyers', NOW + 60_000)).toEqual(allAt(4))
  })

  test('leaves no address anywhere', async () => {
    let files = 0
    for await (const { path, bytes } of filesBelow(weir.folder)) {
      files++
      expect(bytes.includes(DATA_CENTRE), path).toBe(false)
    }
    expect(files).toBeGreaterThan(0)
  })
})

test('a list that cannot be read ends the start and names setting and line', async () => {
  await writeFile(join(lists.path, 'wrong.txt'), '203.0.113.0/24\n203.0.113.0/99\n')
  await expect(startWeir({ WEIR_DATA_CENTRES: join(lists.path, 'wrong.txt') })).rejects.toThrow(
    /WEIR_DATA_CENTRES: .*wrong\.txt, line 2/,
  )
  await expect(startWeir({ WEIR_DATA_CENTRES: join(lists.path, 'none.txt') })).rejects.toThrow(/WEIR_DATA_CENTRES: the file/)
})
