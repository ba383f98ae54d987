import { isPlaceholder, trimmed } from '@weir/identity'
import { z } from 'zod'
import { Amount, Currency, Flag, Ids, IdText, IdTexts, arrayOf, listOf, LooseAmount, section, Text, ThingId } from './fields.ts'
import type { Section } from './parsed-event.ts'

/**
 * The parts of an event that several dialects share. Unknown keys of `properties`, `page` and
 * `traits` are the sender's own and kept.
 */

const common = {
  currency: Currency,
  content_id: IdText,
  content_ids: listOf(IdTexts),
  order_id: IdText,
  shop_id: IdText,
  description: IdText,
  query: IdText,
  search_string: IdText,
}

const amounts = (number: typeof Amount | typeof LooseAmount) => ({
  value: number,
  price: number,
  quantity: number,
  num_items: number,
})
const item = (number: typeof Amount | typeof LooseAmount) =>
  z.looseObject({ content_id: IdText, price: number, quantity: number })

export const Properties = section(
  z.looseObject({ ...common, ...amounts(Amount), contents: listOf(arrayOf(item(Amount))) }).transform(bothSearchNames),
)

/** As the browser sends them: a page may hand over `contents` as one text. */
export const PixelProperties = section(
  z
    .looseObject({ ...common, ...amounts(LooseAmount), contents: listOf(z.union([arrayOf(item(LooseAmount)), z.string()])) })
    .transform(bothSearchNames),
)

/** `search_string` is today's name of `query`; rules may use either. */
function bothSearchNames<T extends { query?: string | undefined; search_string?: string | undefined }>(properties: T): T {
  const search = properties.search_string ?? properties.query
  return search === undefined ? properties : { ...properties, query: properties.query ?? search, search_string: search }
}

export const Page = section(z.looseObject({ url: Text, referrer: Text }))

export const User = section(
  z.looseObject({
    external_id: Ids,
    email: Ids,
    emails: Ids,
    sha256_email: Ids,
    phone: Ids,
    phone_number: Ids,
    phone_numbers: Ids,
    sha256_phone: Ids,
    sha256_phone_number: Ids,
    idfa: Ids,
    gaid: Ids,
    idfv: Ids,
    ttp: Ids,
    ttclid: Ids,
    anonymous_id: Ids,
    user_agent: Text,
    locale: Text,
  }),
)

const AdAttribution = {
  is_retargeting: Flag,
  attributed: Flag,
  attribution_type: Text,
  attribution_provider: Text,
  attribution_share: Amount,
}
/** TikTok's `ad` object, with TikTok's names. */
export const TikTokAd = section(
  z.object({ callback: IdText, campaign_id: ThingId, ad_id: ThingId, creative_id: ThingId, ...AdAttribution }),
)

/** Ours. */
export const Ad = section(
  z.object({
    campaign_id: ThingId,
    adgroup_id: ThingId,
    ad_id: ThingId,
    creative_id: ThingId,
    placement: ThingId,
    cost: Amount,
    currency: Currency,
    callback: IdText,
    ...AdAttribution,
  }),
)

/**
 * The user with the click id that some dialects carry elsewhere, unless there is a real one
 * already.
 */
export function withClickId(user: Section | null | undefined, clickId: string | undefined): Section {
  const own = user?.['ttclid']
  const isFilled = own !== undefined && !(typeof own === 'string' && isPlaceholder(trimmed(own)))
  if (clickId === undefined || isFilled) return user ?? {}
  return { ...user, ttclid: clickId }
}

/** In TikTok's `ad` object `ad_id` is the ad group and `creative_id` the ad. */
export function ourNames({ callback: _clickId, ad_id: adgroup_id, creative_id: ad_id, ...rest }: Section): Section {
  return { ...rest, adgroup_id, ad_id }
}
