// Held by ./examples.test.ts
import { Purpose } from '@weir/contracts'
import { z } from 'zod'

/**
 * Parts of hits as the description of the API shows them. They check nothing: what is taken is
 * wider (senders are taken as they mean it), and is read in `parse`.
 */

const Texts = z.union([z.string(), z.array(z.string())])
const Amount = z.union([z.number(), z.string()])
export const TimeShown = z.union([z.number(), z.string()]).describe('Unix seconds, or ISO 8601. Default: now')
const Flag = z.boolean()

const GoogleSaid = z.enum(['granted', 'denied'])

/** What a hit says of consent, in any of these forms. */
export const ConsentShown = z
  .object({
    purposes: z.partialRecord(Purpose, z.boolean()).exactOptional().describe('By purpose'),
    tcf: z.string().exactOptional().describe('A TC string of the IAB'),
    gpp: z.string().exactOptional().describe('A GPP string of the IAB'),
    us_privacy: z.string().exactOptional(),
    gpc: Flag.exactOptional().describe('Global Privacy Control'),
    ad_storage: GoogleSaid.exactOptional().describe("Google's consent mode"),
    ad_user_data: GoogleSaid.exactOptional(),
    ad_personalization: GoogleSaid.exactOptional(),
    analytics_storage: GoogleSaid.exactOptional(),
  })
  .describe('What is in no such form counts as refused')

/** Values of one identifier; e-mail addresses and phone numbers in clear or hashed. */
export const UserShown = z.object({
  external_id: Texts.exactOptional(),
  email: Texts.exactOptional().describe('In clear or as SHA-256; kept as SHA-256 only'),
  phone: Texts.exactOptional().describe('With + and country, in clear or as SHA-256; kept as SHA-256 only'),
  ttp: z.string().exactOptional().describe("The pixel's cookie"),
  ttclid: z.string().exactOptional().describe('The click id'),
  idfa: Texts.exactOptional(),
  gaid: Texts.exactOptional(),
  idfv: Texts.exactOptional(),
  anonymous_id: Texts.exactOptional(),
  user_agent: z.string().exactOptional(),
  locale: z.string().exactOptional(),
  country: z.string().exactOptional().describe('Two letters'),
  device: z.string().exactOptional(),
})

const Content = z
  .object({
    content_id: z.string().exactOptional(),
    content_type: z.string().exactOptional(),
    content_category: z.string().exactOptional(),
    content_name: z.string().exactOptional(),
    price: Amount.exactOptional(),
    quantity: Amount.exactOptional(),
  })
  .catchall(z.unknown())

/** Further fields are the sender's own, and rules can ask for them. */
export const PropertiesShown = z
  .object({
    value: Amount.exactOptional(),
    currency: z.string().exactOptional().describe('ISO 4217'),
    contents: z.array(Content).exactOptional().describe('The first 500 are kept'),
    content_ids: Texts.exactOptional(),
    order_id: z.string().exactOptional(),
    num_items: Amount.exactOptional(),
    search_string: z.string().exactOptional(),
  })
  .catchall(z.unknown())

/** The page on which something happened. */
export const PageShown = z.object({ url: z.string().exactOptional(), referrer: z.string().exactOptional() })

/** The ad behind a hit, in TikTok's names: `ad_id` is the ad group, `creative_id` the ad. */
export const TikTokAdShown = z.object({
  callback: z.string().exactOptional().describe('The click id'),
  campaign_id: z.string().exactOptional(),
  ad_id: z.string().exactOptional().describe('The ad group'),
  creative_id: z.string().exactOptional().describe('The ad'),
})

export const AmountShown = Amount

/** TikTok's envelope around every answer. */
export const PlatformAnswer = z.object({
  code: z.int().describe('0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token'),
  message: z.string().describe('OK, or what is wrong and where'),
  request_id: z.string(),
  data: z.object({}),
})
