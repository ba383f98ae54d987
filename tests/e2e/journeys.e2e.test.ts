import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventually } from '@weir/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startWeir } from '../support/embedded.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2024, 4, 1, 12)

interface Message {
  type: string
  data: { segment: string; person: string; reason: string }
}

/** What a webhook was told, in the order of arrival. */
async function startReceiver(): Promise<{ url: string; got: string[]; reasons: Map<string, Set<string>> }> {
  const got: string[] = []
  const reasons = new Map<string, Set<string>>()
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { type, data } = JSON.parse(text) as Message
      const message = `${type} ${data.segment}`
      got.push(message)
      reasons.set(message, (reasons.get(message) ?? new Set()).add(data.reason))
      response.writeHead(204).end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got, reasons }
}

test('an hour after the cart, and not a millisecond before, the webhook hears of it; a purchase takes people off the way', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('WEIR_WEBHOOK_E2E', `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`)
  const { url, got, reasons } = await startReceiver()
  await using weir = await startWeir({ WEIR_CLOCK: 'manual', WEIR_WEBHOOKS_PRIVATE: 'true' })
  const { client } = weir
  await client.post('/v1/admin/clock', { now: new Date(NOW).toISOString() })
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  const secret = { env: 'WEIR_WEBHOOK_E2E' }
  await client.put('/v1/destinations/crm', { kind: 'webhook', name: 'CRM', segment: 'buyers', url, secret })
  const journey = {
    name: 'Cart',
    entry: { event: { name: 'AddToCart' } },
    lasts: '7d',
    steps: [{ id: 'remind', wait: '1h', triggers: [{ destination: 'crm' }] }],
    goal: { event: { name: 'Purchase' } },
  }
  await client.put('/v1/journeys/cart', journey)

  let sent = 0
  const hit = (event: string, who: string, at: number, more: object = {}): object => ({
    event,
    event_id: `e-${sent++}`,
    event_time: at / 1000,
    source: 'shop',
    user: { email: `${who}@example.org` },
    ...more,
  })
  const clockAt = (ms: number) => client.post('/v1/admin/clock', { now: new Date(ms).toISOString() })
  const peopleAt = async (): Promise<Record<string, number>> => {
    const { places } = await client.get<{ places: { step: string; people: number }[] }>('/v1/journeys/cart')
    return Object.fromEntries(places.map(({ step, people }) => [step, people]))
  }

  await client.send([hit('AddToCart', 'ann', NOW), hit('AddToCart', 'bob', NOW), hit('AddToCart', 'cem', NOW)])
  await weir.settled()
  expect(await peopleAt()).toEqual({ entry: 3, remind: 0, goal: 0 })
  // Bob buys within the hour, and is never reminded.
  await clockAt(NOW + HOUR / 2)
  await client.send([hit('Purchase', 'bob', NOW + HOUR / 2)])
  await weir.settled()
  await clockAt(NOW + HOUR - 1)
  expect(await peopleAt()).toEqual({ entry: 2, remind: 0, goal: 1 })
  const told = () => got.filter((message) => message.includes('journey.cart.'))
  expect(told()).toEqual([])

  await clockAt(NOW + HOUR)
  expect(await peopleAt()).toEqual({ entry: 0, remind: 2, goal: 1 })
  await eventually(() => told().length === 2, 15_000)
  expect(new Set(told())).toEqual(new Set(['segment.entered journey.cart.remind']))
  const why = await client.get<{ member: boolean }>('/v1/people/email:ann@example.org/why?segment=journey.cart.remind')
  expect(why.member).toBe(true)

  // Who is at a step when a journey is stored is told of.
  await client.put('/v1/journeys/late', journey)
  const ofLate = () => got.filter((message) => message.includes('journey.late.'))
  await eventually(() => ofLate().length === 2, 15_000)
  expect(new Set(ofLate())).toEqual(new Set(['segment.entered journey.late.remind']))
  expect(reasons.get('segment.entered journey.cart.remind')).toEqual(new Set(['window']))
  for (const reason of reasons.get('segment.entered journey.late.remind') ?? []) expect(['definition', 'sync']).toContain(reason)

  // Ann buys; Cem withdraws, and leaves every step.
  await clockAt(NOW + HOUR + 60_000)
  await client.send([
    hit('Purchase', 'ann', NOW + HOUR + 60_000),
    hit('Consent', 'cem', NOW + HOUR + 60_000, { consent: { purposes: { profiling: false } } }),
  ])
  await weir.settled()
  expect(await peopleAt()).toEqual({ entry: 0, remind: 0, goal: 2 })
  await eventually(() => told().length === 4, 15_000)
  expect(told().slice(2)).toEqual(['segment.left journey.cart.remind', 'segment.left journey.cart.remind'])

  const { steps } = await client.get<{ steps: object[] }>(`/v1/journeys/cart/steps?from=2024-05-01&to=2024-05-02&wait=true`)
  expect(steps).toMatchObject([
    { step: 'entry', entered: 3, converted: 2 },
    { step: 'remind', entered: 2, converted: 1, conversion: 0.5 },
    { step: 'goal', entered: 2, converted: 2 },
  ])
  // A journey that was stored after the events tells the same, when it is final.
  const figures = async (id: string) => {
    type Steps = { final: boolean; steps: { segment: string }[] }
    const told = await client.get<Steps>(`/v1/journeys/${id}/steps?from=2024-05-01&to=2024-05-02&wait=true`)
    return { final: told.final, steps: told.steps.map((one) => ({ ...one, segment: one.segment.replace(id, 'ID') })) }
  }
  await eventually(async () => (await figures('late')).final, 60_000, 200)
  expect(await figures('late')).toEqual({ ...(await figures('cart')), final: true })
  // What the stream holds is what history says.
  const { places } = await client.post<{ places: { step: string; people: number }[] }>('/v1/journeys/simulate', journey)
  expect(Object.fromEntries(places.map(({ step, people }) => [step, people]))).toEqual(await peopleAt())

  await client.call('DELETE', '/v1/journeys/cart')
  expect((await client.call('GET', '/v1/segments/journey.cart.remind')).status).toBe(404)
  expect((await client.call('GET', '/v1/destinations/crm.cart.remind')).status).toBe(404)
})
