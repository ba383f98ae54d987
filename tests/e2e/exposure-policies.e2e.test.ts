import { hash } from 'node:crypto'
import type { Condition } from '@weir/contracts'
import { eventually, startTiktokAudiences } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { allAt, figuresOf, previewOf } from '../support/embedded-client.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2024, 2, 1)
const TOKEN = 'token-of-the-advertiser'
const emailOf = (name: string): string => `${name}@example.org`
const sha256 = (text: string): string => hash('sha256', text)
/** The first 52 bits of the hash, as a number in [0, 1). */
const drawOf = (person: string): number => Number.parseInt(sha256(`holdout:${person}`).slice(0, 13), 16) / 2 ** 52
let sent = 0
const hit = (event: string, name: string, at: number, campaign = 'k1'): object => ({
  event,
  event_id: `e-${sent++}`,
  event_time: at / 1000,
  source: 'shop',
  user: { email: emailOf(name) },
  ad: { campaign_id: campaign },
})
const SHOP = { name: 'Shop', kind: 'import', consent_basis: 'assumed' }

test('people over the cap are in the segment exactly until they are allowed again, on every surface', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', SHOP)
  await client.put('/v1/segments/likely', { name: 'Likely', rule: { event: { name: 'AddToCart' }, within: '30d' } })
  await client.put('/v1/exposure-policies/spring', {
    name: 'Spring',
    campaigns: ['k1', 'k2'],
    cap: { impressions: 3, within: '7d' },
    cool_down: '10d',
    higher: [{ segment: 'likely', impressions: 4 }],
  })
  // The example of docs/semantics.md: from day 2 until day 12. Bob has seen an ad of another
  // campaign, and cem may see more.
  const shown: [at: number, name: string, campaign: string][] = [0, DAY, 2 * DAY].flatMap((at, i) => [
    [at, 'ann', i === 1 ? 'k2' : 'k1'],
    [at, 'bob', i === 1 ? 'k3' : 'k1'],
    [at, 'cem', 'k1'],
  ])
  await client.send([hit('AddToCart', 'cem', START)])
  for (const [after, name, campaign] of shown) {
    await client.setClock(START + after)
    await client.send([hit('AdImpression', name, START + after, campaign)])
  }
  const sizes: [at: number, size: number][] = [
    [START + 2 * DAY, 1],
    [START + 7 * DAY, 1],
    [START + 12 * DAY - 1, 1],
    [START + 12 * DAY, 0],
  ]
  const { rule } = await client.get<{ rule: Condition }>('/v1/segments/exposure.spring')
  for (const [at, size] of sizes) {
    await client.setClock(at)
    expect(await figuresOf(client, 'exposure.spring', at), new Date(at).toISOString()).toEqual(allAt(size))
    if (at === sizes[0]![0]) {
      const why = await client.get<{ member: boolean; next_change: string }>(
        `/v1/people/email:${emailOf('ann')}/why?segment=exposure.spring&wait=true`,
      )
      expect(why).toMatchObject({ member: true, next_change: new Date(START + 12 * DAY).toISOString() })
    }
  }
  for (const [at, size] of sizes) expect(await previewOf(client, rule, at)).toBe(size)
  const simulation = await client.post('/v1/exposure-policies/simulate', {
    cap: { impressions: 2, within: '7d' },
    cool_down: '0s',
    days: 30,
    wait: true,
  })
  expect(simulation).toMatchObject({ persons: 3, persons_over: 3, impressions: 9, impressions_spared: 3, complete: true })
})

test('the platform has people over the cap to exclude, but those of the holdout, and lets go of them in time', async () => {
  process.env['TIKTOK_EXPOSURE_TOKEN'] = TOKEN
  await using platform = await startTiktokAudiences({ advertisers: ['7'], token: TOKEN })
  await using weir = await startWeir({ WEIR_CLOCK: 'system' }, { tiktokUrl: platform.url })
  const { client } = weir
  await client.put('/v1/sources/shop', SHOP)
  await client.put('/v1/holdout', { share: 0.5 })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  await client.put('/v1/destinations/tiktok', {
    kind: 'tiktok_streaming',
    name: 'Buyers at TikTok',
    segment: 'buyers',
    advertiser_ids: ['7'],
    token: { env: 'TIKTOK_EXPOSURE_TOKEN' },
  })
  const policy = { cap: { impressions: 2, within: '6s' }, cool_down: '15s', destinations: ['tiktok'] }
  await client.put('/v1/exposure-policies/brief', { ...policy, name: 'Brief' })
  await client.put('/v1/exposure-policies/long', { ...policy, name: 'Long', cap: { impressions: 2, within: '1h' } })
  const removed = new Set<string>()
  platform.platform.onMapping = ({ action, ids }) => {
    if (action === 'delete') for (const id of ids) removed.add(id)
  }
  const excluded = (name: string): string[] =>
    [...platform.platform.audiences.values()]
      .filter((one) => one.name === `Leave out: ${name}`)
      .flatMap((one) => [...one.ids])
      .toSorted()

  const names = Array.from({ length: 12 }, (_, i) => `p${i}`)
  const now = Date.now()
  await client.send(names.flatMap((name) => [hit('AdImpression', name, now - 20), hit('AdImpression', name, now - 10)]))
  // Who has seen one only is not over the cap.
  await client.send([hit('AdImpression', 'once', now)])
  await weir.settled()
  const ids = await Promise.all(
    names.map(async (name) => (await client.get<{ person: string }>(`/v1/people/email:${emailOf(name)}`)).person),
  )
  const meant = names.filter((_, i) => drawOf(ids[i]!) >= 0.5).map((name) => `EMAIL_SHA256:${sha256(emailOf(name))}`)
  expect([meant.length > 0, meant.length < names.length]).toEqual([true, true])
  await eventually(() => excluded('Long').length === meant.length, 15_000)
  expect(excluded('Long')).toEqual(meant.toSorted())
  // The cool-down alone is over, and the window of the other policy is not.
  await eventually(() => removed.size === meant.length, 60_000)
  expect(excluded('Brief')).toEqual([])
  expect([...removed].toSorted()).toEqual(meant.toSorted())
  expect(excluded('Long')).toEqual(meant.toSorted())
  await eventually(async () => {
    const { keep } = await client.get<{ keep: number }>('/v1/destinations/exposure.long.tiktok/difference')
    return keep === meant.length
  }, 15_000)
  await client.call('DELETE', '/v1/exposure-policies/long')
  await eventually(() => excluded('Long').length === 0, 15_000)
})
