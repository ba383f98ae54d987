// Held by ./examples.test.ts
import { z } from 'zod'
import { ConsentShown, PageShown, PropertiesShown, TimeShown, UserShown } from './fields.ts'

const Hit = z
  .object({
    event: z.string(),
    event_id: z.string().exactOptional(),
    message_id: z.string().exactOptional(),
    timestamp: TimeShown.exactOptional(),
    context: z.object({
      pixel: z.object({ code: z.string().describe('The code of a source') }),
      user: UserShown.exactOptional(),
      page: PageShown.exactOptional(),
      userAgent: z.string().exactOptional(),
      consent: ConsentShown.exactOptional(),
      test_event_code: z.string().exactOptional(),
    }),
    properties: PropertiesShown.exactOptional(),
  })
  .meta({
    examples: [
      {
        event: 'ViewContent',
        event_id: 'v-1',
        context: { pixel: { code: 'shop' }, user: { ttp: 'cookie-1' }, page: { url: 'https://shop.example/' } },
        properties: { content_id: 'sku-1' },
      },
    ],
  })

const common = { tags: ['ingest'], security: [], response: { 204: z.null() } }

/** What a browser posts; any site may. */
export const PIXEL_POST = {
  ...common,
  summary: 'Send what the pixel sends',
  description: 'JSON, also as text/plain. No key: the code of a source is public, and may list the origins it takes hits from.',
  body: Hit,
}

/** The same in a URL. */
export const PIXEL_GET = {
  ...common,
  summary: 'Send what the pixel sends, in the URL',
  querystring: z.object({ analytics_message: z.string().describe('The JSON of a hit, or its base64') }),
}

/** The pixel itself. */
export const SCRIPT_DESCRIPTION = {
  tags: ['ingest'],
  security: [],
  summary: 'The script of the pixel',
  querystring: z.object({ sdkid: z.string().describe('The code of a source'), lib: z.string().exactOptional() }),
  response: {
    200: { description: 'A script', content: { 'text/javascript': { schema: z.string() } } },
    304: z.null().describe('The browser has it'),
    404: {
      description: 'The code is not known: a script that does nothing',
      content: { 'text/javascript': { schema: z.string() } },
    },
  },
}
