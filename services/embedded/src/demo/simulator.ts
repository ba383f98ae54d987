import { DAY_MS, HOUR_MS } from './days.ts'
import type { Order } from './orders.ts'
import { pick, seededDraw } from './random.ts'
import type { RandomDraw } from './random.ts'

/**
 * Made-up advertising around real orders: nobody publishes an order log together with its ad
 * impressions. The rates are of the kind that video ads to a shop's own customers see (CTR above 1
 * %, a fifth of the plays watched to the end, CPM 15 to 30 USD). Whatever is made from these events
 * is called simulated wherever it is shown.
 */
export interface AdEvent {
  id: string
  name: 'AdImpression' | 'AdClick' | 'VideoView'
  customer: string
  /** Unix ms. */
  at: number
  ad: SimulatedAd
  /** USD, of an impression. */
  cost?: number
  /** Of a play. */
  watchedMs?: number
}

export interface SimulatedAd {
  campaign: string
  adgroup: string
  ad: string
  video: string
  durationMs: number
}

const ADS: readonly [SimulatedAd, ...SimulatedAd[]] = [
  { campaign: 'office-always-on', adgroup: 'office-broad', ad: 'desk-tour', video: 'v-desk-tour', durationMs: 15_000 },
  { campaign: 'office-always-on', adgroup: 'office-broad', ad: 'unboxing', video: 'v-unboxing', durationMs: 21_000 },
  {
    campaign: 'office-always-on',
    adgroup: 'office-lookalike',
    ad: 'desk-tour-short',
    video: 'v-desk-tour-short',
    durationMs: 9_000,
  },
  { campaign: 'win-back', adgroup: 'lapsed-buyers', ad: 'we-miss-you', video: 'v-we-miss-you', durationMs: 12_000 },
  { campaign: 'win-back', adgroup: 'repeat-buyers', ad: 'technology-deals', video: 'v-technology-deals', durationMs: 30_000 },
]

/** People see ads from so long before their first order on. */
const BEFORE_FIRST_ORDER_MS = 30 * DAY_MS
const PLAY_SHARE = 0.45
const COMPLETION_SHARE = 0.2
/** So many orders follow a click of the three days before. */
const ORDERS_AFTER_CLICK = 0.02

/**
 * How often somebody sees an ad (chance per day) and clicks on it, by days since their last order.
 */
const HABITS = [
  { days: 30, impressions: 0.04, clicks: 0.014 },
  { days: 180, impressions: 0.025, clicks: 0.01 },
  { days: Infinity, impressions: 0.015, clicks: 0.007 },
] as const

/**
 * All ad events of a span of time (Unix ms, from inclusive, until exclusive; the campaigns start
 * and end with it), in the order of time. The same orders and seed give the same events.
 */
export function simulateAds(orders: readonly Order[], span: { from: number; until: number }, seed = 20_171_230): AdEvent[] {
  const random = seededDraw(seed)
  const events: AdEvent[] = []
  let number = 0
  const show = (customer: string, at: number, clicked: boolean): void => {
    number++
    const id = String(number).padStart(6, '0')
    const ad = pick(random, ADS)
    const cost = Math.round((15 + random() * 15) * 10) / 10_000
    events.push({ id: `sim-impression-${id}`, name: 'AdImpression', customer, at, ad, cost })
    if (random() < PLAY_SHARE) {
      const watchedMs = watched(random, ad.durationMs)
      events.push({ id: `sim-play-${id}`, name: 'VideoView', customer, at: at + watchedMs, ad, watchedMs })
    }
    if (clicked)
      events.push({ id: `sim-click-${id}`, name: 'AdClick', customer, at: at + 2000 + Math.floor(random() * 20_000), ad })
  }
  for (const [customer, bought] of ordersByCustomer(orders)) {
    let last = -1
    const first = Math.max(span.from, (bought[0] ?? span.until) - BEFORE_FIRST_ORDER_MS)
    for (let day = first; day < span.until; day += DAY_MS) {
      while ((bought[last + 1] ?? Infinity) < day) last++
      const habit = habitAfter(day - (bought[last] ?? -Infinity))
      if (random() < habit.impressions) show(customer, day + timeOfDay(random), random() < habit.clicks)
    }
    for (const at of bought) {
      if (random() < ORDERS_AFTER_CLICK) show(customer, at - DAY_MS * (1 + Math.floor(random() * 3)) + timeOfDay(random), true)
    }
  }
  return events.filter(({ at }) => at >= span.from && at < span.until).toSorted((a, b) => a.at - b.at)
}

function habitAfter(sinceMs: number): (typeof HABITS)[number] {
  return HABITS.find(({ days }) => sinceMs <= days * DAY_MS) ?? HABITS[2]
}

/** Between 7:00 and 23:00 UTC: room for a play and a click before midnight. */
function timeOfDay(random: RandomDraw): number {
  return 7 * HOUR_MS + Math.floor(random() * 16 * HOUR_MS)
}

/** Most people leave early; a fifth stays to the end. */
function watched(random: RandomDraw, durationMs: number): number {
  return random() < COMPLETION_SHARE ? durationMs : Math.floor(durationMs * random() ** 2)
}

function ordersByCustomer(orders: readonly Order[]): Map<string, number[]> {
  const times = new Map<string, number[]>()
  for (const { customer, at } of orders) {
    const known = times.get(customer)
    if (known) known.push(at)
    else times.set(customer, [at])
  }
  return times
}
