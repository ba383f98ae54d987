import { z } from 'zod'
import { DeliveryPullInput } from './delivery-pull.ts'
import { SEGMENT_ID } from './segment.ts'
import { zoneName } from './zones.ts'

/**
 * What an ad platform reports of its own delivery: a row of the topic `weir.delivery` and of the
 * table `delivery`. Delivery has no persons; it is of an account, a campaign, an ad group or an ad.
 */

/** What a row is about, from the widest to the narrowest. */
export const DELIVERY_LEVELS = ['account', 'campaign', 'adgroup', 'ad'] as const
export type DeliveryLevel = (typeof DELIVERY_LEVELS)[number]

/** The span of time that a row is about. */
export const DELIVERY_GRAINS = ['hour', 'day', 'range', 'lifetime'] as const
export type DeliveryGrain = (typeof DELIVERY_GRAINS)[number]

/**
 * What is counted. `clicks` lead to the destination; `engagements` are all clicks. `reach` is the
 * platform's estimate and does not add up over rows.
 */
export const DELIVERY_COUNTS = [
  'impressions',
  'clicks',
  'engagements',
  'conversions',
  'purchases',
  'results',
  'reach',
  'plays',
  'watched_2s',
  'watched_6s',
  'p25',
  'p50',
  'p75',
  'completions',
  'likes',
  'comments',
  'shares',
  'follows',
  'profile_visits',
  'landing_page_views',
  'content_views',
  'adds_to_cart',
  'checkouts',
] as const
export type DeliveryCount = (typeof DELIVERY_COUNTS)[number]

/** Amounts in the row's currency: what was spent, and what conversions were worth. */
export const DELIVERY_MONEY = ['spend', 'value'] as const
export type DeliveryMoney = (typeof DELIVERY_MONEY)[number]

/** By what the platform splits the people it showed ads to. */
export const DELIVERY_BREAKDOWNS = ['age', 'gender', 'country', 'region', 'placement', 'platform', 'device', 'language'] as const
export type DeliveryBreakdown = (typeof DELIVERY_BREAKDOWNS)[number]

/** The three objects of a row below its account, each with an id and a name. */
export const DELIVERY_OBJECTS = ['campaign', 'adgroup', 'ad'] as const

type ObjectColumn = `${(typeof DELIVERY_OBJECTS)[number]}_${'id' | 'name'}`

/**
 * One row. (source, level, grain, starts, ends, entity, breakdown) is what it is about: a row of a
 * later import replaces the one there is. A count or an amount that the platform did not state is
 * absent. Amounts are decimals as text.
 */
export type DeliveryRow = {
  source: string
  platform: DeliveryPlatform
  account_id: string
  level: DeliveryLevel
  /** The id of what the row is about; where the platform names no ids, the names as JSON. */
  entity: string
  grain: DeliveryGrain
  /** `YYYY-MM-DD HH:00:00` on the clocks of the account; of a lifetime 1970-01-01. */
  starts: string
  /** `YYYY-MM-DD`, the last day, inclusive. */
  ends: string
  /** IANA name of the account's zone; '' when it is not known. */
  time_zone: string
  /** JSON of an object from breakdown to value, its keys in order; '' without one. */
  breakdown: string
  currency: string
  imported_at: string
  /** The greater one wins. */
  version: number
} & Record<ObjectColumn, string> &
  Partial<Record<DeliveryCount, number> & Record<DeliveryMoney, string>>

export const DELIVERY_PLATFORMS = ['tiktok', 'meta', 'generic'] as const
export type DeliveryPlatform = (typeof DELIVERY_PLATFORMS)[number]

/** What a column of a file can be. */
export const DELIVERY_FIELDS = [
  'account_id',
  'campaign_id',
  'campaign_name',
  'adgroup_id',
  'adgroup_name',
  'ad_id',
  'ad_name',
  'day',
  'hour',
  'starts_on',
  'ends_on',
  'currency',
  'time_zone',
  ...DELIVERY_MONEY,
  ...DELIVERY_COUNTS,
  ...DELIVERY_BREAKDOWNS,
] as const
export type DeliveryField = (typeof DELIVERY_FIELDS)[number]

/** How dates are written in a file. */
export const DATE_FORMS = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY'] as const

export const DELIVERY_SOURCE_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/

export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, 'expected three capital letters (ISO 4217), such as EUR')

/** How the files of one source are to be read, and how its reports are fetched. */
const DeliverySourceFields = z.strictObject({
  name: z.string().min(1).max(200).exactOptional(),
  platform: z.enum(DELIVERY_PLATFORMS),
  columns: z
    .partialRecord(z.enum(DELIVERY_FIELDS), z.string().min(1).max(300))
    .exactOptional()
    .describe('From field to the heading of its column, where the heading alone does not tell.'),
  decimal: z.enum(['.', ',']).default('.').describe('The decimal sign of numbers in files.'),
  date: z.enum(DATE_FORMS).default('YYYY-MM-DD').describe('How dates are written in files.'),
  currency: CurrencyCode.exactOptional().describe('Of amounts, where the file names none.'),
  tz: z
    .string()
    .refine((name) => zoneName(name) !== undefined, 'this is no IANA time zone')
    .exactOptional()
    .describe("The account's time zone (IANA), where the file names none."),
  account_id: z.string().min(1).max(200).exactOptional().describe('The account, where the file names none.'),
  pull: DeliveryPullInput.exactOptional().describe("Fetches the reports from TikTok's API; needs `currency` and `tz`."),
})

/** What `PUT /v1/delivery-sources/{id}` takes. */
export const DeliverySourceInput = DeliverySourceFields.superRefine(({ pull, platform, currency, tz }, context) => {
  if (!pull) return
  const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
  if (platform !== 'tiktok') refuse('pull', 'only reports of the platform "tiktok" can be fetched: import files of others')
  if (currency === undefined) refuse('currency', 'is needed with "pull": answers of the API name no currency')
  if (tz === undefined) refuse('tz', 'is needed with "pull": answers of the API name no time zone')
})
export type DeliverySourceInput = z.infer<typeof DeliverySourceInput>
export type DeliverySource = DeliverySourceInput & { id: string }

/** What is fetched for a source, as a text: another one when it is asked for otherwise. */
export function pullSettings({ pull, account_id, currency, tz }: DeliverySource): string {
  return JSON.stringify([pull, account_id, currency, tz])
}

/** A date of the account: `YYYY-MM-DD`. */
const Day = z.iso.date('expected a date, such as 2024-05-01')

/** Whom one ad group was aimed at, in days of its account: `from` inclusive, `to` exclusive. */
const Booking = z.strictObject({
  include: z
    .array(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .min(1)
    .max(100)
    .describe('Segments that it was shown to.'),
  exclude: z
    .array(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .max(100)
    .exactOptional()
    .describe('Segments that it was not shown to.'),
  from: Day.exactOptional().describe('The first day. Default: always.'),
  to: Day.exactOptional().describe('The day after the last. Default: for ever.'),
})
export type Booking = z.infer<typeof Booking>

/** What `PUT /v1/targeting/{adgroup_id}` takes: to which segments delivery is booked, and when. */
export const TargetingInput = z.strictObject({ bookings: z.array(Booking).min(1).max(200) })
export type TargetingInput = z.infer<typeof TargetingInput>
export type Targeting = TargetingInput & { adgroup_id: string }
