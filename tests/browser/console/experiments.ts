import type { LocalWeir } from '../../support/embedded.ts'

const DAY_MS = 86_400_000

/** People of each arm, and how many in a hundred of them subscribe. */
const BUTTON = { control: { people: 210, subscribe: 30 }, blue: { people: 220, subscribe: 60 } }
const PRICE = { control: { people: 120, subscribe: 30 }, low: { people: 220, subscribe: 40 } }

/** One whose answer is clear, one whose arms are too uneven to be believed, and one to come. */
export async function tellExperiments({ client }: LocalWeir, now: number): Promise<void> {
  const at = (daysAgo: number): string => new Date(now - daysAgo * DAY_MS).toISOString()
  const event = { name: 'Subscribe' }
  const metrics = {
    primary: { id: 'subscribers', kind: 'share', event },
    guardrails: [{ id: 'revenue', kind: 'mean', event, sum: 'EUR' }],
    secondary: [{ id: 'order_value', kind: 'ratio', event, sum: 'EUR', per: { event } }],
    effect: 0.1,
  }
  const arms = (...ids: string[]): object[] => ids.map((id) => ({ id, weight: 1 }))
  const button = { name: 'Blue button', hypothesis: 'A blue button sells more', arms: arms('control', 'blue'), ...metrics }
  await client.put('/v1/experiments/button', { ...button, starts_at: at(12) })
  await client.put('/v1/experiments/price', { name: 'Low price', arms: arms('control', 'low'), ...metrics, starts_at: at(12) })
  await client.put('/v1/experiments/later', { ...button, name: 'Green button', starts_at: at(-10) })
  await client.send([...shown('button', BUTTON, at), ...shown('price', PRICE, at)])
}

/** What people of the arms did: each saw theirs, and some subscribed an hour later. */
function shown(
  experiment: string,
  arms: Record<string, { people: number; subscribe: number }>,
  at: (daysAgo: number) => string,
): object[] {
  return Object.entries(arms).flatMap(([arm, { people, subscribe }]) =>
    Array.from({ length: people }, (_, n) => {
      const user = { email: `${experiment}-${arm}-${n}@example.com`, user_agent: 'Mozilla/5.0' }
      const event = (name: string, daysAgo: number): object => ({
        source: 'shop',
        event: name,
        event_id: `${name}-${experiment}-${arm}-${n}`,
        event_time: at(daysAgo),
        user,
      })
      const day = 2 + (n % 9)
      const seen = { ...event('PageView', day), experiment: { id: experiment, arm } }
      const isIn = (n * 37) % 100 < subscribe
      return isIn ? [seen, { ...event('Subscribe', day - 0.04), properties: { value: 10 + (n % 7), currency: 'EUR' } }] : [seen]
    }).flat(),
  )
}
