import { JourneyInput } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { expect, it } from 'vitest'
import { openConfigView } from './config-view.ts'

const HOOK = {
  kind: 'webhook',
  name: 'CRM',
  segment: 'buyers',
  paused: false,
  url: 'https://crm.example/',
  secret: { env: 'WEIR_WEBHOOK_CRM' },
  requests_per_second: 50,
  created_at: 1,
}
const JOURNEY = JourneyInput.parse({
  name: 'Cart',
  entry: { event: { name: 'AddToCart' } },
  lasts: '7d',
  steps: [{ id: 'remind', wait: '1h', triggers: [{ destination: 'crm' }, { destination: 'gone' }] }],
  goal: { event: { name: 'Purchase' }, triggers: [{ destination: 'crm' }] },
})

it('are the webhooks that triggers name, about the segments of their steps, as the webhook is now', async () => {
  const config = await openConfigView(createMemoryLog({ partitions: 1 }))
  await config.put('destination:crm', HOOK)
  await config.put('journey:cart', { ...JOURNEY, saved_at: 5, told_since: { 'remind.crm': 3 } })
  expect(config.journeys().map(({ id }) => id)).toEqual(['cart'])
  const about = () => config.destinations().map(({ id, segment, paused }) => [id, segment, paused])
  expect(about()).toEqual([
    ['crm', 'buyers', false],
    ['crm.cart.remind', 'journey.cart.remind', false],
    ['crm.cart.goal', 'journey.cart.goal', false],
  ])
  expect(config.destination('crm.cart.goal')).toMatchObject({
    kind: 'webhook',
    url: HOOK.url,
    secret: HOOK.secret,
    created_at: 1,
  })
  expect(config.destination('crm.cart.remind')?.created_at).toBe(3)
  await config.put('destination:crm', { ...HOOK, paused: true })
  expect(about().map(([, , paused]) => paused)).toEqual([true, true, true])
  await config.put('journey:cart', undefined)
  expect(about()).toEqual([['crm', 'buyers', true]])
  await config.close()
})
