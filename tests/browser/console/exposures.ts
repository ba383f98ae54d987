import type { LocalWeir } from '../../support/embedded.ts'

const DAY_MS = 86_400_000
/** So many people, each of whom sees the same campaign so many times. */
const PEOPLE = 200
const TIMES = 6
/** From this impression on hardly anybody clicks. */
const TIRED_FROM = 4

/** A campaign that people tire of. */
export async function tellExposures({ client }: LocalWeir, now: number): Promise<void> {
  const events = Array.from({ length: PEOPLE }, (_, person) =>
    Array.from({ length: TIMES }, (_, i) => exposure(person, i + 1, now)).flat(),
  )
  await client.send(events.flat())
}

function exposure(person: number, n: number, now: number): object[] {
  const event = (name: string, cost: number, minutes: number): object => ({
    source: 'shop',
    event: name,
    event_id: `${name}-seen-${person}-${n}`,
    event_time: new Date(now - (9 - n) * DAY_MS + minutes * 60_000).toISOString(),
    user: { email: `seen-${person}@example.com`, user_agent: 'Mozilla/5.0' },
    ad: { campaign_id: 'often', ad_id: 'b1', cost, currency: 'EUR' },
  })
  const isClicked = (person * 7 + n * 13) % 100 < (n < TIRED_FROM ? 20 : 2)
  return [event('AdImpression', 0.02, 0), ...(isClicked ? [event('AdClick', 0.3, 1)] : [])]
}
