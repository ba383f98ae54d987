import { DELIVERY_FIELDS } from '@weir/contracts'
import type { DeliveryField, DeliveryPlatform } from '@weir/contracts'

/**
 * What the headings of the platforms' exports, and the names of their APIs, mean. Compared without
 * case, blanks and signs, so that `VIDEO_VIEWS_P_75` and `video_views_p75` are one name.
 *
 * Headings of rates (CTR, CPC ...) are not here: ratios are computed from sums. Neither is Meta's
 * "Website purchases", which is a part of "Purchases".
 */
const COMMON: Readonly<Record<string, DeliveryField>> = {
  ...Object.fromEntries(DELIVERY_FIELDS.map((field) => [field.replaceAll('_', ''), field])),
  advertiserid: 'account_id',
  accountid: 'account_id',
  campaign: 'campaign_name',
  adgroup: 'adgroup_name',
  ad: 'ad_name',
  date: 'day',
  cost: 'spend',
  amountspent: 'spend',
  clicksall: 'engagements',
  conversion: 'conversions',
  result: 'results',
  p100: 'completions',
  countrycode: 'country',
  timezone: 'time_zone',
}

/**
 * API names of `report/integrated/get` and headings of Ads Manager. `total_complete_payment_rate`
 * is an amount, whatever it is called.
 */
const TIKTOK: Readonly<Record<string, DeliveryField>> = {
  adidv2: 'ad_id',
  stattimeday: 'day',
  byday: 'day',
  stattimehour: 'hour',
  byhour: 'hour',
  totalcost: 'spend',
  clicksdestination: 'clicks',
  completepayment: 'purchases',
  totalcompletepaymentrate: 'value',
  totalcompletepaymentvalue: 'value',
  totalpurchasevalue: 'value',
  videoplayactions: 'plays',
  videoviews: 'plays',
  videowatched2s: 'watched_2s',
  '2secondvideoviews': 'watched_2s',
  videowatched6s: 'watched_6s',
  '6secondvideoviews': 'watched_6s',
  videoviewsp25: 'p25',
  videoviewsat25: 'p25',
  videoviewsp50: 'p50',
  videoviewsat50: 'p50',
  videoviewsp75: 'p75',
  videoviewsat75: 'p75',
  videoviewsp100: 'completions',
  videoviewsat100: 'completions',
  paidlikes: 'likes',
  paidcomments: 'comments',
  paidshares: 'shares',
  paidfollowers: 'follows',
  paidprofilevisits: 'profile_visits',
  totallandingpageview: 'landing_page_views',
  pagecontentviewevents: 'content_views',
  webeventaddtocart: 'adds_to_cart',
  initiatecheckout: 'checkouts',
  provinceid: 'region',
  countryregion: 'country',
}

const META: Readonly<Record<string, DeliveryField>> = {
  adsetid: 'adgroup_id',
  adsetname: 'adgroup_name',
  reportingstarts: 'starts_on',
  reportingends: 'ends_on',
  linkclicks: 'clicks',
  purchasesconversionvalue: 'value',
  landingpageviews: 'landing_page_views',
  checkoutsinitiated: 'checkouts',
  addstocart: 'adds_to_cart',
  videoplays: 'plays',
  videoplaysat25: 'p25',
  videoplaysat50: 'p50',
  videoplaysat75: 'p75',
  videoplaysat100: 'completions',
  postshares: 'shares',
  postcomments: 'comments',
  instagramprofilevisits: 'profile_visits',
  deviceplatform: 'device',
}

const BY_PLATFORM: Readonly<Record<DeliveryPlatform, ReadonlyMap<string, DeliveryField>>> = {
  tiktok: new Map(Object.entries({ ...COMMON, ...TIKTOK })),
  meta: new Map(Object.entries({ ...COMMON, ...META })),
  generic: new Map(Object.entries(COMMON)),
}

/** A heading may end in the currency of its amounts: `Amount spent (USD)`. */
const WITH_CURRENCY = /^(.+?)\s*\(([A-Z]{3})\)$/

/** What stands under a heading of a platform's file; undefined when it is nothing we keep. */
export function meaningOf(
  heading: string,
  platform: DeliveryPlatform,
): { field: DeliveryField; currency: string | undefined } | undefined {
  const [, name = heading, currency] = WITH_CURRENCY.exec(heading.trim()) ?? []
  const field = BY_PLATFORM[platform].get(bare(name))
  if (field === undefined || (currency !== undefined && field !== 'spend' && field !== 'value')) return undefined
  return { field, currency }
}

/** The heading as it is compared. */
export function bare(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
