// Held by ./examples.test.ts
import { z } from 'zod'
import { ConsentShown, PageShown, PlatformAnswer, PropertiesShown, TikTokAdShown, TimeShown, UserShown } from './fields.ts'

const RequestShown = {
  test_event_code: z.string().exactOptional(),
  sent_at: TimeShown.exactOptional(),
  limited_data_use: z.boolean().exactOptional(),
  consent: ConsentShown.exactOptional(),
}

const NewerEvent = z.object({
  event: z.string(),
  event_id: z.string().exactOptional(),
  event_time: TimeShown.exactOptional(),
  user: UserShown.exactOptional(),
  properties: PropertiesShown.exactOptional(),
  page: PageShown.exactOptional(),
  ad: TikTokAdShown.exactOptional(),
  limited_data_use: z.boolean().exactOptional(),
  consent: ConsentShown.exactOptional(),
})

const NewerRequest = z.object({
  event_source: z.enum(['web', 'app', 'offline', 'crm']),
  event_source_id: z.string().describe('The code of a source'),
  data: z.array(NewerEvent).min(1).max(1000),
  ...RequestShown,
})

const OlderEvent = z.object({
  event: z.string(),
  event_id: z.string().exactOptional(),
  timestamp: TimeShown.exactOptional(),
  context: z
    .object({
      ad: TikTokAdShown.exactOptional(),
      page: PageShown.exactOptional(),
      user: UserShown.exactOptional(),
      device: z.object({ idfa: z.string().exactOptional(), gaid: z.string().exactOptional() }).exactOptional(),
      user_agent: z.string().exactOptional(),
      locale: z.string().exactOptional(),
      consent: ConsentShown.exactOptional(),
    })
    .exactOptional(),
  properties: PropertiesShown.exactOptional(),
  limited_data_use: z.boolean().exactOptional(),
  consent: ConsentShown.exactOptional(),
})

const user = { email: 'ada@example.com', ttp: 'cookie-1' }
const properties = { value: 35, currency: 'EUR' }

const NEWER_EXAMPLE = {
  event_source: 'web',
  event_source_id: 'shop',
  data: [{ event: 'Purchase', event_id: 'order-2', user, properties, page: { url: 'https://shop.example/' } }],
}

const common = {
  tags: ['ingest'],
  security: [{ accessToken: ['ingest'] }],
  response: {
    200: {
      description: 'The outcome is `code`: a request is taken as a whole (0) or not at all',
      content: { 'application/json': { schema: PlatformAnswer } },
    },
    503: { description: 'Send it again', content: { 'application/json': { schema: PlatformAnswer } } },
  },
}

/** Events API 2.0 in the description of the API. */
const NEWER = {
  ...common,
  summary: 'Events API 2.0',
  body: NewerRequest.meta({ examples: [NEWER_EXAMPLE] }),
}

function older(field: string, of: string) {
  const context = { user, page: { url: 'https://shop.example/' } }
  const event = { event: 'Purchase', event_id: `order-${field}`, context, properties }
  const source = { [field]: z.string().describe('The code of a source') }
  return {
    track: {
      ...common,
      summary: `Events API 1.0: one event of ${of}`,
      body: z.object({ ...source, ...OlderEvent.shape, ...RequestShown }).meta({ examples: [{ [field]: 'shop', ...event }] }),
    },
    batch: {
      ...common,
      summary: `Events API 1.0: events of ${of}`,
      body: z
        .object({ ...source, batch: z.array(OlderEvent).min(1).max(1000), ...RequestShown })
        .meta({ examples: [{ [field]: 'shop', batch: [{ ...event, event_id: `order-${field}-batch` }] }] }),
    },
  }
}

const PIXEL = older('pixel_code', 'a pixel')
const APP = older('tiktok_app_id', 'an app')
const OFFLINE = older('event_set_id', 'an offline set')

/** TikTok's endpoints by their path below the version. */
export const TIKTOK_DESCRIPTIONS = {
  'event/track': NEWER,
  'pixel/track': PIXEL.track,
  'pixel/batch': PIXEL.batch,
  'app/track': APP.track,
  'app/batch': APP.batch,
  'offline/track': OFFLINE.track,
  'offline/batch': OFFLINE.batch,
}
