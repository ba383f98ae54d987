// Held by ./examples.test.ts
import { ERROR_CODES } from '@weir/contracts'
import { z } from 'zod'
import { AmountShown, ConsentShown, PageShown, PropertiesShown, TimeShown, UserShown } from './fields.ts'

const EventShown = z.object({
  source: z.string().describe('The code of a source of PUT /v1/sources/{code}'),
  event: z.string().describe('Purchase, ViewContent, AdImpression, VideoView, Identify, Consent ..., or a name of your own'),
  event_id: z.string().exactOptional().describe('The same event sent again has the same: it counts once'),
  event_time: TimeShown.exactOptional(),
  sent_at: TimeShown.exactOptional(),
  test_event_code: z.string().exactOptional().describe('Tries something out: GET /v1/test-events shows it, no segment has it'),
  user: UserShown.exactOptional(),
  properties: PropertiesShown.exactOptional(),
  page: PageShown.exactOptional(),
  ad: z
    .object({
      campaign_id: z.string().exactOptional(),
      adgroup_id: z.string().exactOptional(),
      ad_id: z.string().exactOptional(),
      creative_id: z.string().exactOptional(),
      placement: z.string().exactOptional(),
      cost: AmountShown.exactOptional(),
      currency: z.string().exactOptional(),
      callback: z.string().exactOptional().describe('The click id'),
    })
    .exactOptional(),
  video: z
    .object({
      video_id: z.string().exactOptional(),
      duration_ms: AmountShown.exactOptional(),
      watched_ms: AmountShown.exactOptional(),
    })
    .exactOptional(),
  experiment: z.object({ id: z.string(), arm: z.string() }).exactOptional(),
  traits: z.record(z.string(), z.unknown()).exactOptional().describe('What is known of the person'),
  consent: ConsentShown.exactOptional(),
  limited_data_use: z.boolean().exactOptional(),
})

const Rejection = z.object({ index: z.int(), code: z.enum(ERROR_CODES), path: z.string(), message: z.string() })
const Warning = z.object({ code: z.string(), path: z.string(), message: z.string(), count: z.int() })

const Taken = z.object({
  accepted: z.int().describe('Events that are on disk'),
  rejected: z.array(Rejection).describe('Those that are not, each with its place in the request'),
  warnings: z.array(Warning).describe('About events that were taken'),
})

const NoneTaken = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(ERROR_CODES),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
  accepted: z.int().exactOptional(),
  rejected: z.array(Rejection).exactOptional(),
})

/** Sent by the test beside, as all examples. */
export const NATIVE_EXAMPLES = [
  [
    {
      source: 'shop',
      event: 'Purchase',
      event_id: 'order-1',
      user: { email: 'ada@example.com' },
      properties: { value: 20, currency: 'EUR', contents: [{ content_id: 'sku-1', price: 20, quantity: 1 }] },
      consent: { purposes: { storage: true, profiling: true, personalised_ads: true } },
    },
  ],
  {
    source: 'shop',
    event: 'Identify',
    event_id: 'i-1',
    user: { external_id: 'customer-7' },
    traits: { plan: 'gold' },
    consent: { gpc: false, purposes: { storage: true, profiling: true } },
  },
]

/** `POST /v1/events` in the description of the API. */
export const NATIVE_DESCRIPTION = {
  summary: 'Send events',
  description: `One event or up to 1,000; NDJSON (application/x-ndjson) has one per line, and bodies may be compressed (gzip, deflate, br).
Good events are taken and bad ones named: 202, or 400 when none was good. 202 means that they are on disk.`,
  tags: ['ingest'],
  security: [{ key: ['ingest'] }],
  body: z.union([z.array(EventShown).min(1).max(1000), EventShown]).meta({ examples: NATIVE_EXAMPLES }),
  response: {
    202: { description: 'What became of each', content: { 'application/json': { schema: Taken } } },
    400: { description: 'No event was good', content: { 'application/problem+json': { schema: NoneTaken } } },
  },
}
