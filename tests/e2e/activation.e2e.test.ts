import { hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, startTiktokAudiences } from '@weir/testkit'
import type { TiktokAudienceServer } from '@weir/testkit'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

const TOKEN = 'token-of-the-advertiser'
const sha256 = (text: string): string => hash('sha256', text)
const emailOf = (n: number): string => `p${n}@example.org`

let platform: TiktokAudienceServer
let weir: LocalWeir
let sent = 0
beforeAll(async () => {
  process.env['TIKTOK_E2E_TOKEN'] = TOKEN
  platform = await startTiktokAudiences({ advertisers: ['7', '8'], token: TOKEN })
  weir = await startWeir(
    { WEIR_PARTITIONS: '3', WEIR_CLOCK: 'system', WEIR_WEBHOOKS_PRIVATE: 'true' },
    { tiktokUrl: platform.url },
  )
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  await weir.client.put('/v1/segments/brief', { name: 'Brief', rule: { event: { name: 'ViewContent' }, within: '3s' } })
})
afterAll(async () => {
  await weir[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

const hit = (event: string, user: object, more: object = {}): object => ({
  event,
  event_id: `e-${sent++}`,
  event_time: Date.now() / 1000,
  source: 'shop',
  user,
  ...more,
})
const buy = (n: number): object => hit('Purchase', { email: emailOf(n), gaid: `0000000${n}-aaaa-4bbb-8ccc-00000000000${n}` })
const DESTINATION = {
  kind: 'tiktok_streaming',
  name: 'Buyers at TikTok',
  segment: 'buyers',
  advertiser_ids: ['7', '8'],
  id_types: ['EMAIL_SHA256', 'GAID_MD5'],
  token: { env: 'TIKTOK_E2E_TOKEN' },
}

/** The audience of an advertiser by its name, as the platform has it. */
function audience(name: string, advertiser = '7'): string[] {
  const found = [...platform.platform.audiences.values()].filter((one) => one.name === name && one.advertiser === advertiser)
  expect(found.length).toBeLessThanOrEqual(1)
  return [...(found[0]?.ids ?? [])].toSorted()
}
const emails = (list: readonly number[]): string[] => list.map((n) => `EMAIL_SHA256:${sha256(emailOf(n))}`).toSorted()
const emailsAt = (name: string, advertiser?: string): string[] =>
  audience(name, advertiser).filter((id) => id.startsWith('EMAIL'))
/** Whom the platform has and should have, as far as that is confirmed. */
const kept = async (): Promise<number> => (await weir.client.get<{ keep: number }>('/v1/destinations/tiktok/difference')).keep
const status = () => weir.client.get<Record<string, unknown>>('/v1/destinations/tiktok')

test('members reach every advertiser, under the names of its API, and newcomers within seconds', async () => {
  await weir.client.send([buy(1), buy(2), buy(3)])
  await weir.settled()
  const made = await weir.client.put<Record<string, unknown>>('/v1/destinations/tiktok', DESTINATION)
  expect(made).toMatchObject({ id: 'tiktok', state: 'active', segment: 'buyers' })
  expect(await weir.client.post('/v1/destinations/tiktok/test', {})).toEqual({ ok: true, reason: null })
  await eventually(() => emailsAt('Buyers at TikTok', '8').length === 3, 10_000)
  expect(emailsAt('Buyers at TikTok')).toEqual(emails([1, 2, 3]))
  expect(audience('Buyers at TikTok').filter((id) => id.startsWith('AAID_MD5:'))).toHaveLength(3)
  const began = performance.now()
  await weir.client.send([buy(4)])
  await eventually(() => emailsAt('Buyers at TikTok').length === 4, 10_000)
  expect(performance.now() - began).toBeLessThan(5_000)
  await eventually(async () => (await status())['people'] === 4, 5_000)
})

test('who withdraws is removed, with a receipt', async () => {
  await weir.client.send([hit('Consent', { email: emailOf(2) }, { consent: { purposes: { profiling: false } } })])
  await eventually(() => emailsAt('Buyers at TikTok').length === 3, 10_000)
  expect(emailsAt('Buyers at TikTok', '8')).toEqual(emails([1, 3, 4]))
  await eventually(async () => (await status())['open_retractions'] === 0, 5_000)
  const certificate = await weir.client.get<{ removals: object[]; open: number; confirmed: number; digest: string }>(
    '/v1/destinations/tiktok/certificate',
  )
  expect(certificate).toMatchObject({ open: 0, confirmed: 1 })
  expect(certificate.removals).toEqual([
    {
      person: expect.stringMatching(/^[0-9a-f]{32}$/),
      reason: expect.stringMatching(/^(consent|opt_out)$/),
      asked_at: expect.any(String),
      confirmed_at: expect.any(String),
      request: expect.stringMatching(/^r-/),
    },
  ])
  const seen = (n: number) => weir.client.get<{ delivered?: object[] }>(`/v1/people/email:${emailOf(n)}`)
  expect((await seen(1)).delivered).toMatchObject([{ destination: 'tiktok', state: 'held', items: 2 }])
  expect((await seen(2)).delivered).toMatchObject([{ destination: 'tiktok', state: 'removed', items: 0 }])
  const { requests } = await weir.client.get<{ requests: { action: string; outcome: string }[] }>('/v1/destinations/tiktok/log')
  expect(requests.map(({ action }) => action)).toContain('remove')
  expect(requests.every(({ outcome }) => outcome === 'done')).toBe(true)
})

test('who leaves by time alone is removed, and who is erased leaves nothing behind', async () => {
  await weir.client.put('/v1/destinations/brief', {
    ...DESTINATION,
    name: 'Brief at TikTok',
    segment: 'brief',
    advertiser_ids: ['7'],
  })
  await weir.client.send([hit('ViewContent', { email: emailOf(9) })])
  await eventually(() => emailsAt('Brief at TikTok').length === 1, 10_000)
  await eventually(() => emailsAt('Brief at TikTok').length === 0, 15_000)
  await weir.client.call('DELETE', `/v1/people/email:${emailOf(4)}`)
  await eventually(() => emailsAt('Buyers at TikTok').length === 2, 15_000)
  expect(emailsAt('Buyers at TikTok')).toEqual(emails([1, 3]))
})

test('a platform that fails gets everything in the end, and a pause holds everything back', async () => {
  platform.platform.troubles = [
    { answer: { code: 40100 } },
    { applied: 'all', answer: 'cut' },
    { applied: 'part', answer: { status: 502 } },
    { answer: 'nonsense' },
  ]
  await weir.client.send([buy(5), buy(6)])
  await eventually(() => emailsAt('Buyers at TikTok').length === 4, 30_000)
  expect(emailsAt('Buyers at TikTok')).toEqual(emails([1, 3, 5, 6]))
  // What it took without saying so is told again before it counts as there.
  await eventually(async () => (await kept()) === 4, 30_000)
  await weir.client.post('/v1/destinations/tiktok/pause', {})
  await sleep(500)
  await weir.client.send([buy(7)])
  await weir.settled()
  await sleep(1_000)
  expect(emailsAt('Buyers at TikTok')).toHaveLength(4)
  expect(await status()).toMatchObject({ state: 'paused' })
  expect(await weir.client.get('/v1/destinations/tiktok/difference')).toEqual({ add: 1, remove: 0, keep: 4 })
  await weir.client.post('/v1/destinations/tiktok/resume', {})
  await eventually(() => emailsAt('Buyers at TikTok').length === 5, 10_000)
})

test('a sync that is forced repairs what the platform has lost', async () => {
  await eventually(async () => (await kept()) === 5, 30_000)
  expect(await weir.client.get('/v1/destinations/tiktok/difference')).toEqual({ add: 0, remove: 0, keep: 5 })
  for (const one of platform.platform.audiences.values()) if (one.name === 'Buyers at TikTok') one.ids.clear()
  await weir.client.post('/v1/destinations/tiktok/sync', { force: true })
  await eventually(() => emailsAt('Buyers at TikTok').length === 5, 15_000)
  expect(emailsAt('Buyers at TikTok', '8')).toEqual(emails([1, 3, 5, 6, 7]))
  expect(platform.platform.refused).toEqual([])
})

test('a segment below its min_size is at no destination, and leaves it as it shrinks', async () => {
  const few = { name: 'Few', rule: { event: { name: 'Search' }, within: '7d' }, min_size: 2 }
  await weir.client.put('/v1/segments/few', few)
  await weir.client.put('/v1/destinations/few', { ...DESTINATION, name: 'Few at TikTok', segment: 'few', advertiser_ids: ['7'] })
  const one = () => weir.client.get<Record<string, unknown>>('/v1/destinations/few')
  await weir.client.send([hit('Search', { email: emailOf(21) })])
  await weir.settled()
  await eventually(async () => (await one())['syncing'] === false, 10_000)
  expect(await one()).toMatchObject({ below_min_size: true, people: 0 })
  expect(emailsAt('Few at TikTok')).toEqual([])
  expect((await weir.client.call('GET', '/v1/destinations/few/difference')).status).toBe(409)
  await weir.client.send([hit('Search', { email: emailOf(22) })])
  await eventually(() => emailsAt('Few at TikTok').length === 2, 10_000)
  expect(emailsAt('Few at TikTok')).toEqual(emails([21, 22]))
  expect(await one()).toMatchObject({ below_min_size: false })
  await weir.client.send([hit('Consent', { email: emailOf(22) }, { consent: { purposes: { profiling: false } } })])
  await eventually(() => emailsAt('Few at TikTok').length === 0, 10_000)
  await eventually(async () => (await one())['people'] === 0, 10_000)
  expect(await one()).toMatchObject({ below_min_size: true, open_retractions: 0 })
  await weir.client.call('DELETE', '/v1/destinations/few')
  await eventually(async () => (await weir.client.call('GET', '/v1/destinations/few')).status === 404, 10_000)
})

test('a webhook hears of each person who enters and leaves, in order, and again until it answers', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('WEIR_WEBHOOK_E2E', `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`)
  const got: { id: string; type: string; person: string }[] = []
  let failures = 2
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { type, data } = JSON.parse(text) as { type: string; data: { person: string } }
      got.push({ id: String(request.headers['webhook-id']), type, person: data.person })
      response.writeHead(failures-- > 0 ? 503 : 204).end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const hook = { kind: 'webhook', name: 'Hook', segment: 'brief', secret: { env: 'WEIR_WEBHOOK_E2E' } }
  await weir.client.put('/v1/destinations/hook', { ...hook, url: `http://127.0.0.1:${port}/` })
  await weir.client.send([hit('ViewContent', { email: emailOf(11) })])
  await eventually(() => got.some(({ type }) => type === 'segment.left'), 20_000)
  const tries = got.filter(({ type }) => type === 'segment.entered').map(({ id }) => id)
  // Both tries of the first message failed, the third was answered: one id.
  expect([tries.length, new Set(tries).size]).toEqual([3, 1])
  expect(got.findIndex(({ type }) => type === 'segment.left')).toBe(3)
  expect(new Set(got.map(({ person }) => person)).size).toBe(1)
  await weir.client.call('DELETE', '/v1/destinations/hook')
})

test('answers, logs and metrics have no token; a destination that is deleted takes its audiences along', async () => {
  const text = JSON.stringify(await weir.client.get('/v1/destinations')) + (await weir.client.get<string>('/metrics'))
  expect(text).toContain('weir_activation_people{destination="tiktok"} 5')
  expect(text).not.toContain(TOKEN)
  const refused = await weir.client.call<{ errors: { path: string }[] }>('PUT', '/v1/destinations/x', {
    ...DESTINATION,
    segment: 'nobody',
  })
  expect([refused.status, refused.body.errors[0]?.path]).toEqual([400, 'segment'])
  await weir.client.call('DELETE', '/v1/destinations/tiktok')
  await eventually(async () => (await weir.client.call('GET', '/v1/destinations/tiktok')).status === 404, 10_000)
  expect([...platform.platform.audiences.values()].map(({ name }) => name)).toEqual(['Brief at TikTok'])
})
