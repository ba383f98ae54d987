import type { LocalWeir } from '../../support/embedded.ts'
import { tellExperiments } from './experiments.ts'
import { tellExposures } from './exposures.ts'

const DAY_MS = 86_400_000

/** A name that must stay a name wherever it is shown. */
export const HOSTILE_NAME = '<img src=x onerror="window.hacked=1">'

/** So many people; each third of them has left a cart behind. */
export const PEOPLE = 60

/**
 * A shop with a month of visitors: they look, put into the cart, and buy; names of events, values
 * and segments have markup in them.
 */
export async function tellStory(weir: LocalWeir, now: number): Promise<void> {
  const { client } = weir
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed', bots: 'ignore' })
  const bought = { event: { name: 'Purchase' }, within: '30d' }
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: bought })
  await client.put('/v1/segments/repeat-buyers', { name: 'Repeat buyers', rule: { ...bought, count: { gte: 2 } } })
  await client.put('/v1/segments/hostile', { name: HOSTILE_NAME, description: HOSTILE_NAME, rule: bought })
  const events = Array.from({ length: PEOPLE }, (_, person) => visitsOf(person, now)).flat()
  await client.send(events)
  await tellExperiments(weir, now)
  await tellExposures(weir, now)
  await weir.settled()
  await client.put('/v1/destinations/tiktok', {
    kind: 'tiktok_streaming',
    name: 'Buyers at TikTok',
    segment: 'buyers',
    advertiser_ids: ['7'],
    token: { env: 'TIKTOK_CONSOLE_TOKEN' },
  })
}

function visitsOf(person: number, now: number): object[] {
  const user = { email: `person-${person}@example.com`, user_agent: 'Mozilla/5.0', country: person % 2 === 0 ? 'DE' : 'AT' }
  const at = (daysAgo: number): string => new Date(now - daysAgo * DAY_MS).toISOString()
  const event = (name: string, daysAgo: number, value?: number): object => ({
    source: 'shop',
    event: name,
    event_id: `${name}-${person}-${daysAgo}`,
    event_time: at(daysAgo),
    user,
    page: { url: 'https://shop.example/' },
    traits: { plan: person % 5 === 0 ? 'gold' : 'basic', note: HOSTILE_NAME },
    properties: { category: person % 4 === 0 ? 'shoes' : 'coats', ...(value === undefined ? {} : { value, currency: 'EUR' }) },
  })
  const first = 1 + (person % 20)
  const ad = { campaign_id: person % 2 === 0 ? 'spring' : 'sale', ad_id: 'a1', cost: 0.02, currency: 'EUR' }
  return [
    { ...event('AdImpression', first + 2), ad },
    ...(person % 2 === 0 ? [{ ...event('AdClick', first + 1.9), ad: { ...ad, cost: 0.4 } }] : []),
    event('ViewContent', first + 3),
    event('ViewContent', first + 0.2),
    ...(person % 7 === 0 ? [event(HOSTILE_NAME, 2)] : []),
    ...(person % 3 === 0 ? [event('AddToCart', 1 + (person % 5))] : []),
    ...(person % 3 === 1 ? [event('Purchase', first, 20 + person * 3), event('Purchase', first / 2, 35)] : []),
    // All buyers click once more, and those who have bought twice buy again: they cost less.
    ...(person % 3 === 1 || person % 6 === 2 ? [{ ...event('AdClick', 0.5), ad: { ...ad, cost: 0.4 } }] : []),
    ...(person % 3 === 1 ? [event('Purchase', 0.1, 25)] : []),
    ...(person % 3 === 2 && person % 2 === 0 ? [event('Purchase', first + 1, 60)] : []),
  ]
}
