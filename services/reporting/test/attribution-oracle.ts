import type { FactRow } from '@weir/contracts'
import { fromClickhouseTime } from '@weir/contracts'
import type { Credit } from '../src/reports/credit/models.ts'

/**
 * Attribution written down a second time, over lists and in whole units, as docs/semantics.md has
 * it: what the queries must come to.
 */

export const WHOLE = 1_000_000_000_000n
const MINUTES_30 = 1_800_000
const HOURS_48 = 172_800_000

export interface Told {
  facts: readonly FactRow[]
  /** Who was absorbed by whom. */
  aliases: ReadonlyMap<string, string>
  from: number
  to: number
  names: readonly string[]
  clickMs: number | undefined
  viewMs: number | undefined
}

interface Event {
  t: number
  row: FactRow
  person: string
}

export interface Touch extends Event {
  isClick: boolean
  campaign: string
}

export interface Journey {
  conversion: Event
  /** Those that share it, in order. */
  counted: Touch[]
}

const ordered = (a: Event, b: Event): number => a.t - b.t || (a.row.eid < b.row.eid ? -1 : Number(a.row.eid > b.row.eid))

/** Every conversion that counts, with its touches; also those without any. */
export function journeysOf({ facts, aliases, from, to, names, clickMs, viewMs }: Told): Journey[] {
  const events = facts
    .filter((row) => row.person !== '' && [2, 4, 6].includes(row.consent_measurement) && row.bot === undefined)
    .map((row): Event => ({ t: fromClickhouseTime(row.event_time), row, person: aliases.get(row.person) ?? row.person }))
    .toSorted(ordered)
  const conversions = events.filter(({ row }) => names.includes(row.name))
  return conversions
    .filter(({ t }) => t >= from && t < to)
    .filter((one) => !conversions.some((other) => isRepeat(one, other)))
    .map((conversion) => {
      const touches = touchesOf(events.filter(({ person }) => person === conversion.person))
      const within = (isClick: boolean, windowMs: number | undefined): Touch[] =>
        touches.filter((touch) => {
          const age = conversion.t - touch.t
          return touch.isClick === isClick && windowMs !== undefined && age >= 0 && age < windowMs
        })
      const clicks = within(true, clickMs)
      return { conversion, counted: clicks.length > 0 ? clicks : within(false, viewMs) }
    })
}

/** Whether another source had told of it before. */
function isRepeat(one: Event, before: Event): boolean {
  const isBefore = ordered(before, one) < 0 && one.t - before.t <= HOURS_48
  const isSame = one.row.event_id === before.row.event_id || (orderOf(one) !== '' && orderOf(one) === orderOf(before))
  return (
    isBefore && isSame && one.row.source !== before.row.source && one.row.name === before.row.name && one.person === before.person
  )
}

function orderOf({ row }: Event): string {
  const order = row.body.properties?.['order_id']
  return typeof order === 'string' || typeof order === 'number' ? String(order) : ''
}

/** One person's touches, from all of their events in order. */
function touchesOf(events: readonly Event[]): Touch[] {
  const seen = new Set<string>()
  return events.flatMap((event): Touch[] => {
    const { name, campaign_id: campaign, click_ids: ids = [] } = event.row
    const isNew = ids.some((id) => !seen.has(id))
    for (const id of ids) seen.add(id)
    if (name === 'AdClick') return [{ ...event, isClick: true, campaign }]
    const arrived =
      isNew && !events.some((click) => click.row.name === 'AdClick' && event.t >= click.t && event.t - click.t <= MINUTES_30)
    const landing = arrived ? [{ ...event, isClick: true, campaign: campaign || campaignIn(event.row) }] : []
    const isView = name === 'AdImpression' || name === 'VideoView'
    return isView ? [{ ...event, isClick: false, campaign }, ...landing] : landing
  })
}

function campaignIn({ body }: FactRow): string {
  const url = body.page?.['url']
  const said = typeof url === 'string' ? new URL(url).searchParams : new URLSearchParams()
  return said.get('utm_id') || said.get('utm_campaign') || ''
}

/** What each touch has of a conversion, in units. */
export function sharesOf(touches: readonly Touch[], credit: Credit): bigint[] {
  const n = touches.length
  const floors = touches.map((touch, i): bigint => {
    switch (credit.model) {
      case 'last_touch':
        return i === n - 1 ? WHOLE : 0n
      case 'first_touch':
        return i === 0 ? WHOLE : 0n
      case 'linear':
        return WHOLE / BigInt(n)
      case 'time_decay': {
        const weight = ({ t }: Touch): number => 2 ** ((t - touches.at(-1)!.t) / credit.halfLifeMs)
        return BigInt(Math.floor((1e12 * weight(touch)) / touches.reduce((sum, one) => sum + weight(one), 0)))
      }
      case 'position_based': {
        const [first, middle, last] = [BigInt(credit.first), BigInt(credit.middle), BigInt(credit.last)]
        const both = first + last
        if (n === 1) return WHOLE
        if (n === 2) return both === 0n ? WHOLE / 2n : (WHOLE * (i === 0 ? first : last)) / both
        return i === 0 ? (WHOLE * first) / 100n : i === n - 1 ? (WHOLE * last) / 100n : (WHOLE * middle) / 100n / BigInt(n - 2)
      }
      case 'shapley': {
        const channels = touches.map((one) => channelOf(one, credit.channel))
        const own = channels.filter((channel) => channel === channels[i]).length
        return WHOLE / (BigInt(new Set(channels).size) * BigInt(own))
      }
    }
  })
  const rest = WHOLE - floors.reduce((sum, share) => sum + share, 0n)
  return floors.map((share, i) => (i === n - 1 ? share + rest : share))
}

function channelOf({ campaign, row }: Touch, channel: Extract<Credit, { model: 'shapley' }>['channel']): string {
  return { campaign, adgroup: row.adgroup_id, ad: row.ad_id, creative: row.creative_id, placement: row.placement }[channel]
}

/**
 * The Shapley value of each channel by its definition (L. S. Shapley, A Value for n-Person Games,
 * 1953), over all coalitions: a coalition is worth the conversions all of whose channels it has.
 * The queries use the closed form for such games (Zhao, Mahboobi and Bagheri, Shapley Value Methods
 * for Attribution Modeling in Online Advertising, 2018, arXiv:1804.05327).
 * @param conversions of each the channels that touched it.
 */
export function shapleyByDefinition(conversions: readonly ReadonlySet<string>[]): Map<string, number> {
  const channels = [...new Set(conversions.flatMap((one) => [...one]))]
  const worth = (coalition: ReadonlySet<string>): number =>
    conversions.filter((one) => one.size > 0 && [...one].every((channel) => coalition.has(channel))).length
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
  const values = new Map<string, number>()
  for (const channel of channels) {
    const others = channels.filter((other) => other !== channel)
    let value = 0
    for (let bits = 0; bits < 2 ** others.length; bits++) {
      const coalition = new Set(others.filter((_, i) => (bits >> i) & 1))
      const weight = (factorial(coalition.size) * factorial(channels.length - coalition.size - 1)) / factorial(channels.length)
      value += weight * (worth(new Set([...coalition, channel])) - worth(coalition))
    }
    values.set(channel, value)
  }
  return values
}
