import { eventually } from '@weir/testkit'
import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'
import { runCli } from '../support/programs.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1, 12)
const PEOPLE = 40

interface Report {
  final: boolean
  seeds: object[]
}

/** The answer once the past of the segments is found out. */
async function finalReport(client: Client, path: string): Promise<Report> {
  return eventually(
    async () => {
      const report = await client.get<Report>(path)
      return report.final && report
    },
    60_000,
    500,
  )
}

/**
 * Forty people buy, a quarter of them on the second day; every other one is known by an e-mail
 * address. Later the first two withdraw, and the third is forgotten.
 */
test('a seed report is about whom an export has, as they are now', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/sources/app', { name: 'App', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '30d' } })
  await client.put('/v1/segments/lookers', { name: 'Lookers', rule: { event: { name: 'ViewContent' }, within: '30d' } })
  const userOf = (i: number): object => ({ external_id: `p${i}`, ...(i % 2 === 0 ? { email: `p${i}@example.com` } : {}) })
  const eventOf = (i: number, event: string, at: number, more: object = {}): object => ({
    source: i < 30 ? 'shop' : 'app',
    event,
    event_id: `${event}-${i}-${at}`,
    event_time: at / 1000,
    user: userOf(i),
    ...more,
  })
  const buy = (i: number, at: number): object =>
    eventOf(i, 'Purchase', at, {
      properties: { value: i === 39 ? 961 : 1, currency: 'EUR', contents: [{ content_category: i < 20 ? 'shoes' : 'bags' }] },
      traits: { country: i < 10 ? 'AT' : 'DE' },
    })
  const some = (from: number, to: number, make: (i: number) => object): object[] =>
    Array.from({ length: to - from }, (_, n) => make(from + n))
  await client.send([...some(0, 30, (i) => buy(i, START)), ...some(35, 50, (i) => eventOf(i, 'ViewContent', START))])
  await client.setClock(START + DAY)
  await client.send(some(30, PEOPLE, (i) => buy(i, START + DAY)))
  await weir.settled()

  const now = START + 2 * DAY
  await client.setClock(now)
  const path = '/v1/segments/buyers/seed-report?since_days=1&exclude=lookers&wait=true'
  const before = await finalReport(client, path)
  const shares = (largest: string, share: number, effective: number): object => ({
    people: PEOPLE,
    kinds: 2,
    largest,
    largest_share: share,
    effective: expect.closeTo(effective, 9),
  })
  expect(before.seeds).toMatchObject([
    {
      segment: 'buyers',
      size: PEOPLE,
      withheld: 0,
      looked_at: PEOPLE,
      measured: PEOPLE,
      recency_days: { p10: 1, p25: 1, p50: 2, p75: 2, p90: 2 },
      converted: { value: 1 },
      // 39 people have one euro each, and one has 961: the best four have 964 of 1,000.
      value: { currency: 'EUR', people: PEOPLE, mean: 25, p50: 1, p90: 1, top_tenth_share: 0.964 },
      diversity: {
        source: shares('shop', 0.75, 1.6),
        category: shares('bags', 0.5, 2),
        country: shares('DE', 0.75, 1.6),
      },
      overlap: [{ segment: 'lookers', both: 5, share: 0.125 }],
      change: { before: 30, entered: 10, left: 0 },
    },
  ])
  const emails = (report: { seeds: object[] }): unknown =>
    (report.seeds[0] as { matchable: { type: string; members: number }[] }).matchable.find(({ type }) => type === 'EMAIL_SHA256')
      ?.members
  expect(emails(before)).toBe(20)

  // Two who may not be profiled any more leave; one may not be measured, and stays.
  const refuse = (i: number, purpose: string): object =>
    eventOf(i, 'Consent', now, { consent: { purposes: { [purpose]: false } } })
  await client.send([refuse(0, 'profiling'), refuse(1, 'personalised_ads')])
  await weir.settled()
  const after = await finalReport(client, path)
  expect(after.seeds).toMatchObject([
    { size: PEOPLE - 2, looked_at: PEOPLE - 2, measured: PEOPLE - 2, change: { before: 30, entered: 10, left: 2 } },
  ])
  expect(emails(after)).toBe(19)

  await using cli = await runCli(['segments', 'seed-report', 'buyers', '--compare', 'lookers'], {
    WEIR_URL: client.url,
    WEIR_KEY: ADMIN_KEY,
  })
  const { code } = await cli.ended
  expect(code, cli.stderr()).toBe(0)
  expect(cli.stdout()).toMatch(/^members +38 +15$/m)
  expect(cli.stdout()).toMatch(/^with EMAIL_SHA256 +19 +7$/m)
  expect(cli.stdout()).toMatch(/^buyers: too_small_to_create\. 19 members/m)
  expect(cli.stdout()).toMatch(/^buyers: value_in_few_hands\./m)
})
